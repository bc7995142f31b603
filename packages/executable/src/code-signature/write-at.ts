/** Writes to a place in a file. */

import type { FileHandle } from "node:fs/promises";

/** Writes all of `content` from byte `at` on: one call of the system may take only a part of it. */
export async function writeAt(file: FileHandle, content: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < content.length;) {
    const { bytesWritten } = await file.write(content, done, content.length - done, at + done);
    done += bytesWritten;
  }
}
