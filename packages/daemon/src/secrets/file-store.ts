/** Secrets in `secrets.json`, encrypted as a whole. Every call reads the file: other processes write it too. */

import { join } from "node:path";

import { seal, unseal } from "./cipher.ts";
import { secretFault } from "./faults.ts";
import { SECRET_LIMITS } from "./limits.ts";
import { damaged, readStoreFile, storePath, writeStoreFile } from "./store-file.ts";
import { keyOf } from "./store-key.ts";
import { withLock } from "./with-lock.ts";

import type { SecretStore } from "./secret-store.ts";
import type { KeySource, StoreFile } from "./store-file.ts";

export type FileStoreOptions = {
  readonly folder: string;
  readonly passphrase?: string | undefined;
};

/** Everything in the file, by name. */
export type Secrets = ReadonlyMap<string, string>;

/** A file of which the secrets are in it. */
export type SealedFile = StoreFile & { readonly store: { readonly kind: "file" } };

/** The lock of everything small in the data folder: held for a read and a write, never while waiting for others. */
export function storeLockPath(folder: string): string {
  return join(folder, "secrets.lock");
}

/**
 * Opens the secrets of a folder whose `secrets.json` holds them.
 *
 * @throws Fault `passphrase-missing`, `passphrase-wrong`, `key-file-…`, `secrets-damaged`.
 */
export async function openFileStore(file: SealedFile, options: FileStoreOptions): Promise<SecretStore> {
  const { folder } = options;
  const keys = keyCache(options);
  await openSealed(file, { folder, keys });

  async function change(changed: (secrets: Map<string, string>) => boolean): Promise<boolean> {
    return withLock(storeLockPath(folder), async () => {
      const current = await readSealed(folder);
      const secrets = new Map(await openSealed(current, { folder, keys }));
      if (!changed(secrets)) return false;
      await writeSealed(secrets, { folder, id: current.id, source: current.store.key, keys });
      return true;
    });
  }

  return {
    place: file.store.key.kind,
    async get(name) {
      return (await openSealed(await readSealed(folder), { folder, keys })).get(name);
    },
    async set(name, value) {
      expectSize(name, value);
      await change((secrets) => secrets.set(name, value).has(name));
    },
    delete: (name) => change((secrets) => secrets.delete(name)),
  };
}

/** Brings each key once: deriving one is slow on purpose. */
export type Keys = (source: KeySource) => Promise<Buffer>;

export function keyCache(options: FileStoreOptions): Keys {
  const known = new Map<string, Buffer>();
  return async function key(source) {
    const name = JSON.stringify(source);
    const found = known.get(name) ?? (await keyOf(source, options));
    known.set(name, found);
    return found;
  };
}

/** @throws Fault `secrets-damaged` when the file is gone or has become another kind meanwhile. */
export async function readSealed(folder: string): Promise<SealedFile> {
  const file = await readStoreFile(folder);
  if (file === undefined) throw damaged(storePath(folder), "it is gone");
  const { store } = file;
  if (store.kind !== "file") throw damaged(storePath(folder), "it names a keyring by now");
  return { ...file, store };
}

/** @throws Fault `passphrase-wrong`, `secrets-damaged`, and what bringing the key throws. */
export async function openSealed(
  { id, store }: SealedFile,
  { folder, keys }: { readonly folder: string; readonly keys: Keys },
): Promise<Secrets> {
  const text = unseal(store.sealed, { key: await keys(store.key), context: contextOf(id, store.key) });
  if (text !== undefined) return new Map(entriesOf(JSON.parse(text)));
  const path = storePath(folder);
  if (store.key.kind === "key_file") throw damaged(path, "it was changed after it was encrypted");
  throw secretFault("passphrase-wrong", {
    message: `Cannot open the secrets in "${path}": they were encrypted with another passphrase`,
    hint: "Set CHATTY_PASSPHRASE to that one, or remove secrets.json and log in again",
  });
}

/** Needs the lock of the folder. */
export async function writeSealed(
  secrets: Secrets,
  {
    folder,
    id,
    source,
    keys,
  }: { readonly folder: string; readonly id: string; readonly source: KeySource; readonly keys: Keys },
): Promise<void> {
  const sealed = seal(JSON.stringify([...secrets]), {
    key: await keys(source),
    context: contextOf(id, source),
  });
  await writeStoreFile(folder, { id, store: { kind: "file", key: source, sealed } });
}

/** @throws Fault `secret-too-large`. */
export function expectSize(name: string, value: string): void {
  const sizeBytes = Buffer.byteLength(value);
  if (sizeBytes <= SECRET_LIMITS.secretSizeBytes) return;
  throw secretFault("secret-too-large", {
    message: `Cannot keep the secret "${name}": ${sizeBytes} bytes, at most ${SECRET_LIMITS.secretSizeBytes}`,
    hint: "Ask the provider for smaller tokens, for example with fewer scopes",
  });
}

/** What is not secret in the file must not be exchanged either. */
function contextOf(id: string, source: KeySource): string {
  return JSON.stringify([id, source]);
}

/** The list was authenticated, so it is what this program wrote. */
function entriesOf(value: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (!Array.isArray(entry)) return [];
    const [name, secret]: readonly unknown[] = entry;
    return typeof name === "string" && typeof secret === "string" ? [[name, secret] as const] : [];
  });
}
