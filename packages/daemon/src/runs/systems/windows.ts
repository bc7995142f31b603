/**
 * Processes of Windows, which has no groups. A program that the daemon started ends together with it, because it is
 * in the daemon's job; what the program itself started and left behind stays.
 */

import type { ProcessSystem } from "./process-system.ts";

export const windowsSystem: ProcessSystem = {
  /**
   * When it started only PowerShell tells, in half a second. So a run can stay `running` for as long as its daemon's pid
   * is another process of the user; nothing is ever killed by what this says.
   */
  startTimeOf: (pid) => Promise.resolve(isAlive(pid) ? "unknown" : undefined),
  async signalGroup(leaderPid, signal) {
    const folder = process.env["SystemRoot"] ?? "C:\\Windows";
    const force = signal === "SIGKILL" ? ["/F"] : [];
    await Bun.spawn([`${folder}\\System32\\taskkill.exe`, "/T", ...force, "/PID", String(leaderPid)], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      windowsHide: true,
    }).exited;
  },
  isGroupAlive: isAlive,
  isRecordedGroup: () => Promise.resolve(false),
  signalMarked: () => false,
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // There is none, or it is another user's.
    return false;
  }
}
