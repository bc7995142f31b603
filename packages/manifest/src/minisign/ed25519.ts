/** Ed25519 keys between their raw 32 bytes and the key objects of `node:crypto`, by way of RFC 8410. */

import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** SubjectPublicKeyInfo of an Ed25519 key, up to the key itself. */
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
/** PKCS #8 of an Ed25519 key, up to the seed itself. */
const SECRET_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function publicKeyObject(point: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, point]), format: "der", type: "spki" });
}

export function secretKeyObject(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([SECRET_PREFIX, seed]), format: "der", type: "pkcs8" });
}

/** The point of a public key, or of the public key that belongs to a secret one. */
export function pointOf(key: KeyObject): Uint8Array {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return Uint8Array.from(publicKey.export({ format: "der", type: "spki" }).subarray(PUBLIC_PREFIX.length));
}

export function seedOf(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "pkcs8" }).subarray(SECRET_PREFIX.length);
}
