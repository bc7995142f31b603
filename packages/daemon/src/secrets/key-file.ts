/** `secrets.key`: random keys, one a line, readable by their owner alone. */

import { createHash, randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";

import { KEY_BYTES } from "./cipher.ts";
import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";
import { readBounded } from "./read-bounded.ts";
import { replaceFile } from "./replace-file.ts";

export type FileKey = { readonly id: string; readonly key: Buffer };

/** Anything that others may do with a file. */
const OTHERS = 0o077;

export function keyFilePath(folder: string): string {
  return join(folder, "secrets.key");
}

/**
 * The keys of the folder; none where there is no key file.
 *
 * @throws Fault `key-file-exposed`, `key-file-damaged`, or the faults of files.
 */
export async function readKeyFile(folder: string): Promise<readonly FileKey[]> {
  const path = keyFilePath(folder);
  const text = await readBounded(path, SECRET_LIMITS.fileSizeBytes);
  if (text === undefined) return [];
  await expectPrivate(path);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => fileKeyOf(line, path));
}

/** Needs the lock of the folder. */
export async function writeKeyFile(folder: string, keys: readonly FileKey[]): Promise<void> {
  const lines = keys.map(({ key }) => `${key.toString("base64url")}\n`);
  await replaceFile(keyFilePath(folder), lines.join(""));
}

export function newFileKey(): FileKey {
  const key = randomBytes(KEY_BYTES);
  return { id: idOf(key), key };
}

/** Says which key it is without saying anything about it: a digest of 256 random bits. */
function idOf(key: Buffer): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

function fileKeyOf(line: string, path: string): FileKey {
  const key = Buffer.from(line, "base64url");
  if (key.length === KEY_BYTES) return { id: idOf(key), key };
  throw secretFault("key-file-damaged", {
    message: `Cannot read the key in "${path}": it is cut or changed, ${KEY_BYTES} bytes as base64url are wanted`,
    hint: "Bring it back from a backup, or remove it and secrets.json and log in again",
  });
}

/** Windows has no modes; there the folder belongs to its user. */
async function expectPrivate(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const { mode, uid } = await stat(path);
  const isOwn = uid === process.getuid?.();
  if (isOwn && (mode & OTHERS) === 0) return;
  const found = isOwn
    ? `others may use it (mode ${(mode & 0o777).toString(8)})`
    : "it belongs to somebody else";
  throw secretFault("key-file-exposed", {
    message: `Cannot trust the key in "${path}": ${found}, mode 600 is wanted`,
    hint: `Run: chmod 600 "${path}"; if others could read it, log out and in again`,
  });
}
