import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Fault } from "@slipway/fault";
import { caught, mutate, seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { parseIcon, readIcon } from "./icon.ts";
import { LIMITS } from "./limits.ts";
import { sampleBitmap, sampleIcon, samplePng } from "./testing/icon-sample.ts";

describe("parseIcon()", () => {
  test("takes size and depth from the pictures themselves, and their bytes as they are", () => {
    const pictures = [sampleBitmap(16), sampleBitmap(48), samplePng(256)];
    const read = parseIcon(sampleIcon(pictures), "app.ico");
    expect(read.map(({ widthPixels, heightPixels }) => [widthPixels, heightPixels])).toEqual([
      [16, 16],
      [48, 48],
      [256, 256],
    ]);
    expect(read.map(({ planes, bitsPerPixel }) => [planes, bitsPerPixel])).toEqual([
      [1, 32],
      [1, 32],
      [1, 32],
    ]);
    expect(read.map(({ content }) => Buffer.from(content))).toEqual(pictures);
  });

  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "it is empty"],
    ["a PNG", samplePng(32), "it is a PNG picture by another name"],
    ["text", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "does not begin as an icon does"],
    ["five bytes", Buffer.from([0, 0, 1, 0, 1]), "it has 5 bytes"],
    ["a mouse pointer", changed(sampleIcon(), 2, 2), "it is a mouse pointer"],
    ["no pictures", sampleIcon([]), "it holds no picture"],
    ["too many", changed(sampleIcon(), 5, 1), "it holds 258 pictures, at most 64 are taken"],
    ["a cut directory", sampleIcon().subarray(0, 20), "it is cut short in its directory"],
    ["a cut picture", sampleIcon().subarray(0, -1), "its picture 2 lies outside of its"],
    ["a picture in the directory", changed(sampleIcon(), 18, 0), "its picture 1 lies outside of its"],
    ["a picture far away", changed(sampleIcon(), 21, 0xff), "its picture 1 lies outside of its"],
    ["a cut PNG", sampleIcon([samplePng(32).subarray(0, -12)]), "its picture 1 is a PNG that is cut short"],
    ["a PNG's start", sampleIcon([samplePng(32).subarray(0, 20)]), "is a PNG without a header"],
    ["a PNG of 2000 pixels", sampleIcon([samplePng(2000)]), "has 2000 × 2000 pixels, 1 to 1024 are taken"],
    [
      "a cut bitmap",
      sampleIcon([sampleBitmap(16).subarray(0, 999)]),
      "a bitmap that is cut short: 999 bytes",
    ],
    ["no bitmap", sampleIcon([Buffer.alloc(64, 1)]), "is neither a PNG nor a bitmap"],
    ["an empty picture", sampleIcon([Buffer.alloc(0)]), "is neither a PNG nor a bitmap"],
    ["a bitmap of 3 bits", sampleIcon([changed(sampleBitmap(16), 14, 3)]), "a bitmap of 3 bits a pixel"],
    ["a packed bitmap", sampleIcon([changed(sampleBitmap(16), 16, 1)]), "is a compressed bitmap"],
    ["a bitmap without mask rows", sampleIcon([changed(sampleBitmap(16), 8, 1)]), "has 16 × 0.5 pixels"],
  ])("refuses %s", async (_, content, found) => {
    const fault = await caught(() => parseIcon(content, "app.ico"));
    expect(fault.code).toBe("icon-invalid");
    expect(fault.message).toContain('Cannot use icon "app.ico": ');
    expect(fault.message).toContain(found);
  });

  test("counts the palette of a bitmap with few colours", async () => {
    const bitmap = sampleBitmap(16).subarray(0, 40 + 15 * 4 + 16 * 8);
    bitmap.writeUInt16LE(4, 14);
    const fault = await caught(() => parseIcon(sampleIcon([bitmap]), "app.ico"));
    expect(fault.message).toContain("228 bytes, at least 232 are needed");
  });

  test("ends with pictures or a fault for any bytes", () => {
    const random = seededRandom(3);
    const icon = sampleIcon([sampleBitmap(16), samplePng(16)]);
    const seen = new Set<string>();
    for (let round = 0; round < 5000; round++) seen.add(outcome(Buffer.from(mutate(icon, random))));
    for (let length = 0; length < icon.length; length++) seen.add(outcome(icon.subarray(0, length)));
    expect([...seen].toSorted()).toEqual(["icon-invalid", "pictures"]);
  });
});

describe("readIcon()", () => {
  test("reads a path below the project", () => {
    const root = tempFolder();
    mkdirSync(join(root, "art"));
    writeFileSync(join(root, "art", "app.ico"), sampleIcon());
    expect(readIcon("art/app.ico", { root })).toHaveLength(2);
  });

  test("refuses what is too large before it reads it, and what is no file", async () => {
    const root = tempFolder();
    writeFileSync(join(root, "big.ico"), Buffer.alloc(LIMITS.iconBytes + 1));
    const large = await caught(() => readIcon("big.ico", { root }));
    expect(large.message).toContain("it has 1048577 bytes, at most 1048576 are taken");
    expect((await caught(() => readIcon(".", { root }))).message).toContain("it is no file");
    expect((await caught(() => readIcon("none.ico", { root }))).code).toBe("file-missing");
  });
});

function changed(content: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(content);
  copy.writeUInt8(byte, at);
  return copy;
}

function outcome(content: Buffer): string {
  try {
    parseIcon(content, "app.ico");
    return "pictures";
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}
