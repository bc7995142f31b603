/** A log file that several processes write to, and that begins anew when it is full. */

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";

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

  /** Another process may have moved it away, and written to it. */
  function current(line: string): number {
    const own = fstatSync(opened());
    if (statSync(path, { throwIfNoEntry: false })?.ino !== own.ino) {
      close();
    } else if (own.size > 0 && own.size + Buffer.byteLength(line) > maxSizeBytes) {
      close();
      for (let number = oldFiles; number >= 1; number--) {
        move(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      }
    }
    return opened();
  }

  return {
    // One write to the end of the file is not cut by those of others: open(2), O_APPEND.
    write: (line) => void writeSync(current(line), line),
    close,
  };
}

function move(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
