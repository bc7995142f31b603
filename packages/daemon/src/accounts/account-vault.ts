/** Accounts as they are kept: a record without secrets, and the credential in the secret store. */

import { join } from "node:path";

import { suggest } from "@slipway/fault";

import { openSecrets } from "../secrets/open-secrets.ts";
import { type RotateOptions, rotateKey } from "../secrets/rotate-key.ts";
import { readStoreFile } from "../secrets/store-file.ts";
import { withLock } from "../secrets/with-lock.ts";
import { changeRecords, readRecords } from "./account-records.ts";
import { credentialText, parseCredential, secretName } from "./credential.ts";
import { accountFault } from "./faults.ts";
import { keptCredentials, type Parts } from "./kept-credentials.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";

import type { Clock } from "../secrets/clock.ts";
import type { Keyring } from "../secrets/keyring.ts";
import type { SecretPlace, SecretStore } from "../secrets/secret-store.ts";
import type { StoreLog } from "../store/store-log.ts";
import type { AccountRecord, Records } from "./account-records.ts";
import type { Credential } from "./credential.ts";

export type VaultOptions = {
  readonly folder: string;
  readonly passphrase?: string | undefined;
  readonly keyring?: Keyring | undefined;
  readonly clock: Clock;
  readonly log?: StoreLog | undefined;
};

export type Vault = {
  /** Opens the secret store, if it is not open, or again with this passphrase. */
  readonly open: (passphrase?: string) => Promise<SecretStore>;
  /** Another key for all secrets; who opens the store meanwhile gets it with that key. Needs the locks of all accounts. */
  readonly rotate: (options: Pick<RotateOptions, "passphrase" | "to">) => Promise<SecretStore>;
  /** The store, if it is open. */
  readonly opened: () => SecretStore | undefined;
  /** Where the secrets are by now, whoever has moved them; null until the store is open. */
  readonly place: () => Promise<SecretPlace | null>;
  /** Why it is not open, where that was tried. */
  readonly trouble: () => unknown;
  readonly records: () => Promise<Records>;
  /** The newest, saved or kept. */
  readonly credential: (account: string) => Promise<Credential | undefined>;
  /** Needs the account's lock. The secret first: a record never stands for a secret that was not saved. */
  readonly save: (parts: Parts) => Promise<AccountRecord>;
  /**
   * Needs the account's lock. The same for a credential that no provider gives twice: one that cannot be saved is kept
   * in memory, and `saveKept` tries again.
   */
  readonly saveOrKeep: (parts: Parts, replaces: Credential) => Promise<void>;
  /** Takes the account's lock when there is something to save. Never rejects. */
  readonly saveKept: (account: string) => Promise<void>;
  /** Needs the account's lock. Marks an account that the provider does not take any more, and forgets its secret. */
  readonly expire: (account: string) => Promise<void>;
  /** Needs the account's lock. */
  readonly remove: (account: string) => Promise<void>;
  /** One at a time for each account, over all processes; held while providers are asked. */
  readonly locked: <Result>(account: string, action: () => Promise<Result>) => Promise<Result>;
};

/** Touches nothing before the first call. */
export function accountVault(options: VaultOptions): Vault {
  const { folder, log = () => {} } = options;
  const { open, rotate, opened, trouble } = storeOpener(options);

  async function stored(account: string): Promise<Credential | undefined> {
    const text = await (await open()).get(secretName(account));
    return text === undefined ? undefined : parseCredential(text);
  }

  async function save(parts: Parts): Promise<AccountRecord> {
    const { account, credential } = parts;
    await (await open()).set(secretName(account), credentialText(credential));
    const record = recordOf(parts);
    await changeRecords((records) => records.set(account, record), folder);
    kept.forget(account);
    return record;
  }

  function locked<Result>(account: string, action: () => Promise<Result>): Promise<Result> {
    const path = join(folder, "locks", `account-${account}.lock`);
    return withLock(path, action, { waitMs: ACCOUNT_LIMITS.refreshLockMs });
  }
  const kept = keptCredentials({ save, stored, locked, log });

  return {
    open,
    rotate,
    opened,
    async place() {
      const store = opened();
      if (store === undefined) return null;
      // Whoever needs a secret is told what is wrong with the file.
      const file = await readStoreFile(folder).catch(() => undefined);
      return file?.store.kind === "file" ? file.store.key.kind : store.place;
    },
    trouble,
    records: () => readRecords(folder),
    credential: async (account) => kept.of(account) ?? stored(account),
    save,
    saveOrKeep: kept.saveOrKeep,
    saveKept: kept.saveKept,
    async expire(account) {
      await changeRecords((records) => {
        const record = records.get(account);
        if (record !== undefined) records.set(account, { ...record, state: "expired" });
      }, folder);
      await (await open()).delete(secretName(account));
      kept.forget(account);
    },
    async remove(account) {
      await (await open()).delete(secretName(account));
      await changeRecords((records) => records.delete(account), folder);
      kept.forget(account);
    },
    locked,
  };
}

/** Opens one after the other: a store that is opened while its key changes would not open anything. */
function storeOpener(options: VaultOptions): Pick<Vault, "open" | "rotate" | "opened" | "trouble"> {
  let store: SecretStore | undefined;
  let busy: Promise<unknown> = Promise.resolve();
  let asked: Promise<SecretStore> | undefined;
  let failure: unknown;

  /** What is open stays so when it fails. */
  function next(make: () => Promise<SecretStore>): Promise<SecretStore> {
    asked = undefined;
    const made = busy.then(make).then((opened) => (store = opened));
    busy = made.catch((error: unknown) => (failure = error));
    return made;
  }

  return {
    async open(passphrase) {
      // Given anew where it was changed by another process.
      if (passphrase !== undefined) return next(() => openSecrets({ ...options, passphrase }));
      // Another passphrase, or an unlocked keyring, may help the next time: only success is remembered.
      asked ??= next(async () => store ?? openSecrets(options)).finally(() => (asked = undefined));
      return asked;
    },
    rotate: ({ passphrase, to }) =>
      next(async () => {
        await rotateKey({ folder: options.folder, passphrase, to });
        return openSecrets({ ...options, passphrase: to.kind === "passphrase" ? to.passphrase : "" });
      }),
    opened: () => store,
    trouble: () => (store === undefined ? failure : undefined),
  };
}

function recordOf({ account, provider, credential }: Parts): AccountRecord {
  const isOAuth = credential.kind === "oauth";
  return {
    account,
    provider: provider.id,
    kind: provider.kind,
    state: "ready",
    ...(isOAuth && credential.expiresAtMs !== undefined ? { expiresAtMs: credential.expiresAtMs } : {}),
    renews: isOAuth && credential.refreshToken !== undefined,
  };
}

/** For an account that only a new login helps. */
export function accountExpired(account: string): Error {
  return accountFault("account-expired", {
    message: `Cannot use the account "${account}": the provider does not take it any more`,
    hint: "Log in to it again",
  });
}

/** For a name that no account of `records` has. */
export function accountUnknown(account: string, records: Records): Error {
  const known = [...records.keys()];
  return accountFault("account-unknown", {
    message: `Cannot use the account "${account}": there is none of that name`,
    hint: known.length > 0 ? suggest(account, known) : 'Log in with "chatty accounts login PROVIDER"',
  });
}
