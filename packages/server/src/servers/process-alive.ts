/** Whether a process is there. */

import { readFileSync } from "node:fs";

/** One that has ended and that its parent has not noticed has no command line any more: `proc_pid_cmdline(5)`. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
