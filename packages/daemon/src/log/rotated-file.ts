/** A log file that begins anew when it is full; the old ones are kept for a while. */

import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

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

  function rotate(): void {
    for (let number = oldFiles; number >= 1; number--) {
      move(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`);
    }
    const fresh = openSync(path, oldFiles === 0 ? "w" : "a", 0o600);
    closeSync(file);
    file = fresh;
    sizeBytes = 0;
  }

  function write(line: string): void {
    try {
      if (sizeBytes > 0 && sizeBytes + Buffer.byteLength(line) > maxSizeBytes) rotate();
      sizeBytes += writeSync(file, line);
    } catch {
      // A log that cannot be written must not end the daemon.
    }
  }

  return { write, close: () => closeSync(file) };
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // It is not there yet.
  }
}
