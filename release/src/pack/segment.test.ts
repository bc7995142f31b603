import { inflateRawSync } from "node:zlib";

import { seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LIMITS } from "./limits.ts";
import { deflateSegment, type Segment, segmentKey, segmentRanges, windowOf } from "./segment.ts";

const MIB = LIMITS.segmentBytes;
const NOTHING = new Uint8Array();

function starts(sizeBytes: number, cuts?: readonly number[]): readonly number[] {
  return segmentRanges(sizeBytes, cuts).map(({ start }) => start);
}

describe("segmentRanges()", () => {
  test("cuts a long file after its headers and then at whole multiples", () => {
    expect(starts(3 * MIB + 1)).toEqual([0, LIMITS.headBytes, MIB, 2 * MIB, 3 * MIB]);
  });

  test.each([
    [0, []],
    [1, [0]],
    [MIB, [0]],
    [MIB + 1, [0, LIMITS.headBytes, MIB]],
  ])("cuts %d bytes at %j", (sizeBytes, expected) => {
    expect(starts(sizeBytes)).toEqual(expected);
  });

  test("counts afresh from every cut", () => {
    expect(starts(MIB + 20, [10, 20])).toEqual([0, 10, 20]);
    expect(starts(2 * MIB, [500])).toEqual([0, 500, 500 + LIMITS.headBytes, 500 + MIB]);
    expect(segmentRanges(40, [10]).map(({ beginsRun }) => beginsRun)).toEqual([true, true]);
  });

  test("covers every byte once, whatever the size and cuts", () => {
    const random = seededRandom(1);
    for (let round = 0; round < 200; round++) {
      const sizeBytes = random.below(5 * MIB) + 3;
      const first = 1 + random.below(sizeBytes - 2);
      const ranges = segmentRanges(sizeBytes, [first, first + 1]);
      expect(ranges[0]?.start).toBe(0);
      expect(ranges.at(-1)?.end).toBe(sizeBytes);
      for (const [index, { start, end }] of ranges.entries()) {
        expect(end - start).toBeGreaterThan(0);
        expect(end - start).toBeLessThanOrEqual(MIB);
        if (index > 0) expect(start).toBe(ranges[index - 1]?.end);
      }
    }
  });
});

describe("segmentKey()", () => {
  const base: Segment = { bytes: Buffer.from("abc"), dictionary: Buffer.from("de"), isFinal: false };

  test.each<[string, Segment]>([
    ["the bytes", { ...base, bytes: Buffer.from("abd") }],
    ["the dictionary", { ...base, dictionary: Buffer.from("df") }],
    ["the end of the stream", { ...base, isFinal: true }],
    ["where the dictionary ends", { ...base, dictionary: Buffer.from("d"), bytes: Buffer.from("eabc") }],
  ])("differs by %s", (_, segment) => {
    expect(segmentKey(segment)).not.toBe(segmentKey(base));
    expect(segmentKey({ ...base })).toBe(segmentKey(base));
  });
});

test("deflateSegment() makes pieces that are one deflate stream when joined", async () => {
  const text = Buffer.from("one line of text, much like the others\n".repeat(4000));
  const parts = [text.subarray(0, 50_000), text.subarray(50_000, 50_001), text.subarray(50_001)];
  const deflated = await Promise.all([
    deflateSegment({ bytes: parts[0] ?? NOTHING, dictionary: NOTHING, isFinal: false }),
    deflateSegment({ bytes: parts[1] ?? NOTHING, dictionary: windowOf(parts[0] ?? NOTHING), isFinal: false }),
    deflateSegment({ bytes: parts[2] ?? NOTHING, dictionary: text.subarray(17_233, 50_001), isFinal: true }),
  ]);
  expect(inflateRawSync(Buffer.concat(deflated)).equals(text)).toBe(true);
});
