import { onTestFinished, describe, expect, test } from "vitest";

import { isInstanceAlive, ownInstance } from "../instance.ts";
import { readStat } from "./linux.ts";
import { groupsBelow, readStart } from "./macos.ts";
import { signalPosixGroup } from "./posix-group.ts";
import { processSystem } from "./process-system.ts";

type Sleeper = { readonly pid: number; readonly end: () => Promise<unknown> };

function sleeper(script: string, env: Readonly<Record<string, string>> = {}): Sleeper {
  const child = Bun.spawn(["/bin/sh", "-c", script], { detached: true, env: { ...env }, stdout: "pipe" });
  onTestFinished(() => void signalPosixGroup(child.pid, "SIGKILL"));
  return {
    pid: child.pid,
    end() {
      child.kill("SIGKILL");
      return child.exited;
    },
  };
}

describe("processSystem", () => {
  test("knows when a process started, until it ends", async () => {
    const { pid, end } = sleeper("sleep 600");
    const startTime = await processSystem.startTimeOf(pid);
    expect(startTime).toEqual(expect.stringMatching(/\S/u));
    expect(await processSystem.startTimeOf(pid)).toBe(startTime);
    await end();
    expect(await processSystem.startTimeOf(pid)).toBeUndefined();
  });

  test.skipIf(process.platform === "win32")(
    "takes a group for the recorded one by its leader's start",
    async () => {
      const { pid } = sleeper("sleep 600");
      const leaderStartTime = (await processSystem.startTimeOf(pid)) ?? "";
      const group = { leaderPid: pid, leaderStartTime, runId: "1" };
      expect(await processSystem.isRecordedGroup(group)).toBe(true);
      expect(await processSystem.isRecordedGroup({ ...group, leaderStartTime: "other" })).toBe(false);
    },
  );

  test.skipIf(process.platform !== "linux")(
    "takes a group without its leader for the recorded one by the run's marker",
    async () => {
      const { pid, end } = sleeper("sleep 600 & sleep 600", { CHATTY_RUN: "run-7" });
      await expect.poll(() => processSystem.isGroupAlive(pid)).toBe(true);
      const group = { leaderPid: pid, leaderStartTime: "ended", runId: "run-7" };
      await expect.poll(() => childrenOf(pid)).toBe(2);
      await end();
      expect(processSystem.isGroupAlive(pid)).toBe(true);
      expect(await processSystem.isRecordedGroup(group)).toBe(true);
      expect(await processSystem.isRecordedGroup({ ...group, runId: "run-70" })).toBe(false);
      await processSystem.signalGroup(pid, "SIGKILL");
      await expect.poll(() => processSystem.isGroupAlive(pid)).toBe(false);
    },
  );

  test.skipIf(process.platform !== "linux")(
    "takes a group without its leader and its marker for the recorded one by what started with it",
    async () => {
      const { pid, end } = sleeper("env -i sleep 600 & sleep 600", { CHATTY_RUN: "run-7" });
      const leaderStartTime = (await processSystem.startTimeOf(pid)) ?? "";
      await expect.poll(() => childrenOf(pid)).toBe(2);
      await end();
      const group = { leaderPid: pid, leaderStartTime, runId: "run-70" };
      expect(await processSystem.isRecordedGroup(group)).toBe(true);
      const [boot = "", ticks = ""] = leaderStartTime.split("/");
      for (const other of [`${boot}/${Number(ticks) - 2000}`, `another-boot/${ticks}`])
        // oxlint-disable-next-line eslint/no-await-in-loop -- each of the few times
        expect(await processSystem.isRecordedGroup({ ...group, leaderStartTime: other })).toBe(false);
    },
  );

  test("signals nobody for a pid that stands for many", () => {
    for (const pid of [-1, 0, 1, 1.5, Number.NaN]) expect(signalPosixGroup(pid, 0)).toBe(false);
  });
});

function childrenOf(pid: number): number {
  const { stdout } = Bun.spawnSync(["cat", `/proc/${pid}/task/${pid}/children`]);
  return stdout.toString().trim().split(" ").filter(Boolean).length;
}

test("isInstanceAlive() tells this process from one that had its pid before", async () => {
  const instance = await ownInstance();
  expect(await isInstanceAlive(instance)).toBe(true);
  expect(await isInstanceAlive(instance.replace(/\.(.+)\./u, ".another time."))).toBe(false);
  expect(await isInstanceAlive("2147483646.1.a")).toBe(false);
  expect(await isInstanceAlive("not a name")).toBe(false);
});

test("readStat() reads past a name with brackets and spaces", () => {
  const text = "7 (a) S (b) R 1 5 5 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1 2";
  expect(readStat(text)).toEqual({ state: "R", group: 5, session: 5, startTicks: "987654" });
  expect(readStat("")).toBeUndefined();
});

test("readStart() reads what ps prints", () => {
  expect(readStart("Ss   Fri Nov 20 10:45:51 2026    \n")).toEqual({
    state: "Ss",
    startTime: "Fri Nov 20 10:45:51 2026",
  });
  expect(readStart("\n")).toBeUndefined();
});

test("groupsBelow() finds the groups of children, also of those whose parent has ended", () => {
  const lines = ["1 0 1", "50 1 50", "52 51 52", "51 50 50", "53 1 52", "54 53 54", "60 1 60", "61 60 61"];
  expect(groupsBelow(50, `${lines.map((line) => `  ${line}`).join("\n")}\n`)).toEqual(new Set([50, 52, 54]));
  expect(groupsBelow(50, "")).toEqual(new Set([50]));
});
