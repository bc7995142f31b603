/** Starts the process of a sidecar, or says why it cannot be started. */

import { sidecarFault } from "../faults.ts";

import type { FoundSidecar } from "../find/find-sidecar.ts";

export type SidecarProcess = Bun.Subprocess<"pipe", "pipe", "pipe">;

export type LaunchOptions = {
  readonly name: string;
  readonly found: FoundSidecar;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
};

const isWindows = process.platform === "win32";

/**
 * A process with pipes, in a group of its own: ctrl-C of a terminal reaches it through its owner alone, and it can be
 * ended with all it started. Windows has no groups, and ends a child that is not detached together with its parent.
 *
 * @throws Fault `sidecar-not-executable`
 */
export function launch(options: LaunchOptions): SidecarProcess {
  return refusedAsFault(options, () =>
    Bun.spawn([...options.found.command, ...options.args], {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.env,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
      detached: !isWindows,
      windowsHide: true,
    }),
  );
}

/** A process with neither pipes nor a parent that waits for it. */
export type DetachedProcess = Bun.Subprocess<"ignore", "ignore", Bun.BunFile>;

/**
 * A process that outlives this one and has none of its pipes; what it writes to its standard error goes into a file.
 *
 * @throws Fault `sidecar-not-executable`
 */
export function launchDetached(options: LaunchOptions & { readonly errorFile: string }): DetachedProcess {
  const child = refusedAsFault(options, () =>
    Bun.spawn([...options.found.command, ...options.args], {
      // Not to keep a folder from being removed, or a disk from being taken out.
      cwd: options.cwd ?? (isWindows ? (options.env["SystemRoot"] ?? ".") : "/"),
      env: options.env,
      stdin: "ignore",
      stdout: "ignore",
      stderr: Bun.file(options.errorFile),
      detached: true,
      windowsHide: true,
    }),
  );
  child.unref();
  return child;
}

/** What the operating system says, and what that means for an executable. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "the system does not allow to run it",
  EPERM: "the system does not allow to run it",
  ENOEXEC: "it is no program for this system and CPU",
  EBADARCH: "it is a program for another CPU",
  ENOENT: "the program that loads it (another C library's, or a script's interpreter) is not there",
  ETXTBSY: "it is being written",
  UNKNOWN: "it is no program for this system and CPU",
};

function refusedAsFault<T>({ name, found, cwd }: LaunchOptions, spawn: () => T): T {
  try {
    return spawn();
  } catch (cause) {
    const { code = "", message }: NodeJS.ErrnoException =
      cause instanceof Error ? cause : new Error("unknown");
    const folder = cwd === undefined ? "" : `, or "${cwd}", where it is to work, is not`;
    const reason = REASONS[code] ?? message;
    throw sidecarFault("sidecar-not-executable", {
      message: `Cannot start "${name}": ${reason}${code === "ENOENT" ? folder : ""} (${code || "no code"}), one that runs here is wanted`,
      details: [`${found.path}: what was started`],
      hint: "Install the build for this system and CPU",
      cause,
    });
  }
}
