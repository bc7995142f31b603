/** A log file that begins anew when it is full; the old ones are kept for a while. */

import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";

export type RotatedFileOptions = {
  /** It begins anew before it would be larger than this. */
  readonly maxSizeBytes: number;
  /** How many full ones are kept, as `<path>.1` (the newest), `<path>.2`, … */
  readonly oldFiles: number;
};

export type RotatedFile = {
  /** Never throws: what cannot be written is lost. */
  readonly write: (line: string) => void;
  readonly close: () => void;
};

/** @throws what the system says when the file cannot be opened; readable for its owner only. */
export function rotatedFile(path: string, { maxSizeBytes, oldFiles }: RotatedFileOptions): RotatedFile {
  let file = openSync(path, "a", 0o600);
  let sizeBytes = fstatSync(file).size;

  /** Somebody may have removed it, or another process begun it anew: nobody would find what is written to the old one. */
  function renew(): void {
    const [own, there] = [fstatSync(file, BIGINT), statSync(path, { ...BIGINT, throwIfNoEntry: false })];
    if (own.dev === there?.dev && own.ino === there.ino) return;
    const fresh = openSync(path, "a", 0o600);
    closeSync(file);
    file = fresh;
    sizeBytes = fstatSync(file).size;
  }

  function rotate(): void {
    sizeBytes = 0;
    // Nothing is moved before there is a file to go on with.
    rmSync(`${path}.new`, { force: true });
    const fresh = openSync(`${path}.new`, "ax", 0o600);
    try {
      for (let number = oldFiles; number >= 1; number--) {
        move(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
      }
      renameSync(`${path}.new`, path);
    } catch (error) {
      closeSync(fresh);
      throw error;
    }
    closeSync(file);
    file = fresh;
  }

  function write(line: string): void {
    unlessItFails(renew);
    if (sizeBytes > 0 && sizeBytes + Buffer.byteLength(line) > maxSizeBytes) unlessItFails(rotate);
    // A log that cannot be written must not end the daemon.
    unlessItFails(() => (sizeBytes += writeSync(file, line)));
  }

  return { write, close: () => closeSync(file) };
}

/** Numbers of files can be larger than a number can be. */
const BIGINT = { bigint: true } as const;

/** What fails is tried again when as much has been written once more. */
function unlessItFails(action: () => void): void {
  try {
    action();
  } catch {
    // Whoever is told of failures is this log.
  }
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
