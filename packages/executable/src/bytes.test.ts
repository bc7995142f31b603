import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { bytesOf } from "./bytes.ts";

const content = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 0, 0x61, 0x62, 0, 0x63]);
const little = bytesOf(content, { path: "sample", endian: "little" });
const big = bytesOf(content, { path: "sample", endian: "big" });

describe("bytesOf()", () => {
  test("reads numbers in both byte orders", () => {
    expect([little.u16(0), little.u32(0), little.u64(0)]).toEqual([
      0x02_01, 0x04_03_02_01, 0x7_0605_0403_0201,
    ]);
    expect([big.u16(0), big.u32(0)]).toEqual([0x01_02, 0x01_02_03_04]);
  });

  test("reads text up to its first NUL or the end of the field", () => {
    expect([little.text(8, 4), little.text(8, 1), little.text(10, 1)]).toEqual(["ab", "a", ""]);
  });

  test.each([
    ["a number at the end", () => little.u32(9)],
    ["a negative offset", () => little.u16(-1)],
    ["text longer than the rest", () => little.text(8, 5)],
    ["what is in the whole and not in the part", () => little.part(0, 4).u16(3)],
  ])("refuses %s", async (_, read) => {
    expect((await caught(read)).code).toBe("executable-damaged");
  });

  test("refuses a number that it cannot hold exactly", async () => {
    const fault = await caught(() => big.u64(0));
    expect(fault.code).toBe("executable-damaged");
    expect(fault.message).toContain("at most 2^53 - 1 is possible");
  });
});
