/** Reads a small file of our own, or says that it is not there. */

import { open } from "node:fs/promises";

import { fileFaultOf } from "@slipway/fault";

/**
 * The content as UTF-8; undefined where there is no file. At most `maxSizeBytes` + 1 bytes are read, so that the text
 * of a file that is too large does not parse.
 *
 * @throws Fault of files, such as `no-permission`.
 */
export async function readBounded(path: string, maxSizeBytes: number): Promise<string | undefined> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, maxSizeBytes + 1));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw fileFaultOf(error, { action: "read", path }) ?? error;
  }
}
