/** Wine: Windows executables on Linux, in namespaces of their own, from a root folder that has a recent Wine. */

import { basename, dirname, join } from "node:path";

import type { TargetFacts } from "@slipway/targets";

import { EMULATED_TIME_FACTOR } from "../limits.ts";
import type { Emulator, Found, Launcher, Machine, Places, Start } from "./launcher.ts";
import { missingIn, outputOf, programNamed } from "./probe.ts";

/** Names the root folder of a system with Wine. `.ci/install-emulators` makes one. */
const ROOT_VARIABLE = "SLIPWAY_WINE_ROOT";
const DEFAULT_ROOT = "/var/lib/slipway/wine";

/** Where Debian and WineHQ put the loader that takes a Windows executable. */
const LOADERS = ["/usr/lib/wine/wine64", "/opt/wine-stable/bin/wine", "/usr/bin/wine64", "/usr/bin/wine"];

/** Wine 8 has no bcryptprimitives.dll, without which Bun ends at once and says nothing. */
const FIRST_GOOD_VERSION = 10;

/**
 * Makes the run's folders visible in the root and starts the second script there. Everything is in a mount namespace
 * of its own, so that nothing has to be taken back.
 */
const ENTER = `set -e
root=$1 app=$2 home=$3 aside=$4 relay=$5 inside=$6
shift 6
mount -t tmpfs none "$root/mnt"
mkdir "$root/mnt/app" "$root/mnt/home" "$root/mnt/aside" "$root/mnt/relay"
mount --bind "$app" "$root/mnt/app"
mount --bind "$home" "$root/mnt/home"
mount --bind "$aside" "$root/mnt/aside"
mount --bind "$relay" "$root/mnt/relay"
mount -t tmpfs none "$root/tmp"
mkdir -m 700 "$root/tmp/runtime"
mount --rbind /dev "$root/dev"
exec chroot "$root" sh -c "$inside" sh "$@"`;

/**
 * Makes Wine's own folder before the first run and starts the program, by way of `wine-relay.ts`. This script stays, since its end ends everything in the process namespace.
 * With TMPDIR in its environment Debian's Wine 10.0 aborts ("free(): invalid pointer"); Windows has folders of its own.
 */
const INSIDE = `unset TMPDIR TEMP TMP USERPROFILE
cd /mnt/home
wine=$1
PATH=\${wine%/*}:$PATH
shift
if [ ! -e "$WINEPREFIX" ]; then
  "$wine" wineboot --init < /dev/null > /dev/null 2>&1
  wineserver -k
  wineserver -w
fi
cat > /mnt/aside/stdin
"$wine" "$@" < /dev/null`;

/**
 * A crash in a library of Wine's own, which lie from 0x6fff00000000 on: seen once, in a run whose exit code and output were
 * right, and not again in the same run repeated eight times.
 */
const OWN_CRASH = /^wine: Unhandled page fault .* at address 0*6fff[0-9a-f]{8} /imu;

export const wine: Emulator = {
  runs: (target, host) => target.os === "windows" && host.os === "linux" && target.cpu === host.cpu,
  find: findWine,
};

async function findWine(_target: TargetFacts, machine: Machine): Promise<Found> {
  const unshare = programNamed(["unshare"], machine);
  if (unshare === undefined) return { kind: "missing", reason: "no emulator: unshare is not installed" };
  const root = machine.variables[ROOT_VARIABLE] ?? DEFAULT_ROOT;
  const loader = LOADERS.find((path) => missingIn(root, [path]).length === 0);
  if (loader === undefined)
    return missing(`"${root}" has no Wine (${ROOT_VARIABLE} names another root folder)`);
  const said = await outputOf([...namespaces(unshare, root), "chroot", root, loader, "--version"], machine);
  const version = /^wine-(\d+)(?:\.\w+)*/mu.exec(said);
  if (version === null) return missing(`"${join(root, loader)}" does not start: ${said}`);
  if (Number(version[1]) < FIRST_GOOD_VERSION)
    return missing(`"${root}" has ${version[0]}, Bun needs Wine ${FIRST_GOOD_VERSION} or later`);
  const by = version[0].replace("wine-", "Wine ");
  return { kind: "found", launcher: launcherOf({ by, unshare, root, loader }) };
}

function missing(what: string): Found {
  return { kind: "missing", reason: `no emulator: ${what}`, variable: ROOT_VARIABLE };
}

/** A mount and a process namespace that `/proc` shows; who is not root needs a user namespace to make them. */
function namespaces(unshare: string, root: string): readonly string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const proc = `--mount-proc=${join(root, "proc")}`;
  return [unshare, ...asRoot, "--mount", "--pid", "--fork", "--kill-child", proc];
}

function launcherOf(wineOf: {
  readonly by: string;
  readonly unshare: string;
  readonly root: string;
  readonly loader: string;
}): Launcher {
  const { by, unshare, root, loader } = wineOf;
  return {
    by,
    timeFactor: EMULATED_TIME_FACTOR,
    talksBy: "socket",
    hasBrokenDown: (stderr) => OWN_CRASH.test(stderr),
    start({ executable, home, aside }: Places, { args, port }): Start {
      const folders = [root, dirname(executable), home, aside, import.meta.dirname];
      const program = `Z:\\mnt\\app\\${basename(executable)}`;
      const input = port === undefined ? "Z:\\mnt\\aside\\stdin" : String(port);
      return {
        command: [
          ...namespaces(unshare, root),
          "sh",
          "-c",
          ENTER,
          "sh",
          ...folders,
          INSIDE,
          loader,
          program,
          "run",
          "Z:\\mnt\\relay\\wine-relay.ts",
          input,
          program,
          ...args,
        ],
        env: VARIABLES,
      };
    },
  };
}

const VARIABLES = {
  // The executable is a Bun itself, which runs the relay.
  BUN_BE_BUN: "1",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/mnt/home",
  XDG_RUNTIME_DIR: "/tmp/runtime",
  WINEPREFIX: "/mnt/aside/prefix",
  WINEARCH: "win64",
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree=;mshtml=",
};
