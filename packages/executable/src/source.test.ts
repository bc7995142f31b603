import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LIMITS } from "./limits.ts";
import { boundedSource, type Source } from "./source.ts";

/** A source of ascending bytes that hands out at most `pieceBytes` at once, and nothing from `endBytes` on. */
function sourceOf(sizes: { sizeBytes: number; pieceBytes: number; endBytes?: number }): Source {
  const { sizeBytes, pieceBytes, endBytes = sizeBytes } = sizes;
  return boundedSource({
    path: "sample",
    sizeBytes,
    read: (into, offset) => {
      const count = Math.max(0, Math.min(pieceBytes, into.length, endBytes - offset));
      for (let index = 0; index < count; index++) into[index] = offset + index;
      return Promise.resolve(count);
    },
  });
}

describe("boundedSource()", () => {
  test("readAt() puts short reads together", async () => {
    const source = sourceOf({ sizeBytes: 20, pieceBytes: 3 });
    expect([...(await source.readAt(4, 8))]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("readAt() faults when the file became shorter", async () => {
    const source = sourceOf({ sizeBytes: 20, pieceBytes: 3, endBytes: 7 });
    const fault = await caught(() => source.readAt(4, 8));
    expect(fault.code).toBe("executable-truncated");
    expect(fault.message).toBe('Cannot read executable "sample": it ends after 7 bytes, its headers need 12');
  });

  test.each([
    ["past the end", 16, 5, "executable-truncated"],
    ["before the start", -1, 2, "executable-damaged"],
    ["of a negative size", 4, -1, "executable-damaged"],
    ["beyond what numbers hold", 2 ** 53 - 1, 2, "executable-damaged"],
  ])("readAt() refuses a read %s", async (_, offset, lengthBytes, code) => {
    const source = sourceOf({ sizeBytes: 20, pieceBytes: 20 });
    expect((await caught(() => source.readAt(offset, lengthBytes))).code).toBe(code);
  });

  test("readAt() refuses to hold more than the limit in memory", async () => {
    const source = sourceOf({ sizeBytes: 2 ** 30, pieceBytes: 2 ** 30 });
    const fault = await caught(() => source.readAt(0, LIMITS.readBytes + 1));
    expect(fault.code).toBe("executable-damaged");
    expect(fault.message).toContain("at most 4194304 are read");
  });
});
