/** Opens the secrets of a data folder; the first time it is decided where they are, for good. */

import { randomBytes } from "node:crypto";

import { keyCache, openFileStore, storeLockPath, writeSealed } from "./file-store.ts";
import { newFileKey, readKeyFile, writeKeyFile } from "./key-file.ts";
import { unavailable } from "./keyring.ts";
import { claimKeyring, openKeyringStore } from "./keyring-store.ts";
import { readStoreFile, writeStoreFile } from "./store-file.ts";
import { newPassphraseSource } from "./store-key.ts";
import { withLock } from "./with-lock.ts";

import type { StoreLog } from "../store/store-log.ts";
import type { Clock } from "./clock.ts";
import type { Keyring } from "./keyring.ts";
import type { SecretStore } from "./secret-store.ts";
import type { KeySource, StoreFile } from "./store-file.ts";

export type OpenSecretsOptions = {
  /** The data folder; made when it is missing. */
  readonly folder: string;
  readonly passphrase?: string | undefined;
  /** Where there is none, a file is used. */
  readonly keyring?: Keyring | undefined;
  /** For the time that a keyring may take. */
  readonly clock?: Clock;
  /** Hears once where secrets are kept from now on, and why. */
  readonly log?: StoreLog | undefined;
};

/**
 * Opens the secrets where `secrets.json` says they are. Where nothing is said yet: in the keyring if there is one, else in
 * the file, under the passphrase if there is one, else under a key file. What was chosen is never changed silently.
 *
 * @throws Fault `keyring-unavailable`, `passphrase-…`, `key-file-…`, `secrets-…`, or the faults of files.
 */
export async function openSecrets(options: OpenSecretsOptions): Promise<SecretStore> {
  const file = (await readStoreFile(options.folder)) ?? (await chooseOnce(options));
  const { id, store } = file;
  if (store.kind === "file") return openFileStore({ ...file, store }, options);
  if (options.keyring === undefined)
    throw unavailable("read", "it is switched off here, and the accounts are in it");
  return openKeyringStore({ ...options, id, keyring: options.keyring });
}

/** Two processes that start at the same time make one choice. */
function chooseOnce(options: OpenSecretsOptions): Promise<StoreFile> {
  return withLock(storeLockPath(options.folder), async () => {
    const chosen = await readStoreFile(options.folder);
    if (chosen !== undefined) return chosen;
    await choose(options);
    const written = await readStoreFile(options.folder);
    return written ?? chosenNothing();
  });
}

async function choose(options: OpenSecretsOptions): Promise<void> {
  const { folder, keyring, passphrase, log = () => {} } = options;
  const id = randomBytes(16).toString("hex");
  if (keyring !== undefined && (await claimKeyring({ ...options, id, keyring }))) {
    await writeStoreFile(folder, { id, store: { kind: "keyring" } });
    log("info", "Secrets are kept in the system's keyring");
    return;
  }
  const hasPassphrase = passphrase !== undefined && passphrase !== "";
  const source = hasPassphrase ? newPassphraseSource() : await keyFileSource(folder);
  await writeSealed(new Map(), { folder, id, source, keys: keyCache(options) });
  const reason = keyring === undefined ? "the keyring is switched off" : "there is no keyring";
  log("info", "Secrets are kept in an encrypted file", { key: source.kind, reason });
}

/** A key that is there already was made by a process that was killed before it wrote `secrets.json`, or is a backup. */
async function keyFileSource(folder: string): Promise<KeySource> {
  const [found] = await readKeyFile(folder);
  const key = found ?? newFileKey();
  if (found === undefined) await writeKeyFile(folder, [key]);
  return { kind: "key_file", id: key.id };
}

function chosenNothing(): never {
  throw unavailable("find", "secrets.json is gone again; something else removes files there");
}
