/** `secrets.json`: says where the secrets are, and holds them, encrypted, where there is no keyring. */

import { createHash } from "node:crypto";
import { join } from "node:path";

import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";
import { readBounded } from "./read-bounded.ts";
import { replaceFile } from "./replace-file.ts";

/** What the key is made of, without being it. */
export type KeySource =
  | {
      /** RFC 7914; a passphrase is normalised to NFKC. */
      readonly kind: "passphrase";
      readonly kdf: "scrypt";
      readonly n: number;
      readonly r: number;
      readonly p: number;
      readonly salt: string;
    }
  /** One of the keys in `secrets.key`. */
  | { readonly kind: "key_file"; readonly id: string };

export type StoreFile = {
  readonly format: 1;
  /** Random; tells the keyring items of one data folder from those of another. */
  readonly id: string;
  readonly store:
    | { readonly kind: "keyring" }
    | { readonly kind: "file"; readonly key: KeySource; readonly sealed: string };
};

/** The newest format this version reads. */
const FORMAT = 1;
/** RFC 7914, section 2: 128 · N · r bytes. */
const SCRYPT_BLOCK_BYTES = 128;

export function storePath(folder: string): string {
  return join(folder, "secrets.json");
}

/** @throws Fault `secrets-damaged`, `secrets-newer`, or the faults of files. */
export async function readStoreFile(folder: string): Promise<StoreFile | undefined> {
  const path = storePath(folder);
  const text = await readBounded(path, SECRET_LIMITS.fileSizeBytes);
  return text === undefined ? undefined : parseStoreFile(text, path);
}

/** Needs the lock of the folder. @throws Fault `secret-too-large`, the faults of files; the old file is still there then. */
export async function writeStoreFile(
  folder: string,
  { id, store }: Omit<StoreFile, "format">,
): Promise<void> {
  const content = { format: FORMAT, id, store };
  const text = `${JSON.stringify({ ...content, digest: digestOf(content) })}\n`;
  if (text.length > SECRET_LIMITS.fileSizeBytes) throw full(storePath(folder), text.length);
  await replaceFile(storePath(folder), text);
}

/**
 * The digest finds accidents, so that they are not taken for a wrong passphrase; against intent there is the cipher.
 *
 * @throws Fault `secrets-damaged` or `secrets-newer`.
 */
export function parseStoreFile(text: string, path: string): StoreFile {
  const file = jsonObject(text);
  if (file === undefined) throw damaged(path, "it is cut or not JSON");
  const { format, id, store, digest } = file;
  if (typeof format === "number" && format > FORMAT) throw newer(path, format);
  if (format !== FORMAT || typeof id !== "string") throw damaged(path, "it is no list of secrets");
  if (digest !== digestOf({ format, id, store })) throw damaged(path, "its digest does not fit");
  const known = storeOf(store);
  if (known === undefined) throw damaged(path, "it does not say where the secrets are");
  return { format, id, store: known };
}

function storeOf(value: unknown): StoreFile["store"] | undefined {
  if (!isRecord(value)) return undefined;
  if (value["kind"] === "keyring") return { kind: "keyring" };
  const key = keySourceOf(value["key"]);
  const sealed = value["sealed"];
  if (value["kind"] !== "file" || key === undefined || typeof sealed !== "string") return undefined;
  return { kind: "file", key, sealed };
}

function keySourceOf(value: unknown): KeySource | undefined {
  if (!isRecord(value)) return undefined;
  const { kind, id, kdf, n, r, p, salt } = value;
  if (kind === "key_file") return typeof id === "string" ? { kind, id } : undefined;
  if (kind !== "passphrase" || kdf !== "scrypt" || typeof salt !== "string") return undefined;
  if (!isCount(n) || !isCount(r) || !isCount(p)) return undefined;
  const isPowerOfTwo = n > 1 && Number.isInteger(Math.log2(n));
  const isBounded = n * r * SCRYPT_BLOCK_BYTES <= SECRET_LIMITS.scryptMemoryBytes && p <= 16;
  return isPowerOfTwo && isBounded ? { kind, kdf, n, r, p, salt } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}

function digestOf(content: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // What is wrong with the text would quote it; it is none of ours, and that is enough.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** For a file that is not what was written: it stays where it is. */
export function damaged(path: string, found: string): Error {
  return secretFault("secrets-damaged", {
    message: `Cannot use the secrets in "${path}": ${found}, the file as it was written is needed`,
    hint: "Bring it back from a backup, or remove it and log in again",
  });
}

/** More than is ever read again. */
function full(path: string, sizeBytes: number): Error {
  return secretFault("secret-too-large", {
    message: `Cannot keep one more secret in "${path}": ${sizeBytes} bytes, at most ${SECRET_LIMITS.fileSizeBytes}`,
    hint: "Log out of accounts that are not needed any more",
  });
}

function newer(path: string, format: number): Error {
  return secretFault("secrets-newer", {
    message: `Cannot use the secrets in "${path}": format ${format}, at most ${FORMAT} is known here`,
    hint: "Update to the version that wrote it; nothing was changed",
  });
}
