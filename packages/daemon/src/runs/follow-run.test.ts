import { caught, processesIn } from "@slipway/testkit";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { sampleRun } from "../store/testing/sample-run.ts";
import { ownInstance } from "./instance.ts";
import { RUN_LIMITS } from "./limits.ts";
import { recordOutput } from "./output/record-output.ts";
import { processSystem } from "./systems/process-system.ts";
import { testRuns } from "./testing/test-runs.ts";
import { within } from "./within.ts";

const never = new AbortController().signal;

function numbers(count: number): string {
  return `${Array.from({ length: count }, (_, index) => index + 1).join("\n")}\n`;
}

describe("follow()", () => {
  test("hands on output while the program still runs", async () => {
    const { shell, untilPrinted, cancel, get } = await testRuns();
    const { id } = await shell("echo ready; exec sleep 600");
    await untilPrinted(id, "ready");
    expect(await get(id)).toMatchObject({ state: "running", outputBytes: 6 });
    await cancel(id);
  });

  test("hands on every byte of much output, from both streams at once", async () => {
    const { finish } = await testRuns();
    const script = "seq 1 600000 & seq 1 500000 >&2; wait";
    const { run, textOf } = await finish({ kind: "program", argv: ["sh", "-c", script] });
    expect(textOf("stdout") === numbers(600_000)).toBe(true);
    expect(textOf("stderr") === numbers(500_000)).toBe(true);
    expect(run.outputBytes).toBe(textOf("stdout").length + textOf("stderr").length);
  });

  test("lets a run go on that a follower does not take the output of", async () => {
    const { shell, follow, list, folder } = await testRuns();
    const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
    const { promise: taken, resolve: take } = Promise.withResolvers<void>();
    const { id } = await shell("head -c 20000000 /dev/zero; echo done >&2");
    let bytes = 0;
    const slow = follow(id, { from: 0, signal: never }, (piece) => {
      bytes += piece.next - piece.from;
      take();
      return stuck;
    });
    await taken;
    const texts: string[] = [];
    const run = await follow(id, { from: 0, signal: never }, ({ text, stream }) => {
      if (stream === "stderr") texts.push(text);
    });
    expect(run).toMatchObject({ state: "exited", outputBytes: 20_000_005 });
    expect(texts).toEqual(["done\n"]);
    expect(bytes).toBeLessThan(1_000_000);
    expect(await list({ state: "running" })).toEqual([]);
    release();
    expect(await slow).toEqual(run);
    expect(bytes).toBe(20_000_005);
    rmSync(join(folder, "output", id));
  });

  test("goes on where a follower stopped", async () => {
    const { finish, follow } = await testRuns();
    const { run, pieces } = await finish({ kind: "program", argv: ["echo", "one two"] });
    const texts: string[] = [];
    const again = await follow(run.id, { from: 4, signal: never }, ({ text }) => void texts.push(text));
    expect([texts, again]).toEqual([["two\n"], run]);
    const from = pieces.at(-1)?.next ?? 0;
    await follow(run.id, { from, signal: never }, ({ text }) => void texts.push(text));
    expect(texts).toEqual(["two\n"]);
  });

  test("says that the output is gone, where there was any that is wanted", async () => {
    const { finish, follow, watch, folder } = await testRuns();
    const { run } = await finish({ kind: "program", argv: ["echo", "gone"] });
    const silent = await finish({ kind: "program", argv: ["true"] });
    for (const { id } of [run, silent.run]) rmSync(join(folder, "output", id));
    for (const read of [
      () => follow(run.id, { from: 0, signal: never }, () => {}),
      () => watch(run.id, { signal: never, onFile: () => {} }),
    ]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const fault = await caught(read);
      expect(fault).toMatchObject({ code: "output-damaged", message: expect.stringContaining("it is gone") });
    }
    expect(await follow(run.id, { from: 5, signal: never }, () => {})).toEqual(run);
    expect(await follow(silent.run.id, { from: 0, signal: never }, () => {})).toEqual(silent.run);
  });

  test("follows the run of another daemon to its end", async () => {
    const limits = { pollMs: 5 };
    const runs = await testRuns({ limits });
    const reader = await testRuns({ folder: runs.folder, limits });
    const { id } = await runs.shell("echo ready; while ! test -e go; do sleep 0.01; done; echo end");
    await reader.untilPrinted(id, "ready");
    const texts: string[] = [];
    const followed = reader.follow(id, { from: 0, signal: never }, ({ text }) => void texts.push(text));
    await Bun.write(join(runs.folder, "go"), "");
    expect(await followed).toMatchObject({ state: "exited", exitCode: 0 });
    expect(texts.join("")).toBe("ready\nend\n");
  });

  test("waits for the output of another daemon's run that has none yet", async () => {
    const { store, follow, folder } = await testRuns({ limits: { pollMs: 1 } });
    const run = sampleRun({ instance: await ownInstance() });
    await store.insert(run);
    const followed = follow(run.id, { from: 0, signal: never }, () => {});
    // Long enough for an answer that came too early.
    expect(await within(followed, 20)).toBe(false);
    const path = join(folder, "output", run.id);
    const recorder = await recordOutput({ path, capBytes: 1000, limits: RUN_LIMITS, onError: () => {} });
    await recorder.close();
    await store.update(run.id, { state: "exited" });
    expect(await followed).toMatchObject({ state: "exited" });
  });

  test("says of another daemon's run that it has no output yet, and watches on", async () => {
    const { store, watch, folder } = await testRuns({ limits: { pollMs: 1 } });
    const run = sampleRun({ instance: await ownInstance() });
    await store.insert(run);
    const path = join(folder, "output", run.id);
    const { promise: isTold, resolve } = Promise.withResolvers<object>();
    const watched = watch(run.id, { signal: never, onFile: resolve });
    expect(await isTold).toEqual({ path, readableBytes: 0 });
    const recorder = await recordOutput({ path, capBytes: 1000, limits: RUN_LIMITS, onError: () => {} });
    await recorder.close();
    await store.update(run.id, { state: "exited" });
    expect(await watched).toMatchObject({ state: "exited" });
  });

  test.skipIf(process.platform === "win32")(
    "a run is ended of a daemon that died, for whoever asks for it",
    async () => {
      const runs = await testRuns({ limits: { pollMs: 1, daemonLookMs: 1 } });
      const ask: readonly ((id: string) => Promise<unknown>)[] = [
        runs.get,
        runs.cancel,
        (id) => runs.follow(id, { from: 0, signal: never }, () => {}),
        async (id) => (await runs.list()).find((run) => run.id === id),
      ];
      for (const question of ask) {
        const left = Bun.spawn(["sleep", "600"], { detached: true, cwd: runs.folder });
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        const processStartTime = (await processSystem.startTimeOf(left.pid)) ?? "";
        const run = sampleRun({ instance: "2147483646.never.00", pid: left.pid, processStartTime });
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        await runs.store.insert(run);
        // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
        expect(await question(run.id)).toMatchObject({ id: run.id, state: "interrupted" });
        expect(processesIn(runs.folder)).toEqual([]);
      }
      expect(await runs.list({ state: "running" })).toEqual([]);
    },
  );

  test("refuses an id that the history does not have, and a place that is none", async () => {
    const { follow, finish } = await testRuns();
    const { run } = await finish({ kind: "program", argv: ["true"] });
    for (const [id, from, code] of [
      ["../chatty.db", 0, "run-unknown"],
      [run.id, -1, "run-invalid"],
      [run.id, 0.5, "run-invalid"],
    ] as const) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const fault = await caught(() => follow(id, { from, signal: never }, () => {}));
      expect(fault.code).toBe(code);
    }
  });
});
