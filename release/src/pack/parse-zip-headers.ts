/** Reads the records of a zip file, as strictly as they are written here. */

import {
  UNIX_TYPES,
  ZIP_FLAGS,
  ZIP_MADE_BY,
  ZIP_METHODS,
  ZIP_NEEDS,
  ZIP_RECORD_BYTES,
  ZIP_SIGNATURES,
} from "./zip-headers.ts";

export type ZipEnd = { readonly entries: number; readonly sizeBytes: number; readonly offset: number };

export type ParsedZipEntry = {
  readonly kind: "file" | "folder";
  readonly path: string;
  readonly mode: number;
  readonly method: keyof typeof ZIP_METHODS;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
  /** What the local header must repeat, byte for byte, after its signature. */
  readonly local: Buffer;
};

/** The end record, in the last 22 bytes of a file; undefined for anything else, a comment included. */
export function parseZipEnd(end: Buffer): ZipEnd | undefined {
  const entries = end.readUInt16LE(10);
  const isPlain =
    end.readUInt32LE(0) === ZIP_SIGNATURES.end &&
    end.readUInt32LE(4) === 0 &&
    end.readUInt16LE(8) === entries &&
    end.readUInt16LE(20) === 0;
  return isPlain ? { entries, sizeBytes: end.readUInt32LE(12), offset: end.readUInt32LE(16) } : undefined;
}

/** The entry that `at` in the central directory begins; undefined when it is cut off or not of our form. */
export function parseZipEntry(directory: Buffer, at: number): ParsedZipEntry | undefined {
  const nameAt = at + ZIP_RECORD_BYTES.central;
  if (nameAt > directory.length) return undefined;
  const nameBytes = directory.readUInt16LE(at + 28);
  const name = directory.subarray(nameAt, nameAt + nameBytes);
  const path = name.toString();
  const attributes = directory.readUInt32LE(at + 38);
  const type = (attributes >>> 16) & ~0o777;
  const kind = type === UNIX_TYPES.file ? "file" : "folder";
  const method = directory.readUInt16LE(at + 10) === ZIP_METHODS.stored ? "stored" : "deflated";
  const isOurs =
    hasOurConstants(directory, at) &&
    name.length === nameBytes &&
    Buffer.from(path).equals(name) &&
    type === UNIX_TYPES[kind] &&
    (attributes & 0xffff) === (kind === "folder" ? 0x10 : 0) &&
    directory.readUInt16LE(at + 10) === ZIP_METHODS[method];
  if (!isOurs) return undefined;
  return {
    kind,
    path,
    mode: (attributes >>> 16) & 0o777,
    method,
    crc32: directory.readUInt32LE(at + 16),
    packedBytes: directory.readUInt32LE(at + 20),
    sizeBytes: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
    local: Buffer.concat([directory.subarray(at + 6, at + 32), name]),
  };
}

/** Versions and flags as we write them; no extra field, no comment, one disk, no internal attributes. */
function hasOurConstants(directory: Buffer, at: number): boolean {
  return (
    directory.readUInt32LE(at) === ZIP_SIGNATURES.central &&
    directory.readUInt16LE(at + 4) === ZIP_MADE_BY &&
    directory.readUInt16LE(at + 6) === ZIP_NEEDS &&
    directory.readUInt16LE(at + 8) === ZIP_FLAGS &&
    directory.readUInt16LE(at + 30) === 0 &&
    directory.readUInt32LE(at + 32) === 0 &&
    directory.readUInt16LE(at + 36) === 0
  );
}
