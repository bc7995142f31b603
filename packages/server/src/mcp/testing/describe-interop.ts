/** What every client of MCP can do with chatty over stdio; for the checkout and the compiled executable. */

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { processesIn } from "@slipway/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Host, type HostClient, HOSTS, type ServerProcess } from "./hosts.ts";

const COMMANDS = {
  greet: {
    description: "Greet somebody",
    readOnly: true,
    input: { name: { type: "string", description: "Who" } },
    does: { kind: "program", argv: ["echo", "hello", "{name}"] },
  },
  count: {
    description: "Count to two",
    readOnly: true,
    does: { kind: "shell", script: "echo line 1; sleep 0.5; echo line 2; exit 3" },
  },
};

/** A folder with a configuration, and chatty as a host starts it there. */
export function chattyIn(folder: string, argv: readonly string[]): ServerProcess {
  const [command = "", ...args] = argv;
  const file = join(folder, "chatty.config.json");
  configure(folder, COMMANDS);
  return {
    command,
    args: [...args, "server", "start", "--config", file],
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      CHATTY_DATA_DIR: join(folder, "data"),
      CHATTY_KEYRING: "off",
      CHATTY_LOG_LEVEL: "debug",
    },
    cwd: folder,
  };
}

function configure(folder: string, commands: object): void {
  const endless = {
    description: "Never end",
    readOnly: true,
    does: { kind: "program", argv: ["sleep", "1000"], cwd: folder },
  };
  writeFileSync(join(folder, "chatty.config.json"), JSON.stringify({ commands: { ...commands, endless } }));
}

type Session = {
  readonly client: () => HostClient;
  readonly folder: string;
  /** Resolves when the server tells that its tools are others. */
  readonly changed: Promise<void>;
};

/** `argv` starts chatty, without arguments. */
export function describeInterop(argv: () => readonly string[]): void {
  describe.each(HOSTS)("a host with %s", (_name, host: Host) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-test-")));
    const { promise: changed, resolve: hasChanged } = Promise.withResolvers<void>();
    let connected: HostClient | undefined;

    beforeAll(async () => {
      connected = await host.connect(chattyIn(folder, argv()), hasChanged);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function client(): HostClient {
      if (connected === undefined) throw new Error("not connected");
      return connected;
    }
    const session = { client, folder, changed };
    testTools(session);
    testRuns(session);
    testEnd(session);
  });
}

/** What is listed and called. */
function testTools({ client, folder }: Session): void {
  test("lists the tools", async () => {
    const tools = ["about", "count", "endless", "greet", "hash", "time", "uuid"];
    expect(await client().listTools()).toMatchObject({ tools: tools.map((name) => ({ name })) });
  });

  test("starts no daemon for that", async () => {
    await client().listResources();
    await client().listPrompts();
    expect(processesIn(folder).filter((line) => line.includes("daemon"))).toEqual([]);
  });

  test("calls a tool of chatty itself", async () => {
    expect(await client().callTool("hash", { text: "abc", algorithm: "md5" })).toMatchObject({
      structuredContent: { digest: "900150983cd24fb0d6963f7d28e17f72" },
    });
  });

  test("calls a tool that runs a program", async () => {
    expect(await client().callTool("greet", { name: "$(id) --help" })).toMatchObject({
      structuredContent: { state: "exited", exit_code: 0, output: "hello $(id) --help\n" },
    });
  });

  test("hears of the progress of one that fails", async () => {
    const progress: unknown[] = [];
    const onprogress = (step: unknown): void => void progress.push(step);
    expect(await client().callTool("count", {}, { onprogress })).toMatchObject({
      isError: true,
      structuredContent: { state: "exited", exit_code: 3, output: "line 1\nline 2\n" },
    });
    expect(progress[0]).toMatchObject({ progress: 7, message: "line 1" });
  });

  test("is told what is wrong with a call", async () => {
    expect(await client().callTool("greet", { nmae: "you" })).toMatchObject({
      isError: true,
      content: [{ type: "text", text: expect.stringContaining("name: found nothing, wanted a text") }],
    });
    await expect(client().callTool("geret")).rejects.toThrow();
  });
}

/** What becomes of runs. */
function testRuns({ client, folder }: Session): void {
  test("cancels a call, which ends its run", async () => {
    const cancel = new AbortController();
    const call = client().callTool("endless", {}, { signal: cancel.signal });
    call.catch(() => {});
    await expect.poll(() => processesIn(folder).join("\n")).toContain("sleep 1000");
    cancel.abort(new Error("enough"));
    await expect(call).rejects.toThrow();
    await expect.poll(() => processesIn(folder).join("\n"), { timeout: 20_000 }).not.toContain("sleep 1000");
  });

  test("reads the history, and a run with its output", async () => {
    const { completion } = JSON.parse(JSON.stringify(await client().completeRunId("")));
    expect(completion.values).toHaveLength(3);
    const [, , id] = completion.values;
    expect(await client().readResource(`chatty://runs/${id}`)).toMatchObject({
      contents: [{ text: expect.stringContaining('"command": "greet"') }, { text: "hello $(id) --help\n" }],
    });
    expect(await client().readResource("chatty://history")).toMatchObject({
      contents: [{ text: expect.stringContaining('"state": "cancelled"') }],
    });
    await expect(client().readResource("chatty://runs/none")).rejects.toThrow();
    expect(JSON.stringify(await client().listResources())).toContain(`chatty://runs/${id}`);
  });

  test("gets the prompt that explains a run", async () => {
    expect(await client().getPrompt("explain-run")).toMatchObject({
      messages: [{ role: "user" }, { content: { type: "resource" } }, { content: { type: "resource" } }],
    });
  });
}

/** What changes under way, and the end. */
function testEnd({ client, folder, changed }: Session): void {
  test("hears that the tools have changed", async () => {
    configure(folder, { ...COMMANDS, extra: COMMANDS.count });
    await changed;
    expect(JSON.stringify(await client().listTools())).toContain('"name":"extra"');
  });

  test("goes, and nothing stays", async () => {
    const call = client().callTool("endless");
    call.catch(() => {});
    await expect.poll(() => processesIn(folder).join("\n")).toContain("sleep 1000");
    await client().close();
    await expect(call).rejects.toThrow();
    await expect.poll(() => processesIn(folder), { timeout: 20_000 }).toEqual([]);
    expect(client().errors).toEqual([]);
    expect(client().stderr()).not.toMatch(/ (?:error|warn) /u);
  });
}
