import { describe, expect, test } from "vitest";

import { value } from "../testing/certificate-sample.ts";
import { derChildren, derObjectId, derValue } from "./der.ts";

/** Values of indefinite length, one in the other. */
function nested(depth: number): Uint8Array {
  return Uint8Array.from([
    ...Array.from({ length: depth }, () => [0x30, 0x80]).flat(),
    ...new Uint8Array(2 * depth),
  ]);
}

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
    ["an indefinite length of a value without values", [0x04, 0x80, 0, 0]],
    ["an indefinite length without an end", [0x30, 0x80, 5, 0]],
    ["an indefinite length with half an end", [0x30, 0x80, 5, 0, 0]],
    ["an indefinite length with a value that does not fit", [0x30, 0x80, 5, 3, 0, 0]],
    ["indefinite lengths deep inside each other", [...nested(17)]],
    ["a length of five bytes", [0x30, 0x85, 0, 0, 0, 0, 0]],
    ["a length of which bytes are missing", [0x30, 0x84, 1]],
    ["a tag of several bytes", [0x1f, 0x81, 0, 0]],
  ])("finds no value in %s", (_, bytes) => {
    expect(derValue(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe("derValue() of an indefinite length", () => {
  test("ends before its two zero bytes", () => {
    const encoded = Uint8Array.from([0x30, 0x80, 2, 1, 0, 0x30, 0x80, 5, 0, 0, 0, 4, 2, 0, 0, 0, 0, 9]);
    const found = derValue(encoded);
    expect(found?.encoded).toEqual(encoded.slice(0, -1));
    expect(derChildren(found).map(({ encoded: { length } }) => length)).toEqual([3, 6, 4]);
    expect(derChildren(derChildren(found)[1])).toHaveLength(1);
  });

  test("may be one of sixteen inside each other", () => {
    expect(derValue(nested(16))?.content).toHaveLength(60);
  });

  test("is refused at once however deep it goes", () => {
    expect(derValue(nested(500_000))).toBeUndefined();
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
