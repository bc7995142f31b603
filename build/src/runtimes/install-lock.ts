/** One process at a time changes the runtimes that are installed. */

import { SQLiteError } from "bun:sqlite";
import { dirname, join } from "node:path";

import { fileFaultOf } from "@slipway/fault";
import { type FileLock, tryFileLock } from "@slipway/file-lock";

import { buildFault } from "../faults.ts";
import type { Env } from "../env.ts";
import { throwIfInterrupted } from "../step.ts";
import { makeFolder } from "../write-file.ts";
import type { Pins } from "./pins.ts";

const POLL_MS = 100;
/** Longer than an installation may take: whoever is ahead ends first. */
const WAIT_MS = 15 * 60_000;

/** A lock that is taken at the first request, and then serves all jobs of this process. */
export type InstallLock = {
  readonly take: (env: Env) => Promise<void>;
  readonly release: () => Promise<void>;
};

/**
 * The lock on the runtimes of a folder of pins. It waits for another process to be done.
 *
 * @throws Fault `runtime-unavailable` when that takes too long, `interrupted`, from `take`.
 */
export function installLock(pins: Pins, options: { readonly waitMs?: number } = {}): InstallLock {
  let taken: Promise<FileLock> | undefined;
  return {
    take: async (env) => {
      taken ??= waitForLock(pins, { waitMs: options.waitMs ?? WAIT_MS, env });
      await taken;
    },
    release: async () => {
      // Whoever wanted the lock has heard why there is none.
      const lock = await taken?.catch(() => undefined);
      lock?.release();
      taken = undefined;
    },
  };
}

async function waitForLock(
  pins: Pins,
  options: { readonly waitMs: number; readonly env: Env },
): Promise<FileLock> {
  const { waitMs, env } = options;
  // What lies in node_modules is in nobody's version control and no source.
  const path = join(pins.folder, "node_modules", ".lock");
  const attempts = Math.max(1, Math.ceil(waitMs / POLL_MS));
  for (let attempt = 1; attempt <= attempts; attempt++) {
    throwIfInterrupted(env);
    const lock = tryLock(path);
    if (lock !== undefined) return lock;
    if (attempt === 1) env.report({ kind: "note", text: "waiting for another slipway that brings runtimes" });
    await pause(env.signal);
  }
  throw buildFault("runtime-unavailable", {
    message: `Cannot bring runtimes: another slipway works in "${pins.folder}" for more than ${Math.round(waitMs / 1000)} s`,
    hint: "Wait for it to end, then run the command again",
  });
}

function tryLock(path: string): FileLock | undefined {
  try {
    makeFolder(dirname(path));
    return tryFileLock(path);
  } catch (cause) {
    if (isUnwritable(cause)) throw unwritable(path, cause);
    if (!(cause instanceof SQLiteError)) throw fileFaultOf(cause) ?? cause;
    throw buildFault("runtime-unavailable", {
      message: `Cannot bring runtimes: "${path}" cannot be locked: ${cause.message}`,
      hint: "Remove that file and run the command again",
      cause,
    });
  }
}

/** As where Slipway itself is installed in a folder of somebody else's, or in an image that is read-only. */
function isUnwritable(cause: unknown): boolean {
  if (cause instanceof SQLiteError) return /^SQLITE_(?:READONLY|PERM)/u.test(cause.code ?? "");
  return ["no-permission", "read-only"].includes(fileFaultOf(cause)?.code ?? "");
}

function unwritable(path: string, cause: unknown): unknown {
  return buildFault("runtime-unavailable", {
    message: `Cannot bring runtimes: "${dirname(path)}" cannot be written`,
    hint: 'Make it writable, or keep the runtimes in your project: set runtimes: { folder: "runtimes", checksums: "runtimes.sha256" } in the configuration and run: slipway pin VERSION',
    cause,
  });
}

/** The time between two looks at the lock; an interruption ends it at once. */
async function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, POLL_MS);
  const wake = (): void => resolve();
  signal.addEventListener("abort", wake, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", wake);
  }
}
