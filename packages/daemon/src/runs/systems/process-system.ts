/** What the daemon has to know of processes, which every system tells in another way. */

import { linuxSystem } from "./linux.ts";
import { macosSystem } from "./macos.ts";
import { windowsSystem } from "./windows.ts";

/**
 * What a run's leader and all that it started are in: a session, of one or more process groups. Only who makes a session
 * of its own leaves it; on Linux such a one is still known by the run's marker.
 */
export type RecordedGroup = {
  readonly leaderPid: number;
  readonly leaderStartTime: string;
  /** The value of `CHATTY_RUN` in its members. */
  readonly runId: string;
};

export type ProcessSystem = {
  /**
   * When a process started, in words that no other process with that pid ever has; undefined when it is not there or
   * has ended already.
   */
  readonly startTimeOf: (pid: number) => Promise<string | undefined>;
  /** Sends a signal to everybody in it, also in groups of their own; nothing when nobody is left. */
  readonly signalGroup: (leaderPid: number, signal: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Whether anyone lives in it, its leader included, also one whom this user may not signal. */
  readonly isGroupAlive: (leaderPid: number) => boolean;
  /**
   * Whether the group that has this number now is the recorded one: led by the very process that was recorded, or,
   * where that one has ended, with a member that carries the run's marker or started with it. Pids are used again.
   */
  readonly isRecordedGroup: (group: RecordedGroup) => Promise<boolean>;
  /**
   * Sends a signal to everybody who carries the marker of a run and is not in its session any more, and says whether there
   * was anyone; 0 only looks. Nobody is found on systems that do not show the variables of a process cheaply: all but Linux.
   */
  readonly signalMarked: (marked: Marked, signal: "SIGTERM" | "SIGKILL" | 0) => boolean;
};

export type Marked = Pick<RecordedGroup, "leaderPid" | "runId">;

/** The system the daemon runs on. */
export const processSystem: ProcessSystem = systemOf(process.platform);

function systemOf(platform: NodeJS.Platform): ProcessSystem {
  if (platform === "win32") return windowsSystem;
  return platform === "darwin" ? macosSystem : linuxSystem;
}
