import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";

import { runProgram, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { version } from "../package.json";
import { type Chatty, describeBoth, firstLine, newUser } from "./testing/both.ts";

/** Windows has no signals: a child that is told to end is ended. */
const isWindows = process.platform === "win32";

const MAIN = join(import.meta.dirname, "main.ts");

const INITIALIZE = {
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

describeBoth("chatty", (chatty) => {
  test("prints its version", async () => {
    const { stdout, ...rest } = await chatty.run(["--version"], { user: newUser() });
    expect(rest).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(
      chatty.isCompiled ? /^0\.1\.0 \(1980-01-01\)\n$/u : new RegExp(`^${version}\\n$`, "u"),
    );
  });

  test("alone prints its help, without colours", async () => {
    const user = newUser();
    const alone = await chatty.run([], { user });
    expect(alone).toEqual(await chatty.run(["--help"], { user }));
    expect(alone).toMatchObject({ stderr: "", exitCode: 0 });
    expect(alone.stdout).toMatch(/^chatty .*\n\nUsage: chatty <command> \[options\]\n/u);
    expect(alone.stdout).not.toContain("\u001B");
  });

  test.skipIf(process.platform !== "linux")("takes no argument of which the bytes are no text", async () => {
    const { cwd, env } = newUser();
    const run = `exec "$@" run hash --text "$(printf 'a\\377\\357\\277\\275')" --json`;
    const child = Bun.spawn(["sh", "-c", run, "sh", ...chatty.command()], { cwd, env, stderr: "pipe" });
    expect(await new Response(child.stderr).text()).toContain("its bytes are no UTF-8");
    expect(await child.exited).toBe(2);
    const replacement = await chatty.run(["run", "hash", "--text", "\uFFFD"], { user: newUser() });
    expect(replacement).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("reaches the chatty-daemon that is beside it", async () => {
    const { stdout, stderr, exitCode } = await chatty.run(["history", "--json", "--quiet"], {
      user: newUser(),
    });
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual({ runs: [], next_before: null });
  });

  test("is quiet when nobody reads what it prints", async () => {
    const child = chatty.start(["list", "--json"], { user: newUser() });
    await child.stdout.cancel();
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });

  test.skipIf(process.platform !== "linux")("reports an output it cannot write to", async () => {
    const { cwd, env } = newUser();
    const full = openSync("/dev/full", "w");
    const child = Bun.spawn([...chatty.command(), "list"], { cwd, env, stdout: full, stderr: "pipe" });
    closeSync(full);
    expect(await new Response(child.stderr).text()).toBe(
      "error: Cannot write the result: ENOSPC: no space left on device, write\n" +
        "  → Check where standard output goes\n",
    );
    expect(await child.exited).toBe(4);
  });

  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("serves its page until %s", async (signal) => {
    const child = chatty.start(["gui", "--port=0", "--quiet"], { user: newUser() });
    const address = await firstLine(child);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/\?key=[\w-]{43}$/u);
    expect((await fetch(address, { redirect: "manual" })).status).toBe(303);
    expect((await fetch(address)).status).toBe(403);
    const again = await chatty.run(["gui", "--port", new URL(address).port], { user: newUser() });
    expect(again).toMatchObject({ stdout: "", exitCode: 4 });
    expect(again.stderr).toMatch(
      /^error: Cannot listen on "127\.0\.0\.1:\d+": the port is taken by another program/u,
    );
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(child.signalCode).toBeNull();
    expect(await new Response(child.stderr).text()).toBe("");
  });
});

describeBoth("chatty server start", (chatty) => {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const tools = ["about", "hash", "time", "uuid"].map((name): unknown => {
    return expect.objectContaining({ name, annotations: expect.objectContaining({ readOnlyHint: true }) });
  });

  test("speaks 2025-11-25", async () => {
    const { answers, stderr } = await exchange(chatty, [
      INITIALIZE,
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
    expect(answers.get(3)).toMatchObject({ result: { structuredContent: digest } });
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
    const { answers, stderr } = await exchange(chatty, [
      { id: "a", method: "server/discover", params: { _meta: meta } },
      { id: "b", method: "tools/list", params: { _meta: meta } },
      { id: "c", method: "tools/call", params: { name: "about", arguments: {}, _meta: meta } },
    ]);
    expect(stderr).toBe("");
    expect(answers.get("a")).toMatchObject({ result: { supportedVersions: ["2026-07-28"] } });
    expect(answers.get("b")).toMatchObject({ result: { tools } });
    expect(answers.get("c")).toMatchObject({
      result: { resultType: "complete", structuredContent: { version, compiled: chatty.isCompiled } },
    });
  });

  test("ends with its input, having said why where there was no client", async () => {
    const user = newUser();
    const ran = await chatty.run(["server", "start"], { user });
    expect(ran).toEqual({
      stdout: "",
      stderr: expect.stringMatching(/^Standard input ended, and no MCP client .*\n$/u),
      exitCode: 0,
    });
    const quiet = await chatty.run(["server", "start", "--quiet"], { user });
    expect(quiet).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  test.skipIf(isWindows)("answers and ends while nobody reads its log", async () => {
    const child = startUnread(chatty);
    const stdout = new Response(child.stdout).text();
    const bad = "no message\n".repeat(3000);
    await child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...INITIALIZE })}\n${bad}`);
    await child.stdin.end();
    const answers = (await stdout).trimEnd().split("\n");
    expect(answers).toHaveLength(3001);
    expect(answers.filter((line) => line.includes('"serverInfo":{"name":"chatty"'))).toHaveLength(1);
    expect(await child.exited).toBe(0);
  });

  test.skipIf(isWindows)("ends on SIGTERM while nobody reads its log", async () => {
    const child = startUnread(chatty);
    await child.stdin.write("no message\n".repeat(3000));
    await child.stdin.flush();
    await firstLine(child);
    child.kill("SIGTERM");
    expect(await child.exited).toBe(0);
  });

  test.skipIf(isWindows)("ends with an input that cannot be read", async () => {
    const { cwd, env } = newUser();
    const folder = openSync(cwd, constants.O_RDONLY);
    const command = [...chatty.command(), "server", "start"];
    const child = Bun.spawn(command, { cwd, env, stdin: folder, stderr: "pipe" });
    closeSync(folder);
    onTestFinished(() => child.kill("SIGKILL"));
    expect(await new Response(child.stderr).text()).toMatch(
      /^\S+ warn MCP on stdio had trouble says=[^\n]*\n$/u,
    );
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stdout).text()).toBe("");
  });

  test.skipIf(isWindows).each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const child = chatty.start(["server", "start", "--transport", "stdio"], { user: newUser() });
    await child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...INITIALIZE })}\n`);
    await child.stdin.flush();
    await firstLine(child);
    child.kill(signal);
    expect(await child.exited).toBe(0);
    expect(await new Response(child.stderr).text()).toBe("");
  });
});

/** An MCP server whose standard error is a pipe that nobody reads. */
function startUnread(chatty: Chatty): Bun.Subprocess<"pipe", "pipe", number> {
  const path = join(tempFolder(), "unread");
  runProgram(["mkfifo", path], { cwd: "/" });
  // For reading too: to open it for writing alone waits for a reader.
  const unread = openSync(path, constants.O_RDWR);
  const { cwd, env } = newUser();
  const command = [...chatty.command(), "server", "start"];
  const child = Bun.spawn(command, { cwd, env, stdin: "pipe", stdout: "pipe", stderr: unread });
  onTestFinished(() => {
    child.kill("SIGKILL");
    closeSync(unread);
  });
  return child;
}

type Exchange = { readonly answers: ReadonlyMap<unknown, unknown>; readonly stderr: string };

/** Sends `messages` and returns the answers by id; every line on stdout must be a JSON-RPC answer. */
async function exchange(chatty: Chatty, messages: readonly object[]): Promise<Exchange> {
  const input = messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
  const { stdout, stderr, exitCode } = await chatty.run(["server", "start"], { user: newUser(), input });
  expect(exitCode).toBe(0);
  const answers = new Map<unknown, unknown>();
  for (const line of stdout.split("\n").slice(0, -1)) {
    const answer: unknown = JSON.parse(line);
    expect(answer).toMatchObject({ jsonrpc: "2.0", id: expect.anything() });
    answers.set(answer !== null && typeof answer === "object" && "id" in answer ? answer.id : null, answer);
  }
  return { answers, stderr };
}

describe("main.ts", () => {
  test("loads neither schemas nor protocols on the way to its help", async () => {
    expect(await eagerPackages(MAIN)).toEqual(new Set(["@slipway/app", "@slipway/fault"]));
  });
});

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
