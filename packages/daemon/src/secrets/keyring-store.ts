/** Secrets as items of the system's keyring. Long ones are cut, since Windows takes 2560 bytes an item. */

import type { Clock } from "./clock.ts";
import { secretFault } from "./faults.ts";
import { expectSize, storeLockPath } from "./file-store.ts";
import { boundedKeyring, isAbsent, type Keyring, unavailable } from "./keyring.ts";
import { SECRET_LIMITS } from "./limits.ts";
import { withLock } from "./with-lock.ts";

import type { SecretStore } from "./secret-store.ts";

export type KeyringStoreOptions = {
  readonly folder: string;
  /** The data folder's own id: the prefix of all its items. */
  readonly id: string;
  readonly keyring: Keyring;
  readonly clock?: Clock;
};

/** An item that is there as long as the keyring is the one that was chosen, and unlocked. */
const MARKER = "in-use";
/** The parts of a long secret lie under one of two names, so that the old ones stay until the new ones are there. */
const GENERATIONS = ["a", "b"] as const;

/** What an item of a name holds: the secret, or how many parts of which generation it has. */
type Head =
  | { readonly kind: "whole"; readonly value: string }
  | { readonly kind: "parts"; readonly generation: (typeof GENERATIONS)[number]; readonly count: number };

/**
 * Whether there is a keyring that keeps what it is given; leaves the marker in it when it does.
 *
 * @throws Fault `keyring-unavailable` for one that is locked or silent: whether it is used is chosen only once.
 */
export async function claimKeyring(options: KeyringStoreOptions): Promise<boolean> {
  const keyring = boundedKeyring(options.keyring, options);
  try {
    await keyring.set(itemName(options.id, MARKER), MARKER);
    return await hasMarker(keyring, options.id);
  } catch (error) {
    if (isAbsent(error)) return false;
    throw secretFault("keyring-unavailable", {
      message: `Cannot choose where to keep secrets: ${messageOf(error)}`,
      hint: "Unlock the keyring and try again, or set CHATTY_KEYRING=off to keep them in an encrypted file",
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "the keyring failed";
}

/**
 * Opens the secrets of a folder that are in the keyring.
 *
 * @throws Fault `keyring-unavailable` when it is locked, silent, or not the one that was chosen.
 */
export async function openKeyringStore(options: KeyringStoreOptions): Promise<SecretStore> {
  const { folder, id } = options;
  const keyring = boundedKeyring(options.keyring, options);
  await expectMarker(keyring, id);
  return {
    place: "keyring",
    async get(name) {
      const item = itemName(id, name);
      const head = await readHead(keyring, item);
      if (head?.kind === "whole") return decode(head.value);
      // A locked keyring answers as if it were empty.
      if (head === undefined) await expectMarker(keyring, id);
      return head && withLock(storeLockPath(folder), () => readParts(keyring, item));
    },
    async set(name, value) {
      expectSize(name, value);
      await withLock(storeLockPath(folder), () => write(keyring, itemName(id, name), value));
    },
    async delete(name) {
      await expectMarker(keyring, id);
      return withLock(storeLockPath(folder), () => remove(keyring, itemName(id, name)));
    },
  };
}

function itemName(id: string, name: string): string {
  return `${id}/${name}`;
}

async function hasMarker(keyring: Keyring, id: string): Promise<boolean> {
  return (await keyring.get(itemName(id, MARKER))) === MARKER;
}

async function expectMarker(keyring: Keyring, id: string): Promise<void> {
  if (await hasMarker(keyring, id)) return;
  throw unavailable("read", "it is locked, or another one than the accounts were saved in");
}

async function readHead(keyring: Keyring, item: string): Promise<Head | undefined> {
  const text = await keyring.get(item);
  if (text === null) return undefined;
  if (text.startsWith("=")) return { kind: "whole", value: text.slice(1) };
  const generation = GENERATIONS.find((name) => text.startsWith(name));
  if (generation === undefined) return undefined;
  return { kind: "parts", generation, count: Number(text.slice(1)) };
}

/** Needs the lock: meanwhile the parts may become others. */
async function readParts(keyring: Keyring, item: string): Promise<string | undefined> {
  const head = await readHead(keyring, item);
  if (head?.kind !== "parts") return head && decode(head.value);
  let text = "";
  for (let index = 0; index < head.count; index++) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- keyrings are asked one thing at a time
    const part = await keyring.get(partName(item, head.generation, index));
    if (part === null) return undefined;
    text += part;
  }
  return decode(text);
}

/** The head is written last: until then the old value is the one that is read. */
async function write(keyring: Keyring, item: string, value: string): Promise<void> {
  const text = Buffer.from(value).toString("base64url");
  const old = await readHead(keyring, item);
  if (text.length < SECRET_LIMITS.keyringItemCharacters) {
    await keyring.set(item, `=${text}`);
  } else {
    const generation = old?.kind === "parts" && old.generation === "a" ? "b" : "a";
    const parts = cut(text, SECRET_LIMITS.keyringItemCharacters);
    for (const [index, part] of parts.entries()) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- keyrings are asked one thing at a time
      await keyring.set(partName(item, generation, index), part);
    }
    await keyring.set(item, `${generation}${parts.length}`);
  }
  if (old?.kind === "parts") await removeParts(keyring, item, old.generation);
}

async function remove(keyring: Keyring, item: string): Promise<boolean> {
  const isThere = await keyring.delete(item);
  for (const generation of GENERATIONS) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- keyrings are asked one thing at a time
    await removeParts(keyring, item, generation);
  }
  return isThere;
}

async function removeParts(keyring: Keyring, item: string, generation: string): Promise<void> {
  // oxlint-disable-next-line eslint/no-await-in-loop -- ends at the first part that is not there
  for (let index = 0; await keyring.delete(partName(item, generation, index)); index++);
}

function partName(item: string, generation: string, index: number): string {
  return `${item}#${generation}${index}`;
}

function cut(text: string, length: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

function decode(text: string): string {
  return Buffer.from(text, "base64url").toString("utf8");
}
