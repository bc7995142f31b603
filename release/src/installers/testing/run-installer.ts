/** Runs `install.sh` as people do, in a home and a folder for temporary files of its own. */

import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { type Ran, tempFolder } from "@slipway/testkit";
import { expect } from "vitest";

import type { SampleProduct } from "./sample-product.ts";

export type Place = {
  readonly home: string;
  /** What would be left in a folder for temporary files. */
  readonly temporary: string;
  readonly bin: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
};

export type InstallerRun = {
  /** The shell and its options; `sh` when nothing is said. */
  readonly shell?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Gives the script on standard input, as after `curl … |`. */
  readonly piped?: boolean;
};

/** Every program an installation needs or asks for, but those to download, to hash and to verify. */
export const TOOLS: readonly string[] =
  `sh bash cat chmod cp dirname expr getconf grep gzip head ldd ln mkdir mktemp mv
readlink rm rmdir sed sleep sort sync tail tar timeout tr true uname wc`.split(/\s+/u);

/** A user's place with nothing in it; `sleep` takes no time there. */
export function userPlace(script: Uint8Array | string, downloads: string): Place {
  const root = tempFolder();
  const [home, temporary, shims] = ["home", "tmp", "shims"].map((name) => join(root, name));
  if (home === undefined || temporary === undefined || shims === undefined) throw new Error("no folder");
  for (const folder of [home, temporary, shims]) mkdirSync(folder);
  writeFileSync(join(shims, "sleep"), "#!/bin/sh\n", { mode: 0o755 });
  const path = join(root, "install.sh");
  writeFileSync(path, script);
  return {
    home,
    temporary,
    bin: join(home, ".local", "bin"),
    script: path,
    environment: {
      PATH: `${shims}${delimiter}${process.env["PATH"] ?? ""}`,
      HOME: home,
      TMPDIR: temporary,
      SHELL: "/bin/bash",
      TOOL_INSTALL_DOWNLOADS: downloads,
    },
  };
}

/** Runs the installer to its end. */
export async function runInstaller(place: Place, run: InstallerRun = {}): Promise<Ran> {
  const { shell = ["sh"], args = [], piped = false } = run;
  const command = piped ? [...shell, "-s", "--", ...args] : [...shell, place.script, ...args];
  const child = Bun.spawn(command, {
    cwd: place.temporary,
    env: { ...place.environment, ...run.env },
    stdin: piped ? Bun.file(place.script) : "ignore",
    stdout: "pipe",
    stderr: "pipe",
    detached: true,
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** A folder with these programs and no other, for PATH. */
export function toolFolder(names: readonly string[]): string {
  const folder = tempFolder();
  for (const name of names) {
    // The system's own first: what version managers put before it are scripts that need more than themselves.
    const found = Bun.which(name, { PATH: "/usr/bin:/bin" }) ?? Bun.which(name);
    if (found !== null) symlinkSync(found, join(folder, name));
  }
  return folder;
}

/** Writes an executable shell script. */
export function writeProgram(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

/** What the installer left: names in the folder of executables, of temporary files and of its state. */
export function leftIn(place: Place, bin: string = place.bin): Readonly<Record<string, readonly string[]>> {
  return {
    bin: namesIn(bin),
    state: namesIn(join(bin, ".tool-install")),
    temporary: namesIn(place.temporary),
  };
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** The installer of a release. */
export function scriptOf(product: SampleProduct): string {
  return Buffer.from(product.files.get("install.sh") ?? new Uint8Array()).toString();
}

/** One error with what to do next, the exit code, and nothing left. */
export function expectError(ran: Ran, wanted: { readonly exitCode: number; readonly says: string }): void {
  const errors = ran.stderr.split("\n").filter((line) => line.startsWith("error: "));
  expect({ exitCode: ran.exitCode, stdout: ran.stdout, errors: errors.length }, ran.stderr).toEqual({
    exitCode: wanted.exitCode,
    stdout: "",
    errors: 1,
  });
  expect(ran.stderr).toContain(wanted.says);
  expect(ran.stderr).toMatch(/\nerror: |^error: /u);
  expect(ran.stderr).toMatch(/\n {2}→ [A-Z][^\n]+\n$/u);
}

/** The folder with a `sleep` that takes no time. */
export function withoutWaiting(folder: string): string {
  rmSync(join(folder, "sleep"));
  writeProgram(join(folder, "sleep"), "exit 0");
  return folder;
}
