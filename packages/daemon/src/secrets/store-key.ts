/** Brings the key of `secrets.json`: out of a passphrase, or from the key file. */

import { randomBytes, scrypt } from "node:crypto";

import { KEY_BYTES } from "./cipher.ts";
import { secretFault } from "./faults.ts";
import { keyFilePath, readKeyFile } from "./key-file.ts";
import { SECRET_LIMITS } from "./limits.ts";

import type { KeySource } from "./store-file.ts";

export type KeyOptions = { readonly folder: string; readonly passphrase?: string | undefined };

type PassphraseSource = Extract<KeySource, { kind: "passphrase" }>;

/** OWASP's password storage cheat sheet: N = 2^15, r = 8, p = 3 equals N = 2^17 at a quarter of the memory, 32 MiB. */
const SCRYPT = { n: 32_768, r: 8, p: 3 } as const;
const SALT_BYTES = 16;

/** A source with a salt of its own, for a passphrase that is new. */
export function newPassphraseSource(): PassphraseSource {
  return {
    kind: "passphrase",
    kdf: "scrypt",
    ...SCRYPT,
    salt: randomBytes(SALT_BYTES).toString("base64url"),
  };
}

/**
 * The 32 bytes that the source stands for. A passphrase costs about 0.2 s, in a thread of its own.
 *
 * @throws Fault `passphrase-missing`, `key-file-missing`, and what reading the key file throws.
 */
export async function keyOf(source: KeySource, { folder, passphrase }: KeyOptions): Promise<Buffer> {
  if (source.kind === "key_file") return fileKey(source.id, folder);
  if (passphrase === undefined || passphrase === "") {
    throw secretFault("passphrase-missing", {
      message: `Cannot open the secrets in "${folder}": no passphrase, the one they were encrypted with is wanted`,
      hint: "Set CHATTY_PASSPHRASE, or give the passphrase when logging in",
    });
  }
  return derived(passphrase, source);
}

async function fileKey(id: string, folder: string): Promise<Buffer> {
  const found = (await readKeyFile(folder)).find((key) => key.id === id);
  if (found !== undefined) return found.key;
  throw secretFault("key-file-missing", {
    message: `Cannot open the secrets in "${folder}": their key is not in "${keyFilePath(folder)}"`,
    hint: "Bring secrets.key back from a backup, or remove secrets.json and log in again",
  });
}

function derived(passphrase: string, { n, r, p, salt }: PassphraseSource): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 2 * SECRET_LIMITS.scryptMemoryBytes };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), Buffer.from(salt, "base64url"), KEY_BYTES, options, (error, key) => {
      if (error instanceof Error) reject(error);
      else resolve(key);
    });
  });
}
