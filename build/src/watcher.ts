/**
 * What must not outlive Slipway, however it ends: a shell in a session of its own reads what there is, and when its
 * input ends, because Slipway did, it kills the process groups and removes the folders.
 */

/** A process group by its id, or a folder by its absolute path. */
export type Watched = number | string;

/** Each message is the ids of all groups in one line, then a line for each folder. */
const WATCHER = `groups=
while IFS= read -r line; do
  case $line in
    /*) set -- "$@" "$line" ;;
    *) groups=$line; set -- ;;
  esac
done
for id in $groups; do kill -s KILL -- "-$id"; done
for folder; do rm -rf -- "$folder" || { sleep 1; rm -rf -- "$folder"; }; done`;

type Watcher = Bun.Subprocess<"pipe", "ignore", "ignore">;

const watched = new Set<Watched>();
let watcher: Watcher | undefined;

/**
 * From now on it ends with Slipway. Not on Windows, which has no such shell, and ends the children that are not
 * detached by itself.
 */
export function watch(what: Watched): void {
  if (process.platform === "win32") return;
  watched.add(what);
  watcher ??= startWatcher();
  void tell(watcher);
}

/** It has ended: its id or name may soon be another's. */
export function unwatch(what: Watched): void {
  if (watched.delete(what) && watcher !== undefined) void tell(watcher);
}

function startWatcher(): Watcher {
  const started = Bun.spawn(["/bin/sh", "-c", WATCHER], {
    cwd: "/",
    env: {},
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
  });
  started.unref();
  return started;
}

async function tell({ stdin }: Watcher): Promise<void> {
  const groups = [...watched].filter((what) => typeof what === "number");
  // A part of a name would be another folder's.
  const folders = [...watched].filter((what) => typeof what === "string" && !what.includes("\n"));
  try {
    await stdin.write(`${[groups.join(" "), ...folders].join("\n")}\n`);
    await stdin.flush();
  } catch {
    // Somebody ended the watcher: what is left is what Slipway does while it lives.
  }
}
