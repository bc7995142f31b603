import { chmodSync } from "node:fs";
import { join } from "node:path";

import { type RuntimeTargetId, TARGET_IDS, type TargetId } from "@slipway/targets";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { launcherFor } from "./emulator-for.ts";
import type { Found, Launcher } from "./launcher.ts";

const PLACES = { executable: "/built/app", home: "/home", aside: "/aside" };
const QEMU = "#!/bin/sh\necho 'qemu-aarch64 version 9.9.9 (Sample 1:9.9)'\n";
const MUSL = "#!/bin/sh\necho 'musl libc\nVersion 1.2.9\nDynamic Program Loader' >&2; exit 1\n";
/** Stands for unshare and chroot: goes into no namespace, and starts the loader below the root folder. */
const UNSHARE = '#!/bin/sh\nwhile [ "$1" != chroot ]; do shift; done\nexec "$2$3" "$4"\n';

/** A folder of programs and libraries; what lies in `bin` is in `$PATH`. */
function machineWith(
  files: Readonly<Record<string, string>>,
  host: RuntimeTargetId = "linux-x64",
): { readonly root: string; readonly find: (target: TargetId) => Promise<Found> } {
  const root = tempFolder();
  writeFiles(root, files);
  for (const file of Object.keys(files)) chmodSync(join(root, file), 0o755);
  const variables = {
    PATH: join(root, "bin"),
    QEMU_LD_PREFIX: join(root, "arm64"),
    SLIPWAY_MUSL_LIBRARIES: join(root, "musl"),
    SLIPWAY_WINE_ROOT: join(root, "wine"),
  };
  const { signal } = new AbortController();
  return { root, find: async (target) => launcherFor(target, { host, variables, signal }) };
}

async function launcherOf(found: Promise<Found>): Promise<Launcher> {
  const result = await found;
  if (result.kind === "found") return result.launcher;
  throw new Error(result.reason);
}

async function reasonOf(found: Promise<Found>): Promise<string> {
  const result = await found;
  return result.kind === "missing" ? result.reason : `found ${result.launcher.by}`;
}

/** The variable that is at fault where nothing can run the target on a machine with these files. */
async function variableOf(files: Readonly<Record<string, string>>, target: TargetId): Promise<unknown> {
  const found = await machineWith(files).find(target);
  return found.kind === "missing" ? found.variable : "found";
}

function muslFiles(cpu: string, loader: string): Readonly<Record<string, string>> {
  const libraries = ["libstdc++.so.6", "libgcc_s.so.1", "musl-shim.so"];
  return {
    [`musl/${cpu}/${loader}`]: MUSL,
    ...Object.fromEntries(libraries.map((name) => [`musl/${cpu}/${name}`, ""])),
  };
}

describe.skipIf(process.platform === "win32")("launcherFor()", () => {
  test("starts this machine's own executables as they are", async () => {
    const launcher = await launcherOf(machineWith({}).find("linux-x64"));
    expect(launcher).toMatchObject({ by: undefined, timeFactor: 1, talksBy: "pipe" });
    expect(launcher.start(PLACES, { args: ["a", "b"] })).toEqual({
      command: ["/built/app", "a", "b"],
      env: {},
    });
    const universal = await launcherOf(machineWith({}, "darwin-arm64").find("darwin-universal"));
    expect(universal.by).toBeUndefined();
  });

  test("finds qemu with the libraries of the other CPU", async () => {
    const files = { "bin/qemu-aarch64-static": QEMU, "arm64/lib/libc.so.6": "" };
    const { root, find } = machineWith(files);
    const launcher = await launcherOf(find("linux-arm64"));
    expect(launcher).toMatchObject({ by: "qemu-aarch64 9.9.9", timeFactor: 10 });
    expect(launcher.start(PLACES, { args: ["--version"] })).toEqual({
      command: [join(root, "bin/qemu-aarch64-static"), "/built/app", "--version"],
      env: { QEMU_LD_PREFIX: join(root, "arm64") },
    });
  });

  test("says what is missing of qemu", async () => {
    const none = machineWith({});
    expect(await reasonOf(none.find("linux-arm64"))).toBe(
      `no emulator: qemu-aarch64-static and ${none.root}/arm64/lib/libc.so.6 are not installed`,
    );
    const half = machineWith({ "bin/qemu-aarch64": QEMU });
    expect(await reasonOf(half.find("linux-arm64"))).toBe(
      `no emulator: ${half.root}/arm64/lib/libc.so.6 is not installed`,
    );
  });

  test("finds musl's loader, under qemu for the other CPU", async () => {
    const { root, find } = machineWith({
      "bin/qemu-aarch64": QEMU.replace("echo", 'case "$1" in *ld-musl*) exec "$1" ;; esac; echo'),
      ...muslFiles("x64", "ld-musl-x86_64.so.1"),
      ...muslFiles("arm64", "ld-musl-aarch64.so.1"),
    });
    const same = await launcherOf(find("linux-x64-musl"));
    expect(same.by).toBe("musl 1.2.9");
    const folder = join(root, "musl", "x64");
    expect(same.start(PLACES, { args: ["a"] })).toEqual({
      command: [
        join(folder, "ld-musl-x86_64.so.1"),
        "--library-path",
        folder,
        "--preload",
        "musl-shim.so",
        "--",
        "/built/app",
        "a",
      ],
      env: {},
    });
    const other = await launcherOf(find("linux-arm64-musl"));
    expect(other.by).toBe("musl 1.2.9, qemu-aarch64 9.9.9");
    expect(other.start(PLACES, { args: [] }).command[0]).toBe(join(root, "bin/qemu-aarch64"));
  });

  test("says what is missing of musl", async () => {
    const none = machineWith({});
    expect(await reasonOf(none.find("linux-x64-musl"))).toBe(
      `no emulator: "${none.root}/musl/x64" has no ld-musl-x86_64.so.1, libstdc++.so.6, libgcc_s.so.1, ` +
        "musl-shim.so (SLIPWAY_MUSL_LIBRARIES names another folder)",
    );
    const noQemu = machineWith(muslFiles("arm64", "ld-musl-aarch64.so.1"));
    expect(await reasonOf(noQemu.find("linux-arm64-musl"))).toBe(
      "no emulator: qemu-aarch64-static is not installed",
    );
    const wrong = { ...muslFiles("x64", "ld-musl-x86_64.so.1"), "musl/x64/ld-musl-x86_64.so.1": QEMU };
    expect(await reasonOf(machineWith(wrong).find("linux-x64-musl"))).toMatch(/is not musl's loader$/u);
  });

  test.each([
    ["wine-10.0 (Sample 10.0~repack-6)", "Wine 10.0"],
    ["wine-11.0-rc2", "Wine 11.0"],
  ])("finds Wine that says %s", async (said, by) => {
    const loader = `#!/bin/sh\necho '${said}'\n`;
    const { root, find } = machineWith({ "bin/unshare": UNSHARE, "wine/usr/lib/wine/wine64": loader });
    const launcher = await launcherOf(find("windows-x64"));
    expect(launcher).toMatchObject({ by, talksBy: "socket" });
    const { command } = launcher.start(PLACES, { args: ["--version"] });
    const program = "Z:\\mnt\\app\\app";
    const relay = "Z:\\mnt\\relay\\wine-relay.ts";
    expect(command.slice(-6)).toEqual([program, "run", relay, "Z:\\mnt\\aside\\stdin", program, "--version"]);
    expect(command).toContain("--kill-child");
    expect(command).toContain(join(root, "wine"));
    const talking = launcher.start(PLACES, { args: ["serve"], port: 4711 });
    expect(talking.command.slice(-6)).toEqual([program, "run", relay, "4711", program, "serve"]);
  });

  test("says what is missing of Wine, or too old", async () => {
    expect(await reasonOf(machineWith({}).find("windows-x64"))).toBe("no emulator: unshare is not installed");
    const none = machineWith({ "bin/unshare": UNSHARE });
    expect(await reasonOf(none.find("windows-x64"))).toBe(
      `no emulator: "${none.root}/wine" has no Wine (SLIPWAY_WINE_ROOT names another root folder)`,
    );
    const wine = "wine/usr/bin/wine";
    const old = machineWith({ "bin/unshare": UNSHARE, [wine]: "#!/bin/sh\necho 'wine-8.0 (Sample)'\n" });
    expect(await reasonOf(old.find("windows-x64"))).toBe(
      `no emulator: "${old.root}/wine" has wine-8.0, Bun needs Wine 10 or later`,
    );
    const refused = "#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2; exit 1\n";
    const closed = machineWith({ "bin/unshare": refused, [wine]: "" });
    expect(await reasonOf(closed.find("windows-x64"))).toBe(
      `no emulator: "${closed.root}/wine/usr/bin/wine" does not start: unshare failed: Operation not permitted`,
    );
  });

  test("names the variable of a place that has not what it should", async () => {
    expect(await variableOf({}, "linux-arm64")).toBe("QEMU_LD_PREFIX");
    expect(await variableOf({ "arm64/lib/libc.so.6": "" }, "linux-arm64")).toBeUndefined();
    expect(await variableOf({}, "linux-x64-musl")).toBe("SLIPWAY_MUSL_LIBRARIES");
    expect(await variableOf({ "musl/x64/other": "" }, "linux-x64-musl")).toBe("SLIPWAY_MUSL_LIBRARIES");
    expect(await variableOf({ "musl/arm64/other": "" }, "linux-x64-musl")).toBeUndefined();
    expect(await variableOf({ "bin/unshare": UNSHARE }, "windows-x64")).toBe("SLIPWAY_WINE_ROOT");
    expect(await variableOf({}, "windows-x64")).toBeUndefined();
    expect(await variableOf({}, "darwin-arm64")).toBeUndefined();
  });

  test("knows what nothing runs here", async () => {
    const { find } = machineWith({});
    expect(await reasonOf(find("darwin-arm64"))).toBe("macOS executables run on macOS only");
    expect(await reasonOf(find("darwin-universal"))).toBe("macOS executables run on macOS only");
    expect(await reasonOf(find("windows-arm64"))).toBe("no emulator runs Windows arm64 executables on Linux");
    expect(await reasonOf(find("freebsd-x64"))).toBe("no emulator runs FreeBSD x64 executables on Linux");
  });

  test("has one answer for every target on every machine", async () => {
    for (const host of ["linux-x64", "linux-arm64-musl", "darwin-arm64", "windows-x64"] as const) {
      const { find } = machineWith({}, host);
      for (const target of TARGET_IDS) {
        const reason = await reasonOf(find(target));
        expect(reason, `${target} on ${host}`).toMatch(/^(?:no emulator|macOS executables|found undefined)/u);
      }
    }
  });
});
