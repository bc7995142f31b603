import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { compareFiles } from "./compare-bytes.ts";

const MIB = 1024 * 1024;

function pair(first: Uint8Array, second: Uint8Array): readonly [string, string] {
  const folder = tempFolder();
  const paths = [join(folder, "first"), join(folder, "second")] as const;
  writeFileSync(paths[0], first);
  writeFileSync(paths[1], second);
  return paths;
}

describe("compareFiles()", () => {
  test.each([0, 1, MIB, 3 * MIB + 5])("finds nothing in two equal files of %i bytes", async (length) => {
    const bytes = seededRandom(1).bytes(length);
    expect(await compareFiles(...pair(bytes, bytes))).toBeUndefined();
  });

  test.each([0, 1, MIB - 1, MIB, 2 * MIB + 7])("finds one byte that differs, at %i", async (at) => {
    const first = seededRandom(2).bytes(3 * MIB);
    const second = first.slice();
    second[at] = (first[at] ?? 0) ^ 1;
    expect(await compareFiles(...pair(first, second))).toEqual({
      offset: at,
      differingBytes: 1,
      sizes: [3 * MIB, 3 * MIB],
      places: [at],
    });
  });

  test.each([
    ["the second is longer", 10, 17],
    ["the first is longer", 17, 10],
    ["the second is longer by more than a piece", 10, 2 * MIB],
    ["the first is longer by more than a piece", 2 * MIB, 10],
    ["one is empty", 0, 3],
  ])("counts what is beyond the shorter end: %s", async (_what, one, two) => {
    const bytes = seededRandom(3).bytes(2 * MIB);
    expect(await compareFiles(...pair(bytes.subarray(0, one), bytes.subarray(0, two)))).toEqual({
      offset: Math.min(one, two),
      differingBytes: Math.abs(one - two),
      sizes: [one, two],
      places: [Math.min(one, two)],
    });
  });

  test("counts every byte and names places ever further apart", async () => {
    const first = new Uint8Array(4 * MIB);
    const second = new Uint8Array(4 * MIB + 1).fill(1, 1000);
    const found = await compareFiles(...pair(first, second));
    expect(found).toMatchObject({ offset: 1000, differingBytes: 4 * MIB - 999 });
    expect(found?.places.slice(0, 4)).toEqual([1000, 1128, 1384, 1896]);
    expect(found?.places).toHaveLength(15);
  });
});
