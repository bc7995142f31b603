/** Key ids: eight bytes in files, sixteen hexadecimal digits for people. */

/** A key id as minisign shows it: its eight bytes as one little-endian number, in capitals. */
export function keyIdOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.toReversed()).toString("hex").toUpperCase();
}

/** The eight bytes of a key id that `keyIdOf` made. */
export function keyIdBytes(keyId: string): Uint8Array {
  return Buffer.from(keyId, "hex").toReversed();
}
