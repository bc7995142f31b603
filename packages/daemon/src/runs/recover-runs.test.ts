import { truncateSync } from "node:fs";
import { join } from "node:path";

import { processesIn, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { sampleRun, storeIn } from "../store/testing/sample-run.ts";
import { ownInstance } from "./instance.ts";
import { RUN_LIMITS } from "./limits.ts";
import { recordOutput } from "./output/record-output.ts";
import { recoverRuns } from "./recover-runs.ts";
import { signalPosixGroup } from "./systems/posix-group.ts";
import { processSystem } from "./systems/process-system.ts";
import { killAudit } from "./testing/kill-audit.ts";
import { testRuns } from "./testing/test-runs.ts";

const DEAD = "2147483646.never.00";
const log = (): void => {};

describe("recoverRuns()", () => {
  test("leaves the runs of living daemons alone", async () => {
    const runs = await testRuns();
    const { id } = await runs.shell("echo ready; exec sleep 600");
    await runs.untilPrinted(id, "ready");
    const recovered = await recoverRuns({ store: runs.store, folder: runs.folder, instance: "2.b.c", log });
    expect(recovered).toEqual([]);
    expect(await runs.get(id)).toMatchObject({ state: "running" });
    expect(processesIn(runs.folder)).toHaveLength(1);
  });

  test("never kills a process that only has the pid of a dead one", async () => {
    const folder = tempFolder();
    const store = storeIn(folder).runs;
    const stranger = Bun.spawn(["sleep", "600"], { detached: true });
    onTestFinished(() => void signalPosixGroup(stranger.pid, "SIGKILL"));
    const run = sampleRun({ instance: DEAD, pid: stranger.pid, processStartTime: "long ago" });
    await store.insert(run);
    expect(await recoverRuns({ store, folder, instance: await ownInstance(), log })).toEqual([run.id]);
    expect(await store.get(run.id)).toMatchObject({ state: "interrupted", endedAtMs: expect.any(Number) });
    expect(await processSystem.startTimeOf(stranger.pid)).toEqual(expect.any(String));
  });

  test.skipIf(process.platform !== "linux")("ends what has left the session of its run", async () => {
    const folder = tempFolder();
    const store = storeIn(folder).runs;
    const run = sampleRun({ instance: DEAD, pid: 2_147_483_646, processStartTime: "long ago" });
    const env = { ...process.env, CHATTY_RUN: run.id };
    const left = Bun.spawn(["sleep", "600"], { detached: true, env });
    onTestFinished(() => void signalPosixGroup(left.pid, "SIGKILL"));
    await store.insert(run);
    const instance = await ownInstance();
    expect(await recoverRuns({ store, folder, instance, log })).toEqual([run.id]);
    await left.exited;
    expect(left.signalCode).toBe("SIGTERM");
  });

  test("counts the output of a run by its frames, and says that some may be missing", async () => {
    const folder = tempFolder();
    const store = storeIn(folder).runs;
    const [printed, silent] = [sampleRun({ instance: DEAD }), sampleRun({ instance: DEAD })];
    await Promise.all([printed, silent].map((run) => store.insert(run)));
    const path = join(folder, "output", printed.id);
    const recorder = await recordOutput({ path, capBytes: 1e9, limits: RUN_LIMITS, onError: () => {} });
    for (let count = 0; count < 40_000; count++)
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await recorder.add(count % 2 === 0 ? "stdout" : "stderr", new Uint8Array(count % 7));
    await recorder.add("stdout", new Uint8Array(1_000_000));
    await recorder.close();
    truncateSync(path, recorder.readableBytes() - 10);
    await recoverRuns({ store, folder, instance: await ownInstance(), log });
    expect(await store.get(printed.id)).toMatchObject({
      outputBytes: recorder.outputBytes() - 10,
      outputTruncated: true,
    });
    expect(await store.get(silent.id)).toMatchObject({ outputBytes: 0, outputTruncated: false });
  });

  test("ends every run once, of whoever recovers", async () => {
    const folder = tempFolder();
    const store = storeIn(folder).runs;
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const run = sampleRun({ instance: DEAD });
        await store.insert(run);
        return run.id;
      }),
    );
    const recoveries = ["8.x.a", "9.x.b"].map((instance) => recoverRuns({ store, folder, instance, log }));
    expect((await Promise.all(recoveries)).flat().toSorted()).toEqual(ids.toSorted());
  });

  test.skipIf(process.platform === "win32")(
    "ends what daemons leave that are killed at random moments",
    async () => {
      const folder = tempFolder();
      const audit = await killAudit({ folder, kills: 12, lifeMs: 250, random: seededRandom(3) });
      expect(audit.findings).toEqual([]);
      expect(audit.interrupted).toBeGreaterThan(0);
    },
  );
});
