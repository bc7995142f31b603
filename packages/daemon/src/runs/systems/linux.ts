/** Processes of Linux, by /proc; see proc(5). */

import { readdirSync, readFileSync } from "node:fs";

import { RUN_MARKER } from "../environment.ts";
import { signalPosixGroup } from "./posix-group.ts";

import type { ProcessSystem, RecordedGroup } from "./process-system.ts";

export const linuxSystem: ProcessSystem = {
  startTimeOf: (pid) => Promise.resolve(startTimeIn(pid, isLiving)),
  signalGroup: (leaderPid, signal) => {
    const isNew = performance.now() - lastScanMs < SIGNAL_SCAN_MS;
    const groups = (isNew ? seenLately(leaderPid) : scanned(leaderPid)).map(({ group }) => group);
    for (const group of new Set([leaderPid, ...groups])) signalPosixGroup(group, signal);
    return Promise.resolve();
  },
  isGroupAlive: (leaderPid) => seenLately(leaderPid).some(isLiving) || scanned(leaderPid).some(isLiving),
  isRecordedGroup(recorded) {
    const { leaderPid, leaderStartTime } = recorded;
    // Also one that has ended and was not waited for: while it has the pid, the session has its number.
    const startTime = startTimeIn(leaderPid, () => true);
    if (startTime !== undefined) return Promise.resolve(startTime === leaderStartTime);
    const members = scanned(leaderPid);
    return Promise.resolve(members.some((member) => isMarked(member, recorded) || isEarly(member, recorded)));
  },
  signalMarked({ runId, leaderPid }, signal) {
    const strays = readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 1 && pid !== process.pid && isMarked({ pid }, { runId }))
      .filter((pid) => processOf(pid)?.session !== leaderPid);
    return strays.filter((pid) => isSignalled(pid, signal)).length > 0;
  },
};

type Process = {
  readonly pid: number;
  readonly state: string;
  readonly group: number;
  /** Who leads a session has given it its pid as its number; its members can leave it only for one of their own. */
  readonly session: number;
  /** Clock ticks since the machine was started. */
  readonly startTicks: string;
};

/** The words of `/proc/<pid>/stat`; undefined when there is no such process. */
export function readStat(text: string): Omit<Process, "pid"> | undefined {
  // The second field is the program's name in brackets, and may hold spaces and brackets itself; what follows it
  // begins with the third, the state. The group is the fifth, the session the sixth, the start the 22nd.
  const fields = text
    .slice(text.lastIndexOf(")") + 1)
    .trim()
    .split(" ");
  const [state, , group, session] = fields;
  const startTicks = fields[19];
  if (state === undefined || group === undefined || session === undefined || startTicks === undefined)
    return undefined;
  return { state, group: Number(group), session: Number(session), startTicks };
}

/** By session, the pids that the last look at all processes has found. */
let lastScan: ReadonlyMap<number, readonly number[]> = new Map();

let lastScanMs = Number.NEGATIVE_INFINITY;

/** Many who are signalled at once share a look: who was not there yet is found by the next one. */
const SIGNAL_SCAN_MS = 20;

/** Those of a session that are still in it of the ones who were seen: costs nothing where many sessions are watched. */
function seenLately(leaderPid: number): readonly Process[] {
  return membersAmong(lastScan.get(leaderPid) ?? [], leaderPid);
}

/** All of a session, as of now. */
function scanned(leaderPid: number): readonly Process[] {
  // Of a number that stands for many, or for the kernel's own, there is no run.
  if (!Number.isInteger(leaderPid) || leaderPid <= 1) return [];
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const sessions = Map.groupBy(processes, ({ session }) => session);
  lastScanMs = performance.now();
  lastScan = new Map([...sessions].map(([session, members]) => [session, members.map(({ pid }) => pid)]));
  return sessions.get(leaderPid) ?? [];
}

function membersAmong(pids: readonly number[], leaderPid: number): readonly Process[] {
  return pids.flatMap((pid) => processOf(pid) ?? []).filter(({ session }) => session === leaderPid);
}

function processOf(pid: number): Process | undefined {
  const stat = readStat(textAt(`/proc/${pid}/stat`) ?? "");
  return stat === undefined ? undefined : { pid, ...stat };
}

/** Neither ended and waiting to be noticed, nor just vanishing. */
function isLiving({ state }: Process): boolean {
  return state !== "Z" && state !== "X";
}

function startTimeIn(pid: number, isWanted: (found: Process) => boolean): string | undefined {
  const found = processOf(pid);
  return found === undefined || !isWanted(found) ? undefined : startTimeOf(found);
}

function startTimeOf({ startTicks }: Process): string {
  return `${textAt("/proc/sys/kernel/random/boot_id")?.trim() ?? ""}/${startTicks}`;
}

function isSignalled(pid: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    // It has ended, or has got the rights of another user.
    return false;
  }
}

/** Of one that has ended nothing is shown. */
function isMarked({ pid }: Pick<Process, "pid">, { runId }: Pick<RecordedGroup, "runId">): boolean {
  return (textAt(`/proc/${pid}/environ`) ?? "").split("\0").includes(`${RUN_MARKER}=${runId}`);
}

/** proc(5): ticks are hundredths of a second for whoever reads them. */
const EARLY_TICKS = 1000;

/**
 * Whether it started so soon after the leader that the pid cannot have gone round in between: there is no other way
 * to know a member that has dropped the run's marker, or does not show its variables.
 */
function isEarly(member: Process, { leaderStartTime }: RecordedGroup): boolean {
  const [boot, ticks] = leaderStartTime.split("/");
  const afterTicks = Number(member.startTicks) - Number(ticks);
  return startTimeOf(member).startsWith(`${boot}/`) && afterTicks >= 0 && afterTicks <= EARLY_TICKS;
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It ended while it was looked at, or is another user's.
    return undefined;
  }
}
