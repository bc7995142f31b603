import { mutate, seededRandom } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { certificateSample, value } from "../testing/certificate-sample.ts";
import { derChildren, derObjectId, derValue } from "./der.ts";
import { signedData } from "./signed-data.ts";

describe("derValue()", () => {
  test.each([
    ["a short length", value(0x04, new Uint8Array(5)), 5],
    ["a length of one byte", value(0x04, new Uint8Array(200)), 200],
    ["a length of two bytes", value(0x04, new Uint8Array(70_000)), 70_000],
  ])("reads %s", (_, encoded, sizeBytes) => {
    expect(derValue(encoded)?.content).toHaveLength(sizeBytes);
    expect(derValue(encoded)?.encoded).toEqual(encoded);
  });

  test.each([
    ["nothing", []],
    ["no length", [0x30]],
    ["more than there is", [0x30, 5, 0]],
    ["an indefinite length", [0x30, 0x80, 0, 0]],
    ["a length of five bytes", [0x30, 0x85, 0, 0, 0, 0, 0]],
    ["a length of which bytes are missing", [0x30, 0x84, 1]],
    ["a tag of several bytes", [0x1f, 0x81, 0, 0]],
  ])("finds no value in %s", (_, bytes) => {
    expect(derValue(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe("derChildren()", () => {
  test("are the values inside, and none when one does not fit", () => {
    expect(derChildren(derValue(Uint8Array.from([0x30, 4, 2, 0, 5, 0])))).toHaveLength(2);
    expect(derChildren(derValue(Uint8Array.from([0x30, 4, 2, 0, 5, 1])))).toEqual([]);
    expect(derChildren(undefined)).toEqual([]);
  });

  test("are none when there are more than are read", () => {
    expect(derChildren(derValue(value(0x30, new Uint8Array(2 * 4096))))).toHaveLength(4096);
    expect(derChildren(derValue(value(0x30, new Uint8Array(2 * 4097))))).toEqual([]);
  });
});

test("derObjectId() is the identifier's bytes, and nothing for another value", () => {
  expect(derObjectId(derValue(Uint8Array.from([6, 2, 0x55, 4])))).toBe("5504");
  expect(derObjectId(derValue(Uint8Array.from([4, 2, 0x55, 4])))).toBeUndefined();
});

test("signedData() of mutated certificates is something or nothing, never an error", () => {
  const sample = certificateSample({ digest: new Uint8Array(32), signer: "A" });
  const random = seededRandom(3);
  const seen = new Set<boolean>();
  for (let round = 0; round < 3000; round++) seen.add(signedData(mutate(sample, random)) === undefined);
  expect(seen).toEqual(new Set([true, false]));
});
