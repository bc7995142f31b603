import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { version } from "../package.json";

/** Windows has no signals: a child that is told to end is ended. */
const isWindows = process.platform === "win32";

const MAIN = join(import.meta.dirname, "main.ts");

type Child = Bun.Subprocess<"pipe", "pipe", "pipe">;
type Run = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

function start(args: readonly string[]): Child {
  return Bun.spawn([process.execPath, MAIN, ...args], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
}

async function run(args: readonly string[], input = ""): Promise<Run> {
  const child = start(args);
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
    child.stdin.write(input),
    child.stdin.end(),
  ]);
  return { stdout, stderr, exitCode };
}

/** The first line a child writes, without its end. */
async function firstLine(child: Child): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.slice(0, text.indexOf("\n"));
}

describe("chatty", () => {
  test("prints its version", async () => {
    expect(await run(["--version"])).toEqual({ stdout: `${version}\n`, stderr: "", exitCode: 0 });
  });

  test("alone prints its help, without colours", async () => {
    const alone = await run([]);
    expect(alone).toEqual(await run(["--help"]));
    expect(alone).toMatchObject({ stderr: "", exitCode: 0 });
    expect(alone.stdout).toMatch(/^chatty .*\n\nUsage: chatty <command> \[options\]\n/u);
    expect(alone.stdout).not.toContain("\u001B");
  });

  test("refuses an unknown command on stderr, with exit code 2", async () => {
    expect(await run(["lst"])).toEqual({
      stdout: "",
      stderr: 'error: Cannot run "chatty lst": there is no command of that name\n  → Did you mean "list"?\n',
      exitCode: 2,
    });
  });

  test("loads neither schemas nor protocols on the way to its help", async () => {
    expect(await eagerPackages(MAIN)).toEqual(new Set(["@slipway/app", "@slipway/fault", "citty"]));
  });
});

describe("chatty list", () => {
  test("prints a table, or JSON", async () => {
    const table = await run(["list"]);
    expect(table).toMatchObject({ stderr: "", exitCode: 0 });
    expect(table.stdout).toMatch(/^COMMAND .*\nabout +reads /u);
    const json = await run(["list", "--json"]);
    expect(JSON.parse(json.stdout)).toContainEqual({
      name: "uuid",
      description: "Make random UUIDs (version 4)",
      readOnly: true,
      input: expect.objectContaining({ type: "object" }),
    });
  });

  test("is quiet when nobody reads what it prints", async () => {
    const child = start(["list", "--json"]);
    await child.stdout.cancel();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test.skipIf(process.platform !== "linux")("reports an output it cannot write to", async () => {
    const full = openSync("/dev/full", "w");
    const child = Bun.spawn([process.execPath, MAIN, "list"], { stdout: full, stderr: "pipe" });
    closeSync(full);
    expect(await new Response(child.stderr).text()).toBe(
      "error: Cannot write the result: ENOSPC: no space left on device, write\n" +
        "  → Check where standard output goes\n",
    );
    expect(await child.exited).toBe(4);
  });
});

describe("chatty gui", () => {
  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("serves its page until %s", async (signal) => {
    const child = start(["gui", "--port=0"]);
    const address = await firstLine(child);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<title>chatty</title>");
    const head = await fetch(address, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const rebound = await fetch(address, { headers: { host: "evil.example" } });
    expect(rebound.status).toBe(403);
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(child.signalCode).toBeNull();
    expect(await new Response(child.stderr).text()).toBe("Press Ctrl+C to stop\n");
  });

  test("says that a port is taken", async () => {
    const first = start(["gui", "--port=0"]);
    const { port } = new URL(await firstLine(first));
    expect(await run(["gui", "--port", port])).toEqual({
      stdout: "",
      stderr:
        `error: Cannot listen on "127.0.0.1:${port}": the port is taken by another program\n` +
        "  → Use another port, or --port=0 for any free one\n",
      exitCode: 4,
    });
    first.kill();
    await first.exited;
  });
});

describe("chatty server start", () => {
  const initialize = {
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    },
  };
  const envelope = {
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  };
  const tools = ["about", "hash", "time", "uuid"].map((name): unknown => {
    return expect.objectContaining({ name, annotations: { readOnlyHint: true } });
  });

  test("speaks 2025-11-25", async () => {
    const { answers, stderr } = await exchange([
      initialize,
      { method: "notifications/initialized" },
      { id: 2, method: "tools/list" },
      { id: 3, method: "tools/call", params: { name: "hash", arguments: { text: "abc", algorithm: "md5" } } },
      { id: 4, method: "tools/call", params: { name: "time", arguments: { zone: "Europe/Berln" } } },
      { id: 5, method: "tools/call", params: { name: "uuid", arguments: { count: 0 } } },
      { id: 6, method: "tools/call", params: { name: "nothing", arguments: {} } },
    ]);
    expect(stderr).toBe("");
    expect(answers.size).toBe(6);
    expect(answers.get(1)).toMatchObject({
      result: { protocolVersion: "2025-11-25", serverInfo: { name: "chatty", version } },
    });
    expect(answers.get(2)).toMatchObject({ result: { tools } });
    const digest = { algorithm: "md5", digest: "900150983cd24fb0d6963f7d28e17f72" };
    expect(answers.get(3)).toMatchObject({
      result: { content: [{ type: "text", text: JSON.stringify(digest) }], structuredContent: digest },
    });
    expect(answers.get(4)).toMatchObject({
      result: {
        isError: true,
        content: [{ text: expect.stringContaining('Did you mean "Europe/Berlin"?') }],
      },
    });
    expect(answers.get(5)).toMatchObject({ result: { isError: true } });
    expect(answers.get(6)).toMatchObject({ error: { code: -32602 } });
  });

  test("speaks 2026-07-28", async () => {
    const { answers, stderr } = await exchange([
      { id: "a", method: "server/discover", params: envelope },
      { id: "b", method: "tools/list", params: envelope },
      { id: "c", method: "tools/call", params: { name: "about", arguments: {}, ...envelope } },
    ]);
    expect(stderr).toBe("");
    expect(answers.get("a")).toMatchObject({ result: { supportedVersions: ["2026-07-28"] } });
    expect(answers.get("b")).toMatchObject({ result: { tools } });
    expect(answers.get("c")).toMatchObject({
      result: { resultType: "complete", structuredContent: { version, compiled: false } },
    });
  });

  test("ends with its input, having said nothing", async () => {
    expect(await run(["server", "start"])).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("keeps what it has to say about bad input off stdout", async () => {
    const { stdout, stderr, exitCode } = await run(["server", "start"], '{"id":1}\n');
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
    expect(stderr).toBe("warning: Left out a line that is not a JSON-RPC message\n");
  });

  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const child = start(["server", "start", "--transport", "stdio"]);
    await child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...initialize })}\n`);
    await child.stdin.flush();
    await firstLine(child);
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });
});

type Exchange = { readonly answers: ReadonlyMap<unknown, unknown>; readonly stderr: string };

/** Sends `messages` and returns the answers by id; every line on stdout must be a JSON-RPC answer. */
async function exchange(messages: readonly object[]): Promise<Exchange> {
  const input = messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
  const { stdout, stderr, exitCode } = await run(["server", "start"], input);
  expect(exitCode).toBe(0);
  const answers = new Map<unknown, unknown>();
  for (const line of stdout.split("\n").slice(0, -1)) {
    const answer: unknown = JSON.parse(line);
    expect(answer).toMatchObject({ jsonrpc: "2.0", id: expect.anything() });
    answers.set(answer !== null && typeof answer === "object" && "id" in answer ? answer.id : null, answer);
  }
  return { answers, stderr };
}

/** The packages that are loaded as soon as `file` is: those its static imports reach. */
async function eagerPackages(file: string): Promise<Set<string>> {
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const packages = new Set<string>();
  const files = new Set([file]);
  for (const path of files) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- each file names the next ones
    for (const { kind, path: specifier } of transpiler.scanImports(await Bun.file(path).text())) {
      if (kind !== "import-statement" || specifier.endsWith(".json")) continue;
      if (specifier.startsWith(".")) files.add(join(path, "..", specifier));
      else packages.add(specifier);
    }
  }
  return packages;
}
