import { caught, processesIn } from "@slipway/testkit";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { storeIn } from "../store/testing/sample-run.ts";
import { processSystem } from "./systems/process-system.ts";
import { testRuns } from "./testing/test-runs.ts";

import type { Run } from "../store/run-store.ts";
import type { ProgramSpec } from "./run-spec.ts";

/** Ignores SIGTERM, with a child that does too, and says when it is ready. */
const STUBBORN = 'trap "" TERM; sh -c "sleep 600 & wait" & echo ready; while :; do wait; done';

function program(argv: readonly string[], more: Partial<ProgramSpec> = {}): ProgramSpec {
  return { kind: "program", argv, ...more };
}

describe("start()", () => {
  test("runs a program as it is named, without a shell, and keeps how it ended", async () => {
    const { finish, get } = await testRuns();
    const { run, textOf } = await finish(program(["printf", "%s|", "a b", "$HOME", "", "é"]));
    expect(textOf("stdout")).toBe("a b|$HOME||é|");
    expect(run).toMatchObject({ state: "exited", exitCode: 0, signal: null, outputBytes: 14, error: null });
    expect(await get(run.id)).toEqual(run);
    expect(run).toMatchObject({ pid: expect.any(Number), processStartTime: expect.any(String) });
  });

  test("is acknowledged with the run in the history, before it has a process", async () => {
    const runs = await testRuns();
    const run = await runs.start(program(["true"]));
    expect(run).toMatchObject({ state: "running", pid: null });
    expect(await runs.store.get(run.id)).toMatchObject({ id: run.id, argv: ["true"] });
  });

  test("tells the streams apart", async () => {
    const { finish } = await testRuns();
    const { textOf } = await finish(program(["sh", "-c", "echo out; echo err >&2; exit 3"]));
    expect([textOf("stdout"), textOf("stderr")]).toEqual(["out\n", "err\n"]);
  });

  test("gives a program the text for its input, all of it", async () => {
    const { finish } = await testRuns();
    const stdin = `one\ntwo ${"x".repeat(300_000)}`;
    const { textOf } = await finish(program(["cat"], { stdin }));
    expect(textOf("stdout")).toBe(stdin);
  });

  test.skipIf(process.platform === "win32")("reads no start file of bash because of an input", async () => {
    const { finish, folder } = await testRuns();
    writeFileSync(join(folder, ".bashrc"), "echo from the start file\n");
    const spec = program(["bash", "-c", "cat"], { stdin: "input", env: { HOME: folder } });
    expect((await finish(spec)).textOf("stdout")).toBe("input");
  });

  test("gives a program an empty input otherwise", async () => {
    const { finish } = await testRuns();
    const { run } = await finish(program(["cat"]));
    expect(run).toMatchObject({ state: "exited", exitCode: 0, outputBytes: 0 });
  });

  test("does not wait for a program to read its input", async () => {
    const { finish } = await testRuns();
    const { run } = await finish(program(["true"], { stdin: "x".repeat(5_000_000) }));
    expect(run).toMatchObject({ state: "exited", exitCode: 0 });
  });

  test("gives a program the listed variables, its own, and its id", async () => {
    process.env["CHATTY_TEST_TOKEN"] = "not for programs";
    const { finish } = await testRuns();
    const { run, textOf } = await finish(program(["env"], { env: { OWN: "a=b\nc", HOME: "/elsewhere" } }));
    delete process.env["CHATTY_TEST_TOKEN"];
    expect(textOf("stdout")).toContain("OWN=a=b\nc\n");
    expect(textOf("stdout")).toContain("HOME=/elsewhere\n");
    expect(textOf("stdout")).toContain(`CHATTY_RUN=${run.id}\n`);
    expect(textOf("stdout")).not.toMatch(/not for programs|^(?:CHATTY_GO|OLDPWD|SHLVL)=/mu);
  });

  test("works in the folder that is named, and finds programs from there", async () => {
    const { finish, folder } = await testRuns();
    mkdirSync(join(folder, "tools"));
    writeFileSync(join(folder, "tools", "here"), "#!/bin/sh\npwd\n", { mode: 0o755 });
    const { textOf } = await finish(program(["./here"], { cwd: join(folder, "tools") }));
    expect(textOf("stdout")).toBe(`${join(folder, "tools")}\n`);
  });

  test.each([
    ["program-not-found", ["no-such-program"], {}],
    ["program-not-found", ["/no/such/program"], {}],
    ["program-not-executable", ["./text"], {}],
    ["program-not-executable", ["/etc"], {}],
    ["cwd-missing", ["true"], { cwd: "/no/such/folder" }],
    ["program-not-started", ["true", ...Array.from({ length: 40 }, () => "x".repeat(100_000))], {}],
  ] as const)("fails with %s", async (code, argv, more) => {
    const { finish, get, folder } = await testRuns({ limits: { wordsCharacters: 10_000_000 } });
    writeFileSync(join(folder, "text"), "true\n");
    const { run } = await finish(program(argv, more));
    expect(run).toMatchObject({ state: "failed", exitCode: null, error: { code } });
    expect(await get(run.id)).toMatchObject({
      state: "failed",
      error: { code },
      endedAtMs: expect.any(Number),
    });
  });

  test("tells of a program that ended by a signal", async () => {
    const { finish } = await testRuns();
    const { run } = await finish(program(["sh", "-c", "kill -KILL $$"]));
    expect(run).toMatchObject({ state: "exited", exitCode: null, signal: "SIGKILL" });
  });

  test("ends what takes longer than its limit, with all that it started", async () => {
    const { shell, follow, folder } = await testRuns({ limits: { graceMs: 200 } });
    const { id } = await shell(STUBBORN, { timeLimitMs: 150 });
    const run = await follow(id, { from: 0, signal: new AbortController().signal }, () => {});
    expect(run).toMatchObject({ state: "timed_out", signal: "SIGKILL" });
    expect(processesIn(folder)).toEqual([]);
  });

  test("ends the group after its leader, also children that hold the pipes and ignore SIGTERM", async () => {
    const { finish, folder } = await testRuns({ limits: { leftoverMs: 50, graceMs: 100 } });
    const { run, textOf } = await finish(
      program([
        "sh",
        "-c",
        `(${STUBBORN}) & while ! test -e up; do test "$(echo ready)" && touch up; done; exit 4`,
      ]),
    );
    expect(run).toMatchObject({ state: "exited", exitCode: 4 });
    expect(textOf("stdout")).toBe("ready\n");
    expect(processesIn(folder)).toEqual([]);
  });

  test("lets children finish their output after the leader has ended", async () => {
    const { finish } = await testRuns({ limits: { leftoverMs: 10_000 } });
    const { textOf } = await finish(program(["sh", "-c", "(sleep 0.1; echo late) & echo early"]));
    expect(textOf("stdout")).toBe("early\nlate\n");
  });

  test.skipIf(process.platform !== "linux")(
    "does not wait for somebody who left the group and holds the pipes",
    async () => {
      const { finish, folder } = await testRuns({ limits: { leftoverMs: 50, drainMs: 50, graceMs: 100 } });
      const { run } = await finish(program(["sh", "-c", "setsid sleep 600 & echo $!"]));
      expect(run).toMatchObject({ state: "exited", exitCode: 0, outputTruncated: false });
      for (const line of processesIn(folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
    },
  );

  test("goes on with a program that closes its output early", async () => {
    const { finish } = await testRuns();
    const { run, textOf } = await finish(program(["sh", "-c", "echo one; exec >&-; echo two >&2; exit 5"]));
    expect(run).toMatchObject({ state: "exited", exitCode: 5 });
    expect([textOf("stdout"), textOf("stderr")]).toEqual(["one\n", "two\n"]);
  });

  test("counts a gigabyte and keeps what the cap allows", async () => {
    const { finish } = await testRuns();
    const outputCapBytes = 1_000_000;
    const { run, textOf } = await finish(
      program(["head", "-c", "1000000000", "/dev/zero"], { outputCapBytes }),
    );
    expect(run).toMatchObject({ state: "exited", outputBytes: 1_000_000_000, outputTruncated: true });
    expect(textOf("stdout").length).toBeGreaterThan(900_000);
    expect(textOf("stdout").length).toBeLessThan(outputCapBytes);
  });

  test("takes a flood on standard error, and output that is no text", async () => {
    const { finish } = await testRuns();
    const { run, textOf } = await finish(
      program(["sh", "-c", "printf 'a\\377\\303'; head -c 3000000 /dev/zero | tr '\\0' e >&2"]),
    );
    expect(textOf("stdout")).toBe("a\uFFFD\uFFFD");
    expect(textOf("stderr")).toBe("e".repeat(3_000_000));
    expect(run).toMatchObject({ outputBytes: 3_000_003, outputTruncated: false });
  });

  test("runs 200 programs, 50 at once", async () => {
    const runs = await testRuns();
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    const printed: string[] = [];
    async function work(): Promise<void> {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        const { run, textOf } = await runs.finish(program(["echo", number]));
        expect(run.state).toBe("exited");
        printed.push(textOf("stdout"));
      }
    }
    await Promise.all(Array.from({ length: 50 }, work));
    expect(new Set(printed).size).toBe(200);
    expect(runs.runningCount()).toBe(0);
    expect(await runs.list({ state: "exited", limit: 300 })).toHaveLength(200);
  });

  test("refuses more runs at once than there may be, also while they start", async () => {
    const { shell, cancel } = await testRuns({ limits: { runsAtOnce: 2 } });
    const [first] = await Promise.all([shell("sleep 600"), shell("sleep 600")]);
    expect((await caught(() => shell("sleep 600"))).code).toBe("runs-too-many");
    await cancel(first.id);
    expect((await shell("true")).state).toBe("running");
  });

  test("refuses a spec with everything that is wrong with it, and what the store refuses", async () => {
    const runs = await testRuns();
    const fault = await caught(() => runs.start(program([""], { cwd: "here", timeLimitMs: 0 })));
    expect(fault.code).toBe("run-invalid");
    expect(fault.details).toHaveLength(3);
    expect(await runs.list()).toEqual([]);
    const store = storeIn("/proc/nowhere").runs;
    const broken = await testRuns({ store });
    await expect(broken.start(program(["true"]))).rejects.toMatchObject({ name: "Fault" });
    expect(broken.runningCount()).toBe(0);
  });

  test("fails when its output cannot be kept", async () => {
    const runs = await testRuns();
    writeFileSync(join(runs.folder, "output"), "in the way");
    const { run } = await runs.finish(program(["touch", "started"]));
    expect(run).toMatchObject({ state: "failed", error: { code: "output-not-writable" } });
  });

  test("never starts a program whose process the history could not take", async () => {
    const { store, folder } = await testRuns();
    const limits = { saveRetryMs: 1 };
    let updates = 0;
    const refusing = {
      ...store,
      update: (...words: Parameters<typeof store.update>) =>
        ++updates < 3 ? Promise.reject(new Error("no")) : store.update(...words),
    };
    const runs = await testRuns({ store: refusing, folder, limits });
    const { run } = await runs.finish(program(["touch", "started"]));
    expect(run).toMatchObject({ state: "failed", error: { code: "run-broken" } });
    expect(await Bun.file(join(folder, "started")).exists()).toBe(false);
    expect(runs.lines.join("\n")).toContain("The end of a run could not be written");
  });
});

test("a program never starts whose run the history has ended already", async () => {
  const { store, folder } = await testRuns();
  const forgetful = {
    ...store,
    async insert(run: Run) {
      await store.insert(run);
      await store.update(run.id, { state: "interrupted" });
    },
  };
  const runs = await testRuns({ store: forgetful, folder });
  const { run } = await runs.finish(program(["touch", "started"]));
  expect(run).toMatchObject({ state: "failed", error: { code: "program-not-started" } });
  expect(await Bun.file(join(folder, "started")).exists()).toBe(false);
  expect(await runs.get(run.id)).toMatchObject({ state: "interrupted" });
});

test.skipIf(process.platform === "win32")("a program never starts whose process is not known", async () => {
  const system = { ...processSystem, startTimeOf: () => Promise.resolve(undefined) };
  const { finish, folder } = await testRuns({ system });
  const { run } = await finish(program(["touch", "started"]));
  expect(run).toMatchObject({ state: "failed", error: { code: "program-not-started" } });
  expect(await Bun.file(join(folder, "started")).exists()).toBe(false);
});

describe("a run that is bound to a signal", () => {
  test("is cancelled when that is aborted, or was before it began", async () => {
    const { start, follow } = await testRuns();
    const bound = new AbortController();
    const { id } = await start(program(["sleep", "60"], { endsWith: bound.signal }));
    const { id: late } = await start(program(["sleep", "60"], { endsWith: AbortSignal.abort() }));
    bound.abort();
    for (const run of [id, late]) {
      const range = { from: 0, signal: new AbortController().signal };
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      expect(await follow(run, range, () => {})).toMatchObject({ state: "cancelled" });
    }
  });
});

describe("cancel()", () => {
  test.skipIf(process.platform !== "linux")(
    "ends what has left the session too, asked first, then killed",
    async () => {
      const { shell, cancel, untilPrinted, folder } = await testRuns({ limits: { graceMs: 200 } });
      const deaf = `setsid sh -c 'trap "" TERM; echo deaf; while :; do sleep 0.05; done' &`;
      const { id } = await shell(`setsid sleep 600 & ${deaf} wait`);
      await untilPrinted(id, "deaf");
      expect(processesIn(folder).length).toBeGreaterThan(2);
      expect(await cancel(id)).toMatchObject({ state: "cancelled" });
      expect(processesIn(folder)).toEqual([]);
    },
  );

  test.skipIf(process.platform !== "linux")("gives all of it one and the same time to end", async () => {
    const graceMs = 1500;
    const { shell, cancel, untilPrinted, folder } = await testRuns({ limits: { graceMs } });
    const deaf = 'trap "" TERM; echo deaf; while :; do sleep 0.05; done';
    const { id } = await shell(`trap "" TERM; setsid sh -c '${deaf}' & wait; ${deaf}`);
    await untilPrinted(id, "deaf");
    const startedMs = performance.now();
    expect(await cancel(id)).toMatchObject({ state: "cancelled", signal: "SIGKILL" });
    expect(performance.now() - startedMs).toBeLessThan(graceMs * 1.7);
    expect(processesIn(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")("asks nobody twice", async () => {
    const { shell, cancel, untilPrinted, folder } = await testRuns();
    const counting = "count=; trap 'count=1$count; echo $count >> asked' TERM; echo ready";
    const { id } = await shell(`${counting}; while [ -z "$count" ]; do sleep 0.05; done; sleep 0.3`);
    await untilPrinted(id, "ready");
    await cancel(id);
    expect(await Bun.file(join(folder, "asked")).text()).toBe("1\n");
  });

  test("ends a whole group that ignores SIGTERM", async () => {
    const { shell, cancel, untilPrinted, folder } = await testRuns({ limits: { graceMs: 100 } });
    const { id } = await shell(STUBBORN);
    await untilPrinted(id, "ready");
    expect(await cancel(id)).toMatchObject({ state: "cancelled", signal: "SIGKILL" });
    expect(processesIn(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== "linux").each(["timeout 600 sleep 600", "set -m; sleep 600 & wait"])(
    "ends children with a group of their own: %s",
    async (script) => {
      const { shell, cancel, untilPrinted, folder } = await testRuns();
      const { id } = await shell(`echo ready; ${script}; echo done`);
      await untilPrinted(id, "ready");
      await expect.poll(() => processesIn(folder).length).toBeGreaterThan(1);
      expect(await cancel(id)).toMatchObject({ state: "cancelled" });
      expect(processesIn(folder)).toEqual([]);
    },
  );

  test("says so when a program cannot be ended, as one of another user", async () => {
    const system = { ...processSystem, signalGroup: () => Promise.resolve() };
    const runs = await testRuns({ system, limits: { graceMs: 20 } });
    const { id } = await runs.shell("echo ready; exec sleep 600");
    await runs.untilPrinted(id, "ready");
    const run = await runs.cancel(id);
    await processSystem.signalGroup(run.pid ?? 0, "SIGKILL");
    expect(run).toMatchObject({ state: "failed", error: { code: "program-not-ended" } });
    expect(runs.lines.join("\n")).toContain("A program could not be ended");
  });

  test("lets a program end by itself after SIGTERM", async () => {
    const { shell, cancel, untilPrinted } = await testRuns();
    const { id } = await shell('trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.01; done');
    await untilPrinted(id, "ready");
    expect(await cancel(id)).toMatchObject({ state: "cancelled", exitCode: 7, signal: null });
  });

  test("of a run that was only just acknowledged never starts it, or ends it", async () => {
    const { shell, cancel, folder } = await testRuns();
    const runs = await Promise.all(Array.from({ length: 10 }, () => shell("sleep 600")));
    const ended = await Promise.all(runs.map(({ id }) => cancel(id)));
    expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(["cancelled"]));
    expect(processesIn(folder)).toEqual([]);
  });

  test("leaves a run alone that has ended, and refuses one that is not there or not its own", async () => {
    const runs = await testRuns();
    const { run } = await runs.finish(program(["true"]));
    expect(await runs.cancel(run.id)).toMatchObject({ state: "exited" });
    expect((await caught(() => runs.cancel("../chatty.db"))).code).toBe("run-unknown");
    const other = await testRuns({ folder: runs.folder });
    const { id } = await other.shell("sleep 600");
    expect((await caught(() => runs.cancel(id))).code).toBe("run-elsewhere");
  });
});

test("a store that takes no ends keeps nobody waiting, and no place of another run", async () => {
  const { store, folder } = await testRuns();
  let isFull = true;
  const full = {
    ...store,
    update: (...words: Parameters<typeof store.update>) =>
      isFull && words[1].state !== undefined ? Promise.reject(new Error("full")) : store.update(...words),
  };
  const limits = { runsAtOnce: 1, saveRetryMs: 1, slowestSaveRetryMs: 1 };
  const runs = await testRuns({ store: full, folder, limits });
  const { id } = await runs.shell("echo ready; exec sleep 600");
  await runs.untilPrinted(id, "ready");
  const following = runs.follow(id, { from: 0, signal: new AbortController().signal }, () => {});
  const answers = await Promise.allSettled([runs.cancel(id), following]);
  expect(answers).toMatchObject([{ reason: new Error("full") }, { reason: new Error("full") }]);
  const next = await runs.shell("true");
  await expect(runs.cancel(next.id)).rejects.toThrow("full");
  isFull = false;
  await expect.poll(() => runs.runningCount()).toBe(0);
  expect(await runs.get(id)).toMatchObject({ state: "cancelled" });
});

describe("closeAll()", () => {
  test("ends every run with its group as interrupted, and starts no more", async () => {
    const runs = await testRuns({ limits: { closeGraceMs: 100 } });
    const stubborn = await runs.shell(STUBBORN);
    await runs.untilPrinted(stubborn.id, "ready");
    const justStarted = runs.shell("sleep 600");
    await Promise.all([justStarted, runs.closeAll()]);
    expect(processesIn(runs.folder)).toEqual([]);
    expect((await runs.list()).map(({ state }) => state)).toEqual(["interrupted", "interrupted"]);
    expect((await caught(() => runs.shell("true"))).code).toBe("runs-closed");
  });

  test("gives children no more time whose leader has ended", async () => {
    const runs = await testRuns({ limits: { leftoverMs: 600_000 } });
    const { id } = await runs.shell("sleep 600 & echo ready");
    await runs.untilPrinted(id, "ready");
    await runs.closeAll();
    expect(processesIn(runs.folder)).toEqual([]);
    expect((await runs.list()).map(({ state }) => state)).toEqual([
      expect.stringMatching(/exited|interrupted/u),
    ]);
  });

  test("does not wait for ever for a store that takes nothing", async () => {
    const { store, folder } = await testRuns();
    const refusing = { ...store, update: () => Promise.reject(new Error("no")) };
    const runs = await testRuns({ store: refusing, folder });
    await runs.start(program(["true"]));
    await runs.closeAll();
    expect(runs.runningCount()).toBe(0);
  });
});
