/** A public key as OpenSSL reads it. */

import type { PublicKey } from "@slipway/manifest";

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410, clause 4 and 10.1). */
const PREFIX = "302a300506032b6570032100";

/** The base64 between the lines of a PEM file. */
export function publicKeyDer(key: PublicKey): string {
  return Buffer.concat([Buffer.from(PREFIX, "hex"), key.point]).toString("base64");
}
