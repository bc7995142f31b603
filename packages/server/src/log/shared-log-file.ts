/** A log file that several processes write to, and that begins anew when it is full. */

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

import { LIMITS } from "../limits.ts";
import { hasCode } from "../output.ts";

import type { BigIntStats } from "node:fs";

export type SharedLogFileOptions = {
  /** It begins anew before it would be larger than this, or a little later where several write at once. */
  readonly maxSizeBytes: number;
  /** How many full ones are kept, as `<path>.1` (the newest), `<path>.2`, … */
  readonly oldFiles: number;
};

export type SharedLogFile = {
  /** Whole lines. @throws what the system says */
  readonly write: (line: string) => void;
  readonly close: () => void;
};

/** Opens it with the first line; readable for its owner only, as is the folder, where it has to be made. */
export function sharedLogFile(path: string, { maxSizeBytes, oldFiles }: SharedLogFileOptions): SharedLogFile {
  let file: number | undefined;

  function close(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
  }

  function opened(): number {
    if (file === undefined) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      file = openSync(path, "a", 0o600);
    }
    return file;
  }

  /** Another process may have moved it away, and begun it anew. */
  function current(line: string): number {
    const own = fstatSync(opened(), BIGINT);
    if (!isAt(path, own)) {
      close();
    } else if (own.size > 0n && Number(own.size) + Buffer.byteLength(line) > maxSizeBytes) {
      alone(`${path}.lock`, () => {
        if (!isAt(path, own)) return;
        close();
        for (let number = oldFiles; number >= 1; number--) {
          move(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
        }
      });
    }
    return opened();
  }

  return {
    // One write to the end of the file is not cut by those of others: open(2), O_APPEND.
    write: (line) => void writeSync(current(line), line),
    close,
  };
}

/** Numbers of files can be larger than a number can be. */
const BIGINT = { bigint: true } as const;

function isAt(path: string, { dev, ino }: BigIntStats): boolean {
  const there = statSync(path, { ...BIGINT, throwIfNoEntry: false });
  return there?.dev === dev && there.ino === ino;
}

/**
 * Does it unless another process is at it: then the full file is good enough for one more line. Not a lock of the
 * system, since that is longer to load than all else of a log.
 */
function alone(lock: string, act: () => void): void {
  if (!isMade(lock)) return;
  try {
    act();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isMade(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    const made = statSync(lock, { throwIfNoEntry: false });
    // Who is done removes it at once: this one was killed, or the clock was set back. The next line finds it gone.
    if (made !== undefined && Math.abs(Date.now() - made.mtimeMs) > LIMITS.logLockMs)
      rmSync(lock, { force: true });
    return false;
  }
}

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
