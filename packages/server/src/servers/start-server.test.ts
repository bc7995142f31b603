import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { thisHost } from "@slipway/sidecar";
import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { BUILT_IN } from "../commands/built-in.ts";
import { idleEnv } from "../completions/testing/idle-env.ts";
import { toolsOf } from "../mcp/tools.ts";
import { chattyOf } from "../runs/testing/chatty-of.ts";
import { user as someone } from "../runs/testing/user.ts";
import { describeBoth, firstLine, newUser } from "../testing/both.ts";
import { readSettings } from "../settings/read-settings.ts";
import { startServer } from "./start-server.ts";
import { toolsText } from "./tools-text.ts";

const isWindows = process.platform === "win32";

/** A configuration with one command of that name. */
function configured(name: string): string {
  const does = { kind: "program", argv: ["true"] };
  return JSON.stringify({ commands: { [name]: { description: "Do it", readOnly: true, does } } });
}

describeBoth("chatty server start", (chatty) => {
  test("takes what is set by a file, before the environment, before a flag", async () => {
    const user = newUser();
    writeFiles(user.cwd, { "a.env": "CHATTY_TRANSPORT=http\nCHATTY_PORT=0\nCHATTY_LOG_LEVEL=error\n" });
    const child = chatty.start(["server", "start", "--env-file=a.env", "--transport=sse", "--quiet"], {
      user,
      env: { CHATTY_HOST: "localhost" },
    });
    expect(await firstLine(child)).toMatch(/^http:\/\/localhost:[1-9]\d*\/sse$/u);
    child.kill();
    await child.exited;
    if (!isWindows) expect(await new Response(child.stderr).text()).toBe("");
  });

  test("knows the names of a proxy before it, and no others", async () => {
    const token = "a-token-that-is-long-enough";
    const args = ["server", "start", "--transport=http", "--host=0.0.0.0", "--port=0", "--log-level=error"];
    const child = chatty.start([...args, "--allowed-hosts=chatty.example,Other.example"], {
      user: newUser(),
      env: { CHATTY_TOKEN: token, CHATTY_ALLOWED_HOSTS: "third.example" },
    });
    const { port } = new URL(await firstLine(child));
    const statusFor = async (host: string): Promise<number> => {
      const headers = { host, authorization: `Bearer ${token}` };
      return (await fetch(`http://127.0.0.1:${port}/health`, { headers })).status;
    };
    expect(await statusFor("chatty.example")).toBe(200);
    expect(await statusFor("other.example:8443")).toBe(200);
    expect(await statusFor("third.example")).toBe(403);
    expect(await statusFor("chatty.example.evil.example")).toBe(403);
    child.kill();
    await child.exited;
  });

  test("tells on stderr and in server.log what becomes of the configuration", async () => {
    const user = newUser();
    writeFiles(user.home, { "config/chatty/chatty.config.json": configured("one") });
    const child = chatty.start(["server", "start", "--transport=http", "--port=0"], { user });
    await firstLine(child);
    const log = join(user.data, "server.log");
    const told = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
    writeFiles(user.home, { "config/chatty/chatty.config.json": "{" });
    await expect
      .poll(told, { timeout: 20_000 })
      .toMatch(/ warn The configuration was edited and does not hold/u);
    writeFiles(user.home, { "config/chatty/chatty.config.json": configured("two") });
    await expect
      .poll(told, { timeout: 20_000 })
      .toMatch(/ info The configuration has changed commands=1 prompts=0\n/u);
    child.kill();
    await child.exited;
    if (!isWindows) expect(await new Response(child.stderr).text()).toContain("Listening");
  });

  test("says on stderr that its data folder cannot be used, and serves all the same", async () => {
    const user = newUser();
    writeFiles(user.home, { data: "a file" });
    const { exitCode, stderr } = await chatty.run(["server", "start"], { user });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/ warn [^\n]*built-in commands[^\n]*is no folder/u);
  });

  test.each([
    [["--config=none.json"], 3, "there is no such file"],
    [["--port=1"], 2, '"--port": the transport is stdio'],
    [["--transport=stdio", "--allowed-hosts=a.example"], 2, '"--allowed-hosts": the transport is stdio'],
    [["--transport=http", "--host=0.0.0.0"], 2, "no token is set"],
    [["--transport=http", "--allowed-hosts=https://a.example"], 2, '"https://a.example" as --allowed-hosts'],
    [["--transport=http", "--host=203.0.113.7", "--port=0"], 2, "no token is set"],
  ])("refuses %j with exit code %d", async (args, code, found) => {
    const { stdout, stderr, exitCode } = await chatty.run(["server", "start", ...args], { user: newUser() });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: code });
    expect(stderr).toMatch(/^error: Cannot .*\n {2}→ /u);
    expect(stderr).toContain(found);
  });

  test("names the data folder that is in the way of being found over HTTP", async () => {
    const user = newUser();
    writeFiles(user.home, { data: "a file" });
    const { exitCode, stderr } = await chatty.run(["server", "start", "--transport=http", "--port=0"], {
      user,
    });
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      `error: Cannot use the data folder "${user.data}": it is no folder\n  → Move that file away, or set CHATTY_DATA_DIR`,
    );
  });

  test("starts though its data folder cannot be written, and says so", async () => {
    const user = newUser();
    writeFiles(user.home, { data: "a file" });
    const child = chatty.start(["server", "start"], { user, env: { CHATTY_LOG_LEVEL: "debug" } });
    await child.stdin.write("nonsense\n");
    await child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toContain(" warn The log is on standard error alone");
  });
});

describe("toolsText()", () => {
  test("has the arguments of every tool", () => {
    const text = toolsText(toolsOf({ commands: BUILT_IN }));
    expect(text.split("\n")).toHaveLength(BUILT_IN.length + 2);
    expect(text).toMatch(/^hash +reads +text \[algorithm\] +Compute/mu);
    expect(text).not.toMatch(/ \n/u);
  });
});

test("chatty server start tells somebody at a terminal what it waits for", async () => {
  const chatty = chattyOf(someone());
  const start = ["server", "start"];
  expect(await chatty(start, { isTerminal: true })).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: expect.stringMatching(/^Waits for an MCP client on standard input; .*\n$/u),
  });
});

test.each([
  ["the data folder", "data-folder-unfit", { CHATTY_DATA_DIR: "file" }],
  ["the configuration", "config-not-found", { CHATTY_CONFIG: "none" }],
])("startServer() closes the log when it fails for %s", async (_what, code, paths) => {
  const folder = tempFolder();
  writeFiles(folder, { file: "" });
  const named = Object.entries(paths).map(([name, path]) => [name, join(folder, path)]);
  const env = {
    CHATTY_DATA_DIR: join(folder, "data"),
    CHATTY_TRANSPORT: "http",
    ...Object.fromEntries(named),
  };
  const settings = readSettings({ flags: {}, envFile: undefined, process: { ...thisHost(), env } });
  let open = 0;
  const openLog: ReturnType<typeof idleEnv>["openLog"] = async () => {
    open++;
    return { log: () => {}, close: async () => void open-- };
  };
  expect((await caught(() => startServer(settings, { ...idleEnv(), openLog }))).code).toBe(code);
  expect(open).toBe(0);
});
