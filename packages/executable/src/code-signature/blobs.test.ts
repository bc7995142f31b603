import { describe, expect, test } from "vitest";

import { LIMITS } from "../limits.ts";
import { memorySource } from "../testing/memory-source.ts";
import { readBlobs } from "./blobs.ts";
import { SIGNATURE_LIMITS } from "./limits.ts";

/** A SuperBlob of one blob in slot 0, which is `sizeBytes` large. */
function signature(sizeBytes: number): Uint8Array {
  const content = new Uint8Array(20 + sizeBytes);
  const view = new DataView(content.buffer);
  for (const [index, word] of [0xfade_0cc0, content.length, 1, 0, 20, 0xfade_0c02, sizeBytes].entries()) {
    view.setUint32(index * 4, word);
  }
  return content;
}

describe("readBlobs()", () => {
  test("reads a signature that is larger than any other table of a header", async () => {
    const content = signature(LIMITS.readBytes + 1);
    const blobs = await readBlobs(memorySource(content), { offset: 0, sizeBytes: content.length });
    expect(typeof blobs === "string" ? blobs : blobs.get(0)?.length).toBe(LIMITS.readBytes + 1);
  });

  test("refuses one that is larger than that of the largest file", async () => {
    const content = signature(SIGNATURE_LIMITS.sizeBytes);
    expect(await readBlobs(memorySource(content), { offset: 0, sizeBytes: content.length })).toBe(
      `its signature has ${content.length} bytes, at most ${SIGNATURE_LIMITS.sizeBytes} are read`,
    );
  });
});
