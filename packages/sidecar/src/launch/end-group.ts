/** Signals to a process and to all it started. */

import type { SidecarProcess } from "./launch.ts";

/** Kills what is left of the group that a sidecar leads, also when the leader itself has ended. */
export function endGroup(child: Pick<SidecarProcess, "pid" | "kill">): void {
  if (process.platform === "win32") return child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}
