/**
 * Reads DER (ITU-T X.690) as far as signatures need it, and of BER the indefinite lengths, which Apple's codesign writes
 * around its certificates. What is malformed is as if it were not there: a value that does not fit has no children, and
 * who looks for one of them finds none.
 */

import { LIMITS } from "../limits.ts";

export type DerValue = {
  readonly tag: number;
  /** The value alone. */
  readonly content: Uint8Array;
  /** Tag, length and value. */
  readonly encoded: Uint8Array;
};

export const DER = { integer: 0x02, octets: 0x04, objectId: 0x06, sequence: 0x30, set: 0x31 } as const;

const INDEFINITE = 0x80;
const END_BYTES = 2;

/** Tags of a context of their own, constructed: `[0]`, `[1]`, … */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** The value that `content` begins with. */
export function derValue(content: Uint8Array): DerValue | undefined {
  return valueAt(content, 0);
}

/** The values inside `value`, in order; none when one of them does not fit. */
export function derChildren(value: DerValue | undefined): readonly DerValue[] {
  if (value === undefined) return [];
  const children: DerValue[] = [];
  for (let at = 0; at < value.content.length;) {
    const child = valueAt(value.content, at);
    if (child === undefined || children.length === LIMITS.derValues) return [];
    children.push(child);
    at += child.encoded.length;
  }
  return children;
}

/** An object identifier as its bytes in hexadecimal; undefined where `value` is something else. */
export function derObjectId(value: DerValue | undefined): string | undefined {
  return value?.tag === DER.objectId ? Buffer.from(value.content).toString("hex") : undefined;
}

/** Tags above 30 and lengths of more than four bytes do not occur. */
function valueAt(content: Uint8Array, at: number, depth = 0): DerValue | undefined {
  const [tag, first] = [content[at], content[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  const start = at + 2;
  if (first === INDEFINITE) {
    const end = isConstructed(tag) ? endOfValues(content, start, depth) : undefined;
    if (end === undefined) return undefined;
    const encoded = content.subarray(at, end + END_BYTES);
    return { tag, content: content.subarray(start, end), encoded };
  }
  const lengthBytes = first < INDEFINITE ? 0 : first - INDEFINITE;
  if (lengthBytes > 4) return undefined;
  let length = lengthBytes === 0 ? first : 0;
  for (const byte of content.subarray(start, start + lengthBytes)) length = length * 256 + byte;
  const end = start + lengthBytes + length;
  if (end > content.length) return undefined;
  return { tag, content: content.subarray(start + lengthBytes, end), encoded: content.subarray(at, end) };
}

function isConstructed(tag: number): boolean {
  return (tag & 0x20) !== 0;
}

/** Where the two zero bytes are that end the values from `start` on. */
function endOfValues(content: Uint8Array, start: number, depth: number): number | undefined {
  if (depth === LIMITS.derDepth) return undefined;
  let at = start;
  while (content[at] !== 0 || content[at + 1] !== 0) {
    const value = valueAt(content, at, depth + 1);
    if (value === undefined) return undefined;
    at += value.encoded.length;
  }
  return at;
}
