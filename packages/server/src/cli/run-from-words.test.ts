import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { processesIn, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { chattyOf, type Ran } from "../runs/testing/chatty-of.ts";
import { configured, scriptThat } from "../runs/testing/configured.ts";
import { user } from "../runs/testing/user.ts";

import type { User } from "../runs/testing/user.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const isWindows = process.platform === "win32";

/** Without a daemon. */
function chatty(words: string): Promise<Ran> {
  return chattyOf(user({ CHATTY_DAEMON_PATH: "/nowhere" }))(words.split(" "));
}

describe("chatty run of a command of chatty itself", () => {
  test("prints its result, for people, scripts and programs", async () => {
    const digest = "900150983cd24fb0d6963f7d28e17f72";
    expect(await chatty("run hash --text abc --algorithm md5")).toEqual({
      exitCode: 0,
      stdout: `algorithm: md5\ndigest: ${digest}\n`,
      stderr: "",
    });
    expect(await chatty("run uuid --count=1")).toMatchObject({
      stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/u),
    });
    const { stdout } = await chatty("run --json hash --text abc --algorithm md5");
    expect(JSON.parse(stdout)).toEqual({ algorithm: "md5", digest });
  });

  test("prints its help", async () => {
    const { exitCode, stdout } = await chatty("run hash --help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^chatty run hash: .*\n\nUsage: chatty run hash \[options\]\n/u);
    expect(stdout).toMatch(/--text <text> .*\(required\)\n/u);
    expect(stdout).toMatch(/--algorithm <sha256\|[^>]*>\s+.*\(default: sha256\)\n/u);
  });

  test.each([
    ["run", "missing-argument"],
    ["run hsh", "unknown-command"],
    ["run hash", "invalid-input"],
    ["run hash --txt a", "unknown-option"],
    ["run hash abc", "unexpected-argument"],
    ["run hash --text a --algorithm md4", "invalid-input"],
    ["run uuid --count many", "invalid-input"],
    ["run uuid --count 0", "invalid-input"],
    ["run time --zone Middle-earth/Bree", "unknown-time-zone"],
  ])("refuses %j with exit code 2", async (words, code) => {
    const plain = await chatty(words);
    expect(plain).toMatchObject({ exitCode: 2, stdout: "" });
    expect(plain.stderr).toMatch(/^error: [^\n]+\n(?: {2}[^\n]+\n)* {2}→ [^\n]+\n$/u);
    const json = await chatty(`${words} --json`);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code, exitCode: 2 } });
  });
});

describe.skipIf(isWindows)("chatty run", () => {
  test("writes output where the program writes it, and ends with its exit code", async () => {
    const someone = configured({ both: scriptThat("echo out; echo err >&2; printf end; exit 7") });
    const asked = chattyOf(someone);
    expect(await asked(["run", "both"])).toEqual({ exitCode: 7, stdout: "out\nend", stderr: "err\n" });
    const { exitCode, stdout, stderr } = await asked(["run", "both", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ state: "exited", exit_code: 7, output_bytes: 11 });
    expect(processesIn(someone.data)).toEqual([]);
  });

  test("gives every argument as it is", async () => {
    const asked = chattyOf(
      configured({
        show: {
          description: "Show its arguments",
          readOnly: true,
          input: {
            text: { type: "string" },
            other: { type: "string", optional: true },
            all_of_it: { type: "boolean", default: false },
            count: { type: "integer", default: -1, allowLeadingDash: true },
          },
          does: {
            kind: "program",
            argv: ["printf", "%s|", "{text}", "{count}", ["--all", "{all_of_it}"], ["--other", "{other}"]],
          },
        },
      }),
    );
    const shown = async (...words: readonly string[]): Promise<string> =>
      (await asked(["run", "show", ...words])).stdout;
    expect(await shown("--text", "a b; $(id) 'x'\n")).toBe("a b; $(id) 'x'\n|-1|");
    expect(await shown("--text=", "--all-of-it", "--count", "-5")).toBe("|-5|--all|");
    expect(await shown("--text", "€", "--", "--other", "x")).toBe("€|-1|--other|x|");
  });

  test.each([
    ["no-such-program-anywhere", 1, /^error: Cannot .*no-such-program-anywhere/u],
    ["timed", 1, /^error: Cannot finish "timed": it took longer than it may/u],
    ["killed", 137, /^Ended by SIGKILL\n$/u],
  ])("tells of %s, with exit code %i", async (name, exitCode, stderr) => {
    const asked = chattyOf(
      configured({
        "no-such-program-anywhere": {
          description: "Fail to start",
          readOnly: true,
          does: { kind: "program", argv: ["no-such-program-anywhere"] },
        },
        timed: scriptThat("exec sleep 600", { timeout_ms: 50 }),
        killed: scriptThat("kill -9 $$"),
      }),
    );
    const outcome = await asked(["run", name]);
    expect(outcome).toMatchObject({ exitCode, stdout: "" });
    expect(outcome.stderr).toMatch(stderr);
  });

  test("sends a request, and fails with a bad status", async () => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Response("not here\n", { status: 404 }),
    });
    onTestFinished(() => server.stop(true));
    const url = `http://127.0.0.1:${server.port}/`;
    const asked = chattyOf(
      configured({ ask: { description: "Ask", readOnly: true, does: { kind: "http", url } } }),
    );
    const { exitCode, stdout, stderr } = await asked(["run", "ask"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "not here\n" });
    expect(stderr).toMatch(/^error: .* its HTTP status is 404/u);
  });

  test("cancels the run when it is told to stop, and waits for it", async () => {
    const stop = new AbortController();
    const someone = configured({
      endless: scriptThat("trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.01; done 2>/dev/null"),
    });
    const { exitCode, stdout, stderr } = await chattyOf(someone)(["run", "endless"], {
      stop: stop.signal,
      onWrite: () => stop.abort(),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: "ready\nbye\n" });
    expect(stderr).toContain('error: Cannot finish "endless": it was cancelled\n');
    const history = await chattyOf(someone)(["history", "--state", "cancelled", "--json"]);
    expect(JSON.parse(history.stdout)).toMatchObject({ runs: [{ command: "endless" }] });
  });

  test("says what is wrong with the daemon", async () => {
    const asked = chattyOf(
      configured({ some: scriptThat("echo") }, { CHATTY_DAEMON_PATH: "/nowhere/chatty-daemon" }),
    );
    const { exitCode, stderr } = await asked(["run", "some"]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("/nowhere/chatty-daemon");
  });
});

function start({ host }: User, words: readonly string[]): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  return Bun.spawn([process.execPath, MAIN, ...words], {
    env: { ...host.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe.skipIf(isWindows)("the process of chatty run", () => {
  test("ends a program whose output nobody reads any more, as a shell would", async () => {
    const someone = configured({ endless: scriptThat("exec yes") });
    const child = start(someone, ["run", "endless"]);
    const reader = child.stdout.getReader();
    expect((await reader.read()).value?.subarray(0, 2)).toEqual(new TextEncoder().encode("y\n"));
    await reader.cancel();
    expect(await child.exited).toBe(141);
    expect(await new Response(child.stderr).text()).toBe("");
    expect(processesIn(someone.data)).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("cancels the run on %s", async (signal) => {
    const someone = configured({ endless: scriptThat("echo ready; exec sleep 600") });
    const child = start(someone, ["run", "endless", "--quiet"]);
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill(signal);
    expect(await child.exited).toBe(130);
    expect(await new Response(child.stderr).text()).toContain("it was cancelled");
    expect(processesIn(someone.data)).toEqual([]);
  });

  test("prints bytes that are no text as they are", async () => {
    const written = randomBytes(3_000_000);
    const file = join(tempFolder(), "bytes");
    writeFileSync(file, written);
    const someone = configured({ bytes: scriptThat(`cat ${file}`) });
    const child = start(someone, ["run", "bytes"]);
    const printed = Buffer.from(await new Response(child.stdout).arrayBuffer());
    expect(printed.equals(written)).toBe(true);
    expect(await child.exited).toBe(0);
  });

  test("prints all of much output, while it is written", async () => {
    const someone = configured({ much: scriptThat("yes 0123456789 | head -c 110000000; echo end >&2") });
    const child = start(someone, ["run", "much"]);
    let sizeBytes = 0;
    for await (const chunk of child.stdout) sizeBytes += chunk.length;
    expect(sizeBytes).toBe(110_000_000);
    expect(await new Response(child.stderr).text()).toBe("end\n");
    expect(await child.exited).toBe(0);
  });

  test("leaves nothing behind when it is killed", async () => {
    const someone = configured({ endless: scriptThat("echo ready; exec sleep 600.125") });
    const child = start(someone, ["run", "endless"]);
    await child.stdout.getReader().read();
    child.kill("SIGKILL");
    await child.exited;
    await expect.poll(() => processesIn("600.125"), { timeout: 15_000 }).toEqual([]);
  });
});
