/** Process groups as POSIX has them: a negative pid means everybody in the group. */

/** False when nobody is left in the group whom this user may signal. */
export function signalPosixGroup(leaderPid: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  // -1 means every process of the user, and 0 the daemon's own group.
  if (!Number.isInteger(leaderPid) || leaderPid <= 1) return false;
  try {
    process.kill(-leaderPid, signal);
    return true;
  } catch {
    // ESRCH, or EPERM: another user's; on macOS also when only ended processes are left that nobody has waited for.
    return false;
  }
}
