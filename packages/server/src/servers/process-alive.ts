/** Looks at other processes. */

import { readFileSync, readlinkSync } from "node:fs";

import { hasCode } from "../output.ts";

/** Whether a process is there. One that has ended and that its parent has not noticed has no command line any more: `proc_pid_cmdline(5)`. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch (error) {
    // It is there, and another user's, or does not let us look.
    return hasCode(error, "EPERM") || hasCode(error, "EACCES");
  }
}

/** Whether a process has the executable of this one; undefined where the system does not tell us: `proc_pid_exe(5)`. */
export function runsOwnProgram(
  pid: number,
  readLink: (path: string) => string = readlinkSync,
): boolean | undefined {
  try {
    return readLink(`/proc/${pid}/exe`) === readLink("/proc/self/exe");
  } catch (error) {
    return hasCode(error, "ENOENT") ? false : undefined;
  }
}
