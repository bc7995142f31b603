/** Icon files and their pictures for tests, drawn as one square. */

import { crc32, deflateSync } from "node:zlib";

const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** A square PNG in one colour, 8 bits for each of red, green, blue and alpha. */
export function samplePng(pixels: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels, 0);
  header.writeUInt32BE(pixels, 4);
  header.set([8, 6], 8);
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(pixels * 4, "\x20\x80\xc0\xff", "latin1")]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: pixels }, () => row)));
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A square bitmap as it lies in an icon file: 32 bits a pixel, then the mask. */
export function sampleBitmap(pixels: number): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(pixels, 4);
  header.writeInt32LE(pixels * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const mask = Buffer.alloc(Math.ceil(pixels / 32) * 4 * pixels);
  return Buffer.concat([header, Buffer.alloc(pixels * pixels * 4, 0x80), mask]);
}

/** An icon file of these pictures; a size that the directory cannot hold is written as 0, which is usual. */
export function sampleIcon(pictures: readonly Buffer[] = [sampleBitmap(16), samplePng(256)]): Buffer {
  const directory = Buffer.alloc(6 + pictures.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, picture] of pictures.entries()) {
    directory.writeUInt32LE(picture.length, 6 + index * 16 + 8);
    directory.writeUInt32LE(offset, 6 + index * 16 + 12);
    offset += picture.length;
  }
  return Buffer.concat([directory, ...pictures]);
}
