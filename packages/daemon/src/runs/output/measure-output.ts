/** How much output a file holds, by its frame headers alone: a file may be a gigabyte. */

import { FRAME_HEADER_BYTES, readFrameHeader } from "./frame.ts";
import { damaged, openFile } from "./open-output.ts";

import type { FileHandle } from "node:fs/promises";

/** Small frames are many: so much of the file is read at once. */
const BLOCK_BYTES = 65_536;

/** In bytes, without those of a frame that are missing at the end; undefined when there is no file. @throws Fault `output-damaged`. */
export async function measureOutput(path: string): Promise<number | undefined> {
  const file = await openFile(path);
  if (file === undefined) return undefined;
  try {
    return await measure(file, path);
  } finally {
    await file.close();
  }
}

async function measure(file: FileHandle, path: string): Promise<number> {
  const { size: fileBytes } = await file.stat();
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let outputBytes = 0;
  /** Where in the file the next header is. */
  let position = 0;
  while (position + FRAME_HEADER_BYTES <= fileBytes) {
    const start = position;
    // oxlint-disable-next-line eslint/no-await-in-loop -- one block after the other
    const { bytesRead } = await file.read(block, 0, block.length, start);
    while (position + FRAME_HEADER_BYTES <= start + bytesRead) {
      const header = readFrameHeader(block.subarray(position - start, bytesRead));
      if (header === "damaged" || header === "cut") throw damaged(path, position);
      position += FRAME_HEADER_BYTES;
      outputBytes += Math.min(header.sizeBytes, fileBytes - position);
      position += header.sizeBytes;
    }
    if (position === start) break;
  }
  return outputBytes;
}
