/** Where in a text, and what stands there. */

import { closeSync, openSync, readSync } from "node:fs";

/** Files up to this size are looked at as texts. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const BEFORE_BYTES = 96;
const AFTER_BYTES = 160;
/** Shorter runs of printable characters are in any binary file. */
const LEAST_RUN = 5;

/** `line 3`, counted from 1; undefined for what is no text. */
export function textPlace(path: string, offset: number): string | undefined {
  const bytes = readAt(path, { start: 0, sizeBytes: MAX_TEXT_BYTES + 1 });
  if (bytes.length > MAX_TEXT_BYTES || bytes.includes(0) || !isUtf8(bytes)) return undefined;
  let line = 1;
  for (const byte of bytes.subarray(0, offset)) if (byte === 0x0a) line++;
  return `line ${line}`;
}

/** The printable text around an offset; undefined where there is none. */
export function excerptAt(path: string, offset: number): string | undefined {
  const start = Math.max(0, offset - BEFORE_BYTES);
  const text = readAt(path, { start, sizeBytes: offset - start + AFTER_BYTES }).toString("latin1");
  const at = offset - start;
  const before = /[\x20-\x7e]*$/u.exec(text.slice(0, at))?.[0] ?? "";
  const after = /^[\x20-\x7e]*/u.exec(text.slice(at))?.[0] ?? "";
  return before.length + after.length < LEAST_RUN ? undefined : before.slice(-40) + after.slice(0, 80);
}

function readAt(path: string, range: { readonly start: number; readonly sizeBytes: number }): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(range.sizeBytes);
    let filled = 0;
    for (let count = 1; count > 0 && filled < buffer.length; filled += count) {
      count = readSync(file, buffer, filled, buffer.length - filled, range.start + filled);
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString("utf8")).equals(bytes);
}
