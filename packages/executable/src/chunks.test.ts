import { describe, expect, test } from "vitest";

import { eachChunk } from "./chunks.ts";
import { LIMITS } from "./limits.ts";
import { memorySource } from "./testing/memory-source.ts";

const STEP = LIMITS.searchStepBytes;
const FILE = Uint8Array.from({ length: 2 * STEP + 100 }, (_, at) => (at * 7 + (at >> 8)) % 251);

describe("eachChunk()", () => {
  test.each([
    ["nothing", 5, 0, 0],
    ["a few bytes", 5, 10, 4],
    ["exactly one step", 0, STEP, 4],
    ["one byte more than a step", 3, STEP + 1, 4],
    ["a file of several steps", 0, FILE.length, 100],
  ])("hands over %s once, and the overlap twice", async (_, offset, sizeBytes, overlapBytes) => {
    const fresh: Buffer[] = [];
    await eachChunk(memorySource(FILE), { region: { offset, sizeBytes }, overlapBytes }, (chunk) => {
      const { content, repeatedBytes } = chunk;
      expect(content.equals(FILE.subarray(chunk.offset, chunk.offset + content.length))).toBe(true);
      expect(repeatedBytes).toBe(fresh.length === 0 ? 0 : overlapBytes);
      fresh.push(Buffer.from(content.subarray(repeatedBytes)));
    });
    expect(Buffer.concat(fresh).equals(FILE.subarray(offset, offset + sizeBytes))).toBe(true);
  });
});
