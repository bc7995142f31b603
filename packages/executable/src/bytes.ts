/** Numbers and text out of a piece of a file; a read past the piece's end is a fault, never a wrong value. */

import { damaged } from "./faults.ts";

export type Bytes = {
  readonly sizeBytes: number;
  readonly u16: (at: number) => number;
  readonly u32: (at: number) => number;
  /** Throws `executable-damaged` above 2^53 - 1: no file is that large. */
  readonly u64: (at: number) => number;
  /** A fixed-size field up to its first NUL, a character per byte. */
  readonly text: (at: number, sizeBytes: number) => string;
  readonly part: (at: number, sizeBytes: number) => Bytes;
};

export type BytesOptions = {
  /** The file the bytes are from, for messages. */
  readonly path: string;
  readonly endian: "little" | "big";
};

/** Reads in `content`; every read outside of it throws the Fault `executable-damaged`. */
export function bytesOf(content: Uint8Array, options: BytesOptions): Bytes {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const little = options.endian === "little";

  function checked(at: number, sizeBytes: number): number {
    if (at < 0 || at + sizeBytes > content.length) {
      throw damaged(
        options.path,
        `a header of ${content.length} bytes has a field at ${at} + ${sizeBytes}, outside of it`,
      );
    }
    return at;
  }

  function u64(at: number): number {
    const value = view.getBigUint64(checked(at, 8), little);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw damaged(options.path, `a header field holds ${value}, at most 2^53 - 1 is possible`);
    }
    return Number(value);
  }

  function slice(at: number, sizeBytes: number): Uint8Array {
    return content.subarray(checked(at, sizeBytes), at + sizeBytes);
  }

  return {
    sizeBytes: content.length,
    u16: (at) => view.getUint16(checked(at, 2), little),
    u32: (at) => view.getUint32(checked(at, 4), little),
    u64,
    text: (at, sizeBytes) => textUntilNul(slice(at, sizeBytes)),
    part: (at, sizeBytes) => bytesOf(slice(at, sizeBytes), options),
  };
}

function textUntilNul(field: Uint8Array): string {
  const end = field.indexOf(0);
  return String.fromCharCode(...(end === -1 ? field : field.subarray(0, end)));
}
