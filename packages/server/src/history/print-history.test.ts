import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { RUN_STATES } from "@chatty/daemon/protocol";

import { chattyOf } from "../runs/testing/chatty-of.ts";
import { configured, scriptThat } from "../runs/testing/configured.ts";
import { user } from "../runs/testing/user.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");

describe.skipIf(process.platform === "win32")("chatty history", () => {
  test("lists runs, and prints one with its output", async () => {
    const asked = chattyOf(
      configured({ one: scriptThat("echo out; echo err >&2"), two: scriptThat("exit 3") }),
    );
    expect(await asked(["history"])).toEqual({ exitCode: 0, stdout: "", stderr: "No runs yet\n" });
    await asked(["run", "one"]);
    await asked(["run", "two"]);
    const table = (await asked(["history"])).stdout.split("\n");
    expect(table[1]).toMatch(/exited \(3\) {2}two$/u);
    expect(table[2]).toMatch(/exited {6}one$/u);
    const [, first = ""] = /^(\S+)/u.exec(table[2] ?? "") ?? [];
    const one = await asked(["history", first]);
    expect(one).toMatchObject({ exitCode: 0, stderr: "" });
    expect(one.stdout).toMatch(/^run: .*\ncommand: one\n[^]*output: 8 bytes\n\nout\nerr\n$/u);
    expect(await asked(["history", first, "--follow"])).toEqual(one);
    const json = await asked(["history", first, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ id: first, state: "exited", output: "out\nerr\n" });
    const limited = await asked(["history", "--limit=1"]);
    expect(limited.stdout.split("\n").length).toBe(3);
    const [, before = ""] = /--before (\S+)\n/u.exec(limited.stderr) ?? [];
    expect((await asked(["history", "--before", before])).stdout).toContain("one\n");
    expect((await asked(["history", "--limit=1", "--quiet"])).stderr).toBe("");
    expect((await asked(["history", "--state=running"])).stderr).toBe("No such runs\n");
  });

  test("prints the output alone, byte for byte, however long it is", async () => {
    const someone = configured({
      bytes: scriptThat(String.raw`printf 'a\377\000\r\n\033[1m'; exit 3`),
      long: scriptThat("seq 1 150000"),
    });
    const asked = chattyOf(someone);
    const bytes = JSON.parse((await asked(["run", "bytes", "--json"])).stdout);
    const long = JSON.parse((await asked(["run", "long", "--json"])).stdout);
    expect([bytes.output_shortened, long.output_shortened]).toEqual([false, true]);
    const printed = Bun.spawnSync([process.execPath, MAIN, "history", bytes.run, "--output"], {
      env: { ...someone.host.env },
    });
    expect([...printed.stdout]).toEqual([...Buffer.from("a\u00ff\0\r\n\u001b[1m", "latin1")]);
    expect(printed.exitCode).toBe(0);
    const numbers = Array.from({ length: 150_000 }, (_, index) => `${index + 1}\n`).join("");
    expect((await asked(["history", long.run, "--output"])).stdout).toBe(numbers);
    const json = JSON.parse((await asked(["history", long.run, "--json"])).stdout);
    expect(json).toMatchObject({ output: long.output, output_shortened: true });
  });

  test("prints the body of an answer alone, and fails where the output was not kept as a whole", async () => {
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("body") });
    onTestFinished(() => server.stop(true));
    const does = { kind: "http", url: `http://127.0.0.1:${server.port}/` };
    const asked = chattyOf(
      configured({
        get: { description: "Get", readOnly: true, does },
        flood: scriptThat("yes | head -c 70000000"),
      }),
    );
    const { run } = JSON.parse((await asked(["run", "get", "--json"])).stdout);
    expect(await asked(["history", run, "--output"])).toEqual({ exitCode: 0, stdout: "body", stderr: "" });
    const json = JSON.parse((await asked(["history", run, "--json"])).stdout);
    expect(json).toMatchObject({ output: "body", output_shortened: false });
    expect((await asked(["history", run])).stdout).toContain("content-type: ");
    const flood = JSON.parse((await asked(["run", "flood", "--json"])).stdout);
    expect(flood).toMatchObject({ output_bytes: 70_000_000, output_truncated: true });
    const { exitCode, stderr } = await asked(["history", flood.run, "--output"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'Cannot print all that "flood" wrote: of its 70000000 bytes only the first were kept',
    );
    const unread = await asked(["history", flood.run, "--output"], { isRead: () => false });
    expect([unread.exitCode, unread.stderr]).toEqual([141, ""]);
    expect(unread.stdout.length).toBeLessThan(1_000_000);
  });

  test.each([
    ["history nothing", "run-unknown"],
    ["history --limit 0", "invalid-value"],
    ["history --limit 1001", "invalid-value"],
    ["history --limit many", "invalid-value"],
    ["history --state done", "invalid-value"],
    ["history --follow", "missing-argument"],
    ["history --output", "missing-argument"],
    ["history one --output", "unexpected-argument"],
    ["history one two", "unexpected-argument"],
    ["history one --limit 1", "unexpected-argument"],
    ["history one --before two", "unexpected-argument"],
    ["history one --state failed", "unexpected-argument"],
    ["history --before nothing", "run-unknown"],
  ])("refuses %j", async (words, code) => {
    const { exitCode, stdout } = await chattyOf(user())([...words.split(" "), "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  });

  test("knows every state that the daemon has", async () => {
    const { stdout } = await chattyOf(user())(["history", "--help"]);
    expect(stdout).toContain(`--state <${RUN_STATES.join("|")}>`);
  });

  test("prints what a run has written by now, or follows it to its end", async () => {
    const go = new AbortController();
    const asked = chattyOf(configured({ slow: scriptThat("echo ready; exec sleep 600") }));
    const ready = Promise.withResolvers<void>();
    const running = asked(["run", "slow"], { stop: go.signal, onWrite: () => ready.resolve() });
    await ready.promise;
    const { runs } = JSON.parse((await asked(["history", "--json"])).stdout);
    const [{ id }] = runs;
    expect((await asked(["history", id])).stdout).toMatch(/state: running\n[^]*\n\nready\n$/u);
    const stop = new AbortController();
    const stopped = await asked(["history", id, "--follow"], {
      stop: stop.signal,
      onWrite: (text) => (text === "ready\n" ? stop.abort() : undefined),
    });
    expect(stopped).toMatchObject({ exitCode: 0, stderr: "" });
    // It ends though the run goes on.
    expect((await asked(["history", id, "--follow"], { isRead: () => false })).exitCode).toBe(141);
    const following = asked(["history", id, "--follow", "--json"]);
    go.abort();
    await running;
    expect(JSON.parse((await following).stdout)).toMatchObject({ state: "cancelled", output: "ready\n" });
  });
});
