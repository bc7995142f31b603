/** Compares two streams of bytes and says where and how much they differ. */

import { createReadStream } from "node:fs";

import { type ByteReader, byteReader } from "../pack/byte-reader.ts";

export type ByteDifference = {
  /** Of the first byte that is not the same; the length of the shorter one where that is its beginning. */
  readonly offset: number;
  /** How many bytes are not the same, place by place; those beyond the shorter one's end count. */
  readonly differingBytes: number;
  readonly sizes: readonly [number, number];
  /** Some offsets of differing bytes, the first among them, far enough from each other to lie in other parts. */
  readonly places: readonly number[];
};

const PIECE_BYTES = 1024 * 1024;
const MAX_PLACES = 16;
/** How far the second place is from the first; every further one is twice as far. */
const FIRST_GAP_BYTES = 128;

/** Undefined when both files hold the same. Throws what the system says of reading. */
export async function compareFiles(first: string, second: string): Promise<ByteDifference | undefined> {
  const one = createReadStream(first, { highWaterMark: PIECE_BYTES });
  const two = createReadStream(second, { highWaterMark: PIECE_BYTES });
  try {
    return await compareBytes(one[Symbol.asyncIterator](), two[Symbol.asyncIterator]());
  } finally {
    one.destroy();
    two.destroy();
  }
}

/** Undefined when both streams hold the same. Reads both to their end and holds a piece of each at a time. */
export async function compareBytes(
  first: AsyncIterator<Uint8Array>,
  second: AsyncIterator<Uint8Array>,
): Promise<ByteDifference | undefined> {
  const [one, two] = [byteReader(first), byteReader(second)];
  const places: number[] = [];
  let shared = 0;
  let changed = 0;
  let beyond = 0;
  for (let a = await one.some(PIECE_BYTES); a.length > 0; a = await one.some(PIECE_BYTES)) {
    const b = await two.take(a.length);
    changed += differencesIn(a, b, { start: shared, places });
    shared += b.length;
    if (b.length === a.length) continue;
    beyond = a.length - b.length + (await countRest(one));
    break;
  }
  const longer = beyond > 0 ? 0 : await countRest(two);
  if (changed + beyond + longer === 0) return undefined;
  if (places.length === 0) places.push(shared);
  return {
    offset: places[0] ?? shared,
    differingBytes: changed + beyond + longer,
    sizes: [shared + beyond, shared + longer],
    places,
  };
}

/** How many of the bytes that both have differ; adds to `places` some of their offsets. */
function differencesIn(
  a: Uint8Array,
  b: Uint8Array,
  found: { readonly start: number; readonly places: number[] },
): number {
  const { start, places } = found;
  const length = Math.min(a.length, b.length);
  if (Buffer.compare(a.subarray(0, length), b.subarray(0, length)) === 0) return 0;
  let next = nextPlace(places);
  let count = 0;
  for (let index = 0; index < length; index++) {
    if (a[index] === b[index]) continue;
    count++;
    if (start + index < next) continue;
    places.push(start + index);
    next = nextPlace(places);
  }
  return count;
}

function nextPlace(places: readonly number[]): number {
  const last = places.at(-1);
  if (last === undefined) return 0;
  return places.length < MAX_PLACES ? last + FIRST_GAP_BYTES * 2 ** (places.length - 1) : Infinity;
}

async function countRest(reader: ByteReader): Promise<number> {
  let count = 0;
  for (let piece = await reader.some(PIECE_BYTES); piece.length > 0; piece = await reader.some(PIECE_BYTES)) {
    count += piece.length;
  }
  return count;
}
