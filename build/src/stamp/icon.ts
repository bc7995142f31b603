/** Reads an icon file (.ico): a directory of pictures, each a PNG or a bitmap without its file header. */

import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

import { type Fault, fileFaultOf } from "@slipway/fault";

import { buildFault } from "../faults.ts";
import { LIMITS } from "./limits.ts";

/** One size of an icon. */
export type IconPicture = {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** How many colours the palette has; 0 for 256 and for pictures without one. */
  readonly colors: number;
  readonly planes: number;
  readonly bitsPerPixel: number;
  /** The picture as it lies in the file. */
  readonly content: Uint8Array;
};

type Picture = Omit<IconPicture, "colors" | "content">;

const HEADER_BYTES = 6;
const ENTRY_BYTES = 16;
const TYPE_ICON = 1;
const TYPE_CURSOR = 2;
const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const PNG_HEADER_BYTES = 33;
const PNG_CHUNK_BYTES = 12;
const BITMAP_HEADER_BYTES = 40;
const DEPTHS: readonly number[] = [1, 4, 8, 16, 24, 32];

/**
 * The pictures of the icon `file`, a path relative to `root`.
 *
 * @throws Fault `icon-invalid`; what the operating system says when it cannot be read.
 */
export function readIcon(file: string, options: { readonly root: string }): readonly IconPicture[] {
  const path = resolve(options.root, file);
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw invalid(file, "it is no file");
    if (stat.size > LIMITS.iconBytes) {
      throw invalid(file, `it has ${stat.size} bytes, at most ${LIMITS.iconBytes} are taken`);
    }
    return parseIcon(readFileSync(path), file);
  } catch (error) {
    throw fileFaultOf(error) ?? error;
  }
}

/** The pictures of an icon file's content; `file` is its name in faults. Throws `icon-invalid`. */
export function parseIcon(content: Buffer, file: string): readonly IconPicture[] {
  checkKind(content, file);
  const count = content.readUInt16LE(4);
  if (count === 0) throw invalid(file, "it holds no picture");
  if (count > LIMITS.iconPictures) {
    throw invalid(file, `it holds ${count} pictures, at most ${LIMITS.iconPictures} are taken`);
  }
  const directoryEnd = HEADER_BYTES + count * ENTRY_BYTES;
  if (directoryEnd > content.length) throw invalid(file, "it is cut short in its directory");
  return Array.from({ length: count }, (_, index) => {
    const entry = content.subarray(HEADER_BYTES + index * ENTRY_BYTES);
    const sizeBytes = entry.readUInt32LE(8);
    const offset = entry.readUInt32LE(12);
    if (offset < directoryEnd || offset + sizeBytes > content.length) {
      throw invalid(file, `its picture ${index + 1} lies outside of its ${content.length} bytes`);
    }
    const picture = content.subarray(offset, offset + sizeBytes);
    const read = isPng(picture) ? pngPicture(picture) : bitmapPicture(picture);
    if (typeof read === "string") throw invalid(file, `its picture ${index + 1} ${read}`);
    return { ...read, colors: entry.readUInt8(2), content: picture };
  });
}

function checkKind(content: Buffer, file: string): void {
  if (content.length === 0) throw invalid(file, "it is empty");
  if (isPng(content)) throw invalid(file, "it is a PNG picture by another name");
  if (content.length < HEADER_BYTES) throw invalid(file, `it has ${content.length} bytes`);
  const type = content.readUInt16LE(2);
  if (content.readUInt16LE(0) === 0 && type === TYPE_CURSOR) throw invalid(file, "it is a mouse pointer");
  if (content.readUInt16LE(0) !== 0 || type !== TYPE_ICON) {
    throw invalid(file, "it does not begin as an icon does");
  }
}

function isPng(content: Buffer): boolean {
  return content.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE);
}

/** Looks at the header of a PNG and for its end ("PNG Specification", chunks); the answer is what is wrong. */
function pngPicture(content: Buffer): Picture | string {
  if (content.length < PNG_HEADER_BYTES || content.toString("latin1", 12, 16) !== "IHDR") {
    return "is a PNG without a header";
  }
  const [widthPixels, heightPixels] = [content.readUInt32BE(16), content.readUInt32BE(20)];
  if (!isSize(widthPixels, heightPixels)) return sizeProblem(widthPixels, heightPixels);
  for (let at = PNG_SIGNATURE.length; at + PNG_CHUNK_BYTES <= content.length;) {
    if (content.toString("latin1", at + 4, at + 8) === "IEND") {
      return { widthPixels, heightPixels, planes: 1, bitsPerPixel: 32 };
    }
    at += PNG_CHUNK_BYTES + content.readUInt32BE(at);
  }
  return "is a PNG that is cut short";
}

/** A `BITMAPINFOHEADER`, the palette, the pixels, and a mask that 32-bit pictures may lack; twice as high, for the mask. */
function bitmapPicture(content: Buffer): Picture | string {
  if (content.length < BITMAP_HEADER_BYTES || content.readUInt32LE(0) !== BITMAP_HEADER_BYTES) {
    return "is neither a PNG nor a bitmap";
  }
  const [widthPixels, heightPixels] = [content.readInt32LE(4), content.readInt32LE(8) / 2];
  if (!isSize(widthPixels, heightPixels)) return sizeProblem(widthPixels, heightPixels);
  const [planes, bitsPerPixel] = [content.readUInt16LE(12), content.readUInt16LE(14)];
  if (!DEPTHS.includes(bitsPerPixel)) return `is a bitmap of ${bitsPerPixel} bits a pixel`;
  if (content.readUInt32LE(16) !== 0) return "is a compressed bitmap, which Windows does not draw";
  const paletteColors = bitsPerPixel > 8 ? 0 : content.readUInt32LE(32) || 2 ** bitsPerPixel;
  const rowBytes = Math.ceil((widthPixels * bitsPerPixel) / 32) * 4;
  const wantedBytes = BITMAP_HEADER_BYTES + paletteColors * 4 + rowBytes * heightPixels;
  if (content.length < wantedBytes) {
    return `is a bitmap that is cut short: ${content.length} bytes, at least ${wantedBytes} are needed`;
  }
  return { widthPixels, heightPixels, planes, bitsPerPixel };
}

function isSize(...pixels: readonly number[]): boolean {
  return pixels.every((count) => Number.isInteger(count) && count > 0 && count <= LIMITS.iconPixels);
}

function sizeProblem(widthPixels: number, heightPixels: number): string {
  return `has ${widthPixels} × ${heightPixels} pixels, 1 to ${LIMITS.iconPixels} are taken`;
}

function invalid(file: string, found: string): Fault {
  return buildFault("icon-invalid", {
    message: `Cannot use icon "${file}": ${found}, an icon file (.ico) is wanted`,
    hint: "Make one of a PNG, e.g. with ImageMagick: magick icon.png -define icon:auto-resize=256,48,32,16 icon.ico",
  });
}
