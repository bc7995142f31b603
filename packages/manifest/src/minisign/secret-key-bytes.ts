/** The 158 bytes of a secret key file: where what stands, the checksum, and how a password hides them. */

import { createHash } from "node:crypto";

import { passwordStream } from "./password-stream.ts";

/*
 * Signature algorithm (2), key derivation (2), checksum algorithm (2), salt (32), opslimit (8), memlimit (8), then
 * the part that a password hides: key id (8), seed (32), point (32), checksum (32).
 */
export const SECRET_KEY_BYTES = 158;
export const SALT_AT = 6;
export const OPSLIMIT_AT = 38;
export const MEMLIMIT_AT = 46;
export const HIDDEN_AT = 54;
export const SEED_AT = 62;
export const POINT_AT = 94;
export const CHECKSUM_AT = 126;

/** Key derivations: scrypt, and none for a key that lies open. */
export const SCRYPT = "Sc";
export const NO_PASSWORD = "\0\0";

/** BLAKE2b-256 of signature algorithm, key id, seed and point; of an open key. Bun's `node:crypto` has it by this name. */
export function checksumOf(bytes: Buffer): Buffer {
  const hash = createHash("blake2b256");
  return hash.update(bytes.subarray(0, 2)).update(bytes.subarray(HIDDEN_AT, CHECKSUM_AT)).digest();
}

/**
 * Hides an open key, opens a hidden one, in place.
 *
 * @throws Fault `password-invalid`, `secret-key-too-costly`, `secret-key-memory`
 */
export async function applyPassword(bytes: Buffer, password: string): Promise<void> {
  const stream = await passwordStream({
    password,
    salt: bytes.subarray(SALT_AT, OPSLIMIT_AT),
    limits: {
      opslimit: bytes.readBigUInt64LE(OPSLIMIT_AT),
      memlimit: bytes.readBigUInt64LE(MEMLIMIT_AT),
    },
    sizeBytes: SECRET_KEY_BYTES - HIDDEN_AT,
  });
  for (const [index, byte] of stream.entries()) {
    bytes.writeUInt8(bytes.readUInt8(HIDDEN_AT + index) ^ byte, HIDDEN_AT + index);
  }
}
