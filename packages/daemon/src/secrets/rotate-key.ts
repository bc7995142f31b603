/** Another key for the secrets: another passphrase, a fresh key file, or the one instead of the other. */

import { keyCache, openSealed, readSealed, storeLockPath, writeSealed } from "./file-store.ts";
import { secretFault } from "./faults.ts";
import { newFileKey, readKeyFile, writeKeyFile } from "./key-file.ts";
import { readStoreFile } from "./store-file.ts";
import { newPassphraseSource } from "./store-key.ts";
import { withLock } from "./with-lock.ts";

import type { FileKey } from "./key-file.ts";
import type { KeySource } from "./store-file.ts";

export type RotateOptions = {
  readonly folder: string;
  /** The passphrase the secrets are encrypted with now, if it is one. */
  readonly passphrase?: string | undefined;
  readonly to: { readonly kind: "passphrase"; readonly passphrase: string } | { readonly kind: "key_file" };
};

/**
 * Encrypts all secrets under a new key. Killed at any point, the old key or the new one opens them: a new file key is
 * in the key file beside the old one before it is used, and the old one goes when it is not used any more.
 *
 * @throws Fault `keyring-keeps-key` when they are in the system's keyring, and what opening them throws.
 */
export async function rotateKey(options: RotateOptions): Promise<void> {
  const { folder, to } = options;
  await withLock(storeLockPath(folder), () => rotate(folder, to, options));
}

async function rotate(folder: string, to: RotateOptions["to"], options: RotateOptions): Promise<void> {
  if ((await readStoreFile(folder))?.store.kind === "keyring") throw keyringKeepsKey();
  const current = await readSealed(folder);
  const secrets = await openSealed(current, { folder, keys: keyCache(options) });
  const passphrase = to.kind === "passphrase" ? to.passphrase : undefined;
  const fresh = to.kind === "key_file" ? newFileKey() : undefined;
  if (fresh !== undefined)
    await writeKeyFile(folder, [...(await keysInUse(folder, current.store.key)), fresh]);
  const source: KeySource = fresh === undefined ? newPassphraseSource() : { kind: "key_file", id: fresh.id };
  await writeSealed(secrets, { folder, id: current.id, source, keys: keyCache({ folder, passphrase }) });
  const old = await readKeyFile(folder);
  if (old.length > 0) await writeKeyFile(folder, fresh === undefined ? [] : [fresh]);
}

async function keysInUse(folder: string, source: KeySource): Promise<readonly FileKey[]> {
  if (source.kind !== "key_file") return [];
  return (await readKeyFile(folder)).filter(({ id }) => id === source.id);
}

function keyringKeepsKey(): Error {
  return secretFault("keyring-keeps-key", {
    message:
      "Cannot change the key of the secrets: they are in the system's keyring, which has a key of its own",
    hint: "Change the keyring's password with the system's own tools",
  });
}
