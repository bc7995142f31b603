/** Signatures over a text itself, for formats other than minisign's own: plain Ed25519 (RFC 8032, section 5.1). */

import { sign, verify } from "node:crypto";

import type { PublicKey } from "./public-key.ts";
import type { SecretKey } from "./secret-key.ts";

/** Length of an Ed25519 signature. */
const SIGNATURE_BYTES = 64;

/**
 * The 64 bytes of a signature. `bytes` must begin with the name of the format they are of, as DSSE's do: minisign
 * signs with the same key 64 bytes of a digest, or 64 bytes of a signature and a comment, and neither may ever be
 * taken for the other.
 */
export function signBytes(bytes: Uint8Array, key: SecretKey): Uint8Array {
  return Uint8Array.from(sign(null, bytes, key.keyObject));
}

/** Whether `signature` is one over `bytes`; of another length, or of a key other than `publicKey`, it is none. */
export function verifyBytes(
  bytes: Uint8Array,
  options: { readonly signature: Uint8Array; readonly publicKey: PublicKey },
): boolean {
  const { signature, publicKey } = options;
  return signature.length === SIGNATURE_BYTES && verify(null, bytes, publicKey.keyObject, signature);
}
