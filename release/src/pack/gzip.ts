/** The frame of a gzip member (RFC 1952, section 2.3) around one deflate stream. */

/** Magic, deflate, no flags, no time, "slowest and smallest", no operating system. */
export const GZIP_HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff);
export const GZIP_TRAILER_BYTES = 8;

/** What a member says about its content at its end. */
export type GzipTrailer = {
  readonly crc32: number;
  /** Modulo 2^32. */
  readonly size: number;
};

export function gzipTrailer(content: { readonly crc32: number; readonly sizeBytes: number }): Uint8Array {
  const trailer = Buffer.alloc(GZIP_TRAILER_BYTES);
  trailer.writeUInt32LE(content.crc32, 0);
  trailer.writeUInt32LE(content.sizeBytes % 2 ** 32, 4);
  return trailer;
}

/** Reads the last eight bytes of a member. */
export function parseGzipTrailer(bytes: Uint8Array): GzipTrailer {
  const trailer = Buffer.from(bytes);
  return { crc32: trailer.readUInt32LE(0), size: trailer.readUInt32LE(4) };
}
