/** Which key signs a release: the public test key for snapshots, the project's own for real releases. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Config } from "@slipway/config";
import { parsePublicKey, parseSecretKey, type PublicKey, type SecretKey } from "@slipway/manifest";

import { releaseFault } from "../faults.ts";
import { publicKeyFrom } from "./public-key-text.ts";

/** Both halves of the test key are public: a signature by it proves nothing but that signing works. */
const KEYS = join(import.meta.dirname, "..", "..", "keys");

/** The public half of the test key that snapshots are signed with. */
export function snapshotPublicKey(): PublicKey {
  return parsePublicKey(readFileSync(join(KEYS, "snapshot.pub")));
}

/**
 * The public key of real releases, or undefined where the configuration names none.
 *
 * @throws Fault `public-key-unusable`, `public-key-weak`.
 */
export function configuredPublicKey(config: Config): PublicKey | undefined {
  if (config.publicKey === undefined) return undefined;
  return publicKeyFrom(config.publicKey, { folder: config.root, from: "signing.publicKey" });
}

/** Whether a key is the public half of the test key, which anyone can sign with. */
export function isSnapshotKey(key: PublicKey): boolean {
  return samePoint(key, snapshotPublicKey());
}

/**
 * The key to sign with. A real release takes it from `SLIPWAY_SECRET_KEY` (the text of minisign's file) or
 * `SLIPWAY_SECRET_KEY_FILE`, with `SLIPWAY_SECRET_KEY_PASSWORD` where it has one, and it must be the other half of
 * the configured public key.
 *
 * @throws Fault `no-public-key`, `public-test-key`, `public-key-unusable`, `no-secret-key`, `key-unreadable`,
 *   `key-mismatch`.
 */
export async function signingKey(
  config: Config,
  options: { readonly snapshot: boolean; readonly variables: Readonly<Record<string, string | undefined>> },
): Promise<SecretKey> {
  if (options.snapshot) return parseSecretKey(readFileSync(join(KEYS, "snapshot.key")));
  const publicKey = configuredPublicKey(config);
  if (publicKey === undefined) {
    throw releaseFault("no-public-key", {
      message: "Cannot sign the release: the configuration names no public key",
      hint: 'Make a key pair with "slipway keys new" and set signing.publicKey; or make a snapshot',
    });
  }
  if (isSnapshotKey(publicKey)) {
    throw releaseFault("public-test-key", {
      message: "Cannot sign the release: signing.publicKey is the public test key, anyone can sign with it",
      hint: 'Make a key pair with "slipway keys new" and set signing.publicKey; or make a snapshot',
    });
  }
  const key = await readSecretKey(options.variables);
  if (key.publicKey.keyId === publicKey.keyId && samePoint(key.publicKey, publicKey)) return key;
  throw releaseFault("key-mismatch", {
    message: `Cannot sign the release: the secret key is ${key.publicKey.keyId}, the configured public key is ${publicKey.keyId}`,
    hint: "Give the secret key that belongs to signing.publicKey, or configure its public key",
  });
}

function samePoint(a: PublicKey, b: PublicKey): boolean {
  return Buffer.from(a.point).equals(Buffer.from(b.point));
}

async function readSecretKey(variables: Readonly<Record<string, string | undefined>>): Promise<SecretKey> {
  const text = variables["SLIPWAY_SECRET_KEY"];
  const file = variables["SLIPWAY_SECRET_KEY_FILE"];
  const password = variables["SLIPWAY_SECRET_KEY_PASSWORD"];
  const options = password === undefined ? {} : { password };
  if (text !== undefined && text !== "") return parseSecretKey(text, options);
  if (file === undefined || file === "") {
    throw releaseFault("no-secret-key", {
      message: "Cannot sign the release: there is no secret key",
      hint: "Set SLIPWAY_SECRET_KEY_FILE to its file, or SLIPWAY_SECRET_KEY to its text; or make a snapshot",
    });
  }
  if (!existsSync(file)) {
    throw releaseFault("key-unreadable", {
      message: `Cannot read the secret key "${file}": there is no such file`,
      hint: "Check SLIPWAY_SECRET_KEY_FILE",
    });
  }
  return parseSecretKey(readFileSync(file), options);
}
