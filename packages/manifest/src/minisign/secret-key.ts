/** minisign secret key files, with and without a password. */

import type { Fault } from "@slipway/fault";
import { type KeyObject, randomBytes } from "node:crypto";

import { base64Of } from "../base64.ts";
import { manifestFault } from "../faults.ts";
import type { FileText } from "../text.ts";
import { pointOf, secretKeyObject, seedOf } from "./ed25519.ts";
import { keyIdBytes, keyIdOf } from "./key-id.ts";
import { keyBytesOf, UNTRUSTED_PREFIX } from "./key-text.ts";
import { SENSITIVE, type WorkLimits } from "./password-stream.ts";
import { type PublicKey, publicKeyFrom } from "./public-key.ts";
import * as layout from "./secret-key-bytes.ts";

/** A secret key. The seed stays inside the key object, which prints nothing. */
export type SecretKey = { readonly publicKey: PublicKey; readonly keyObject: KeyObject };

/** Gives `sizeBytes` random bytes; `crypto.randomBytes` outside of tests. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

export type RenderSecretKeyOptions = {
  /** Without one the key lies open in the file. */
  readonly password?: string;
  readonly random?: RandomBytes;
  /** @internal Less work than minisign's, for tests. */
  readonly limits?: WorkLimits;
};

/**
 * Reads a secret key: the file minisign writes, or its second line alone. With a password this takes seconds and
 * 1 GiB of memory. A password that the key does not have is ignored, as by minisign.
 *
 * @throws Fault `secret-key-invalid`, `secret-key-damaged`, `secret-key-too-costly`, `secret-key-memory`,
 *   `password-missing`, `password-wrong`, `password-invalid`
 */
export async function parseSecretKey(
  file: FileText,
  options: { readonly password?: string } = {},
): Promise<SecretKey> {
  const bytes = keyBytesOf(file, { sizeBytes: layout.SECRET_KEY_BYTES, refuse: invalidKey });
  if (bytes.toString("latin1", 0, 2) !== "Ed") throw invalidKey("another signature algorithm than Ed25519");
  if (bytes.toString("latin1", 4, 6) !== "B2") throw invalidKey("another checksum than BLAKE2b");
  const derivation = bytes.toString("latin1", 2, 4);
  if (derivation === layout.NO_PASSWORD) return openKey(bytes);
  if (derivation === layout.SCRYPT) return unlockKey(bytes, options.password);
  throw invalidKey("another key derivation than scrypt");
}

/**
 * The two lines of a secret key file that minisign can use.
 *
 * @throws Fault `password-invalid`, `secret-key-memory`
 */
export async function renderSecretKey(key: SecretKey, options: RenderSecretKeyOptions = {}): Promise<string> {
  const { password, random = randomBytes, limits = SENSITIVE } = options;
  const { keyId, point } = key.publicKey;
  const bytes = Buffer.alloc(layout.SECRET_KEY_BYTES);
  bytes.write(`Ed${layout.NO_PASSWORD}B2`, "latin1");
  bytes.set(keyIdBytes(keyId), layout.HIDDEN_AT);
  bytes.set(seedOf(key.keyObject), layout.SEED_AT);
  bytes.set(point, layout.POINT_AT);
  bytes.set(layout.checksumOf(bytes), layout.CHECKSUM_AT);
  if (password !== undefined) {
    bytes.write(layout.SCRYPT, 2, "latin1");
    bytes.set(random(layout.OPSLIMIT_AT - layout.SALT_AT), layout.SALT_AT);
    bytes.writeBigUInt64LE(limits.opslimit, layout.OPSLIMIT_AT);
    bytes.writeBigUInt64LE(limits.memlimit, layout.MEMLIMIT_AT);
    await layout.applyPassword(bytes, password);
  }
  const kind = password === undefined ? "minisign secret key" : "minisign encrypted secret key";
  return `${UNTRUSTED_PREFIX}${kind} ${keyId}\n${base64Of(bytes)}\n`;
}

/** `minisign -G -W` leaves the checksum of an open key zero, `minisign -C -W` leaves the right one. */
function openKey(bytes: Buffer): SecretKey {
  const isUnset = bytes.subarray(layout.CHECKSUM_AT).every((byte) => byte === 0);
  if (!isUnset && !hasRightChecksum(bytes)) throw damagedKey("its checksum is another one");
  return keyFrom(bytes);
}

async function unlockKey(bytes: Buffer, password: string | undefined): Promise<SecretKey> {
  if (password === undefined) {
    throw manifestFault("password-missing", {
      message: "Cannot open the secret key: it has a password and none was given",
      hint: "Give the key's password",
    });
  }
  await layout.applyPassword(bytes, password);
  if (!hasRightChecksum(bytes)) {
    throw manifestFault("password-wrong", {
      message: "Cannot open the secret key: the password is wrong, or the file is damaged",
      hint: "Check the password; if it is right, take the key file from your backup",
    });
  }
  return keyFrom(bytes);
}

function hasRightChecksum(bytes: Buffer): boolean {
  return layout.checksumOf(bytes).equals(bytes.subarray(layout.CHECKSUM_AT));
}

/** The key in opened bytes. No checksum covers a key of `minisign -G -W`, so its halves are compared in any case. */
function keyFrom(bytes: Buffer): SecretKey {
  const keyId = keyIdOf(bytes.subarray(layout.HIDDEN_AT, layout.SEED_AT));
  const keyObject = secretKeyObject(bytes.subarray(layout.SEED_AT, layout.POINT_AT));
  const point = bytes.subarray(layout.POINT_AT, layout.CHECKSUM_AT);
  if (!point.equals(pointOf(keyObject))) throw damagedKey("its halves do not belong together");
  return { publicKey: publicKeyFrom({ keyId, point }), keyObject };
}

function damagedKey(state: string): Fault {
  return manifestFault("secret-key-damaged", {
    message: `Cannot use the secret key: ${state}`,
    hint: "The file was changed after it was made: take it from your backup",
  });
}

function invalidKey(state: string): Fault {
  return manifestFault("secret-key-invalid", {
    message: `Cannot read the secret key: ${state}`,
    hint: "Give the two lines of the secret key file, or the second line alone",
  });
}
