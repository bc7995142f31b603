/** A program and everything it starts, ended as a whole: when its time is over, and when Slipway itself is killed. */

import { unwatch, watch } from "./watcher.ts";

/** What is known of the process that leads a group: all others of it were started by that one. */
export type GroupLeader = { readonly pid: number; readonly kill: (signal: "SIGKILL") => void };

const isWindows = process.platform === "win32";

/**
 * For `Bun.spawn`: a process group of its own, which ctrl-C reaches through Slipway alone. Windows has no groups, and
 * ends the children that are not detached together with their parent.
 */
export const OWN_GROUP: { readonly detached: boolean } = { detached: !isWindows };

/** From now on the group ends with Slipway. It must have been started with `OWN_GROUP`. */
export function watchGroup(leader: GroupLeader): void {
  watch(leader.pid);
}

/** Ends a group, also what is left of it when its leader has ended. */
export function endGroup(leader: GroupLeader): void {
  if (isWindows) return leader.kill("SIGKILL");
  try {
    process.kill(-leader.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
  unwatch(leader.pid);
}
