/** Takes exact lengths from a stream of pieces. */

export type ByteReader = {
  /** The next `length` bytes; fewer only where the stream ends. */
  readonly take: (length: number) => Promise<Uint8Array>;
  /** Up to `limit` of the next bytes; empty only where the stream ends. */
  readonly some: (limit: number) => Promise<Uint8Array>;
};

/** Reads `pieces` from the start; holds one piece at a time. */
export function byteReader(pieces: AsyncIterator<Uint8Array>): ByteReader {
  let current: Uint8Array = new Uint8Array();

  async function some(limit: number): Promise<Uint8Array> {
    while (current.length === 0) {
      const next = await pieces.next();
      if (next.done === true) return current;
      current = next.value;
    }
    const taken = current.subarray(0, limit);
    current = current.subarray(taken.length);
    return taken;
  }

  async function take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await some(missing);
      if (part.length === 0) break;
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  return { take, some };
}
