/** Secrets between this server and its clients. */

import { timingSafeEqual } from "node:crypto";

/** One that cannot be guessed, of letters, digits, `-` and `_`. */
export function newSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}

/** Tells whether a text is the secret, in a time that does not depend on what it is. */
export function secretCheck(secret: string): (shown: string) => boolean {
  const wanted = digestOf(secret);
  return (shown) => timingSafeEqual(digestOf(shown), wanted);
}

function digestOf(text: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(text).digest();
}
