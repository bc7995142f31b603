/**
 * Ends a sidecar whose parent was killed. A shell in a session of its own reads from a pipe of the parent; when that
 * closes, the sidecar has some seconds to end by itself, as it should when its input ends; then its group is killed.
 */

export type OrphanWatch = {
  /** The sidecar has ended: its id may soon be another's. */
  readonly release: () => void;
};

const WATCHER = `read -r _
left=$2
while [ "$left" -gt 0 ]; do
  kill -s 0 -- "-$1" || exit 0
  sleep 1
  left=$((left - 1))
done
kill -s KILL -- "-$1"`;

/** On Windows nothing is needed: the system ends a child with its parent. */
export function watchOrphan(pid: number, { graceSeconds }: { readonly graceSeconds: number }): OrphanWatch {
  if (process.platform === "win32") return { release: () => {} };
  const watcher = Bun.spawn(["/bin/sh", "-c", WATCHER, "sh", String(pid), String(graceSeconds)], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  });
  watcher.unref();
  return { release: () => watcher.kill("SIGKILL") };
}
