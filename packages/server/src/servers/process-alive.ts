/** Looks at other processes. */

import { readFileSync, readlinkSync } from "node:fs";

/** Whether a process is there. One that has ended and that its parent has not noticed has no command line any more: `proc_pid_cmdline(5)`. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Whether a process has the executable of this one. Never so where that is not to be found out: `proc_pid_exe(5)`. */
export function runsOwnProgram(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === readlinkSync("/proc/self/exe");
  } catch {
    return false;
  }
}
