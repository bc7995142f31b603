import { describe, expect, test } from "vitest";

import { RUN_STATES } from "@chatty/daemon/protocol";

import { chattyOf } from "../runs/testing/chatty-of.ts";
import { configured, scriptThat } from "../runs/testing/configured.ts";
import { user } from "../runs/testing/user.ts";

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

  test.each([
    ["history nothing", "run-unknown"],
    ["history --limit 0", "invalid-value"],
    ["history --limit 1001", "invalid-value"],
    ["history --limit many", "invalid-value"],
    ["history --state done", "invalid-value"],
    ["history --follow", "missing-argument"],
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
    expect((await asked(["history", id, "--follow"], { isRead: () => false })).exitCode).toBe(0);
    const following = asked(["history", id, "--follow", "--json"]);
    go.abort();
    await running;
    expect(JSON.parse((await following).stdout)).toMatchObject({ state: "cancelled", output: "ready\n" });
  });
});
