/** The form in which a deflated segment is kept: what it is, how long, its digest, then its bytes. */

import { createHash } from "node:crypto";

const MAGIC = Buffer.from("SLIPSEG1", "latin1");
const KEY_AT = MAGIC.length;
const DIGEST_AT = KEY_AT + 32;
const LENGTH_AT = DIGEST_AT + 32;
const HEADER_BYTES = LENGTH_AT + 4;

/** The content of the file that keeps `deflated` under `key` (hex). */
export function encodeKept(key: string, deflated: Uint8Array): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.write(key, KEY_AT, "hex");
  createHash("sha256").update(deflated).digest().copy(header, DIGEST_AT);
  header.writeUInt32LE(deflated.length, LENGTH_AT);
  return Buffer.concat([header, deflated]);
}

/** The deflated bytes in `content`, or undefined when it is not whole or belongs to another key. */
export function decodeKept(key: string, content: Uint8Array): Uint8Array | undefined {
  if (content.length < HEADER_BYTES) return undefined;
  const header = Buffer.from(content.buffer, content.byteOffset, HEADER_BYTES);
  const deflated = content.subarray(HEADER_BYTES);
  const digest = createHash("sha256").update(deflated).digest();
  const isWhole =
    header.subarray(0, KEY_AT).equals(MAGIC) &&
    header.toString("hex", KEY_AT, DIGEST_AT) === key &&
    header.subarray(DIGEST_AT, LENGTH_AT).equals(digest) &&
    header.readUInt32LE(LENGTH_AT) === deflated.length;
  return isWhole ? deflated : undefined;
}

/** The deflated bytes in `content`, unchecked: for one that was found whole and has been summed since. */
export function keptBytes(content: Uint8Array): Uint8Array {
  return content.subarray(HEADER_BYTES);
}
