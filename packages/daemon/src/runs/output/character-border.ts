/** Where UTF-8 text may be cut. */

/**
 * How many bytes at the end of `bytes` begin a character that more bytes could complete: 0 to 3. Bytes that are no
 * UTF-8 at all are left alone: 0.
 */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    // A continuation byte: what it continues is further ahead.
    if (byte < 0xc0) continue;
    return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

/** RFC 3629, section 3: the first byte of a character says how many it has; 0 for a byte that begins none. */
function lengthOf(firstByte: number): number {
  if (firstByte >= 0xf5 || firstByte < 0xc2) return 0;
  if (firstByte >= 0xf0) return 4;
  return firstByte >= 0xe0 ? 3 : 2;
}
