/** Processes of macOS, by ps(1). */

import { RUN_MARKER } from "../environment.ts";
import { signalPosixGroup } from "./posix-group.ts";

import type { ProcessSystem } from "./process-system.ts";

export const macosSystem: ProcessSystem = {
  async startTimeOf(pid) {
    const found = readStart(await ps("-o", "stat=,lstart=", "-p", String(pid)));
    return found === undefined || found.state.startsWith("Z") ? undefined : found.startTime;
  },
  async signalGroup(leaderPid, signal) {
    const found = groupsBelow(leaderPid, await ps("-ax", "-o", "pid=,ppid=,pgid="));
    const groups = new Set([leaderPid, ...(foundGroups.get(leaderPid) ?? []), ...found]);
    foundGroups.set(leaderPid, groups);
    for (const group of groups) signalPosixGroup(group, signal);
  },
  isGroupAlive(leaderPid) {
    const groups = [leaderPid, ...(foundGroups.get(leaderPid) ?? [])];
    const isAlive = groups.some((group) => signalPosixGroup(group, 0));
    if (!isAlive) foundGroups.delete(leaderPid);
    return isAlive;
  },
  async isRecordedGroup({ leaderPid, leaderStartTime, runId }) {
    const leader = readStart(await ps("-o", "stat=,lstart=", "-p", String(leaderPid)));
    if (leader !== undefined) return leader.startTime === leaderStartTime;
    // `-E` shows the variables of the user's own processes, but for those of Apple.
    const members = (await ps("-axww", "-E", "-o", "pgid=,command=")).split("\n");
    return members.some(
      (line) => Number.parseInt(line, 10) === leaderPid && line.split(" ").includes(`${RUN_MARKER}=${runId}`),
    );
  },
  signalMarked: () => false,
};

/** By leader, the groups that its children made, from the first signal on: whose parent has ended is not found again. */
const foundGroups = new Map<number, ReadonlySet<number>>();

/** The groups of all who descend from a group, by what `ps -o pid=,ppid=,pgid=` says: no session is shown there. */
export function groupsBelow(leaderPid: number, text: string): ReadonlySet<number> {
  const processes = text.split("\n").flatMap((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/u).map(Number);
    return pid === undefined || parent === undefined || group === undefined ? [] : [{ pid, parent, group }];
  });
  const groups = new Set([leaderPid]);
  const members = new Set([leaderPid]);
  for (let before = -1; before < members.size + groups.size;) {
    before = members.size + groups.size;
    for (const { pid, parent, group } of processes) {
      if (!members.has(parent) && !groups.has(group)) continue;
      members.add(pid);
      groups.add(group);
    }
  }
  return groups;
}

/** What `ps -o stat=,lstart=` says of one process; undefined when it says nothing. */
export function readStart(text: string): { readonly state: string; readonly startTime: string } | undefined {
  const [state, ...startTime] = text.trim().split(/\s+/u);
  return state === undefined || startTime.length === 0
    ? undefined
    : { state, startTime: startTime.join(" ") };
}

async function ps(...words: readonly string[]): Promise<string> {
  // The time zone and the language of the moment must not change what is compared later.
  const env = { LC_ALL: "C", TZ: "UTC" };
  const { stdout, exited } = Bun.spawn(["/bin/ps", ...words], {
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const text = await new Response(stdout).text();
  await exited;
  return text;
}
