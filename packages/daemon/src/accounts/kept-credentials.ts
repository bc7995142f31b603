/** Credentials that the secret store did not take: what a provider gives only once must not be lost with one write. */

import { Fault } from "@slipway/fault";

import { credentialText } from "./credential.ts";

import type { StoreLog } from "../store/store-log.ts";
import type { AccountRecord } from "./account-records.ts";
import type { Vault } from "./account-vault.ts";
import type { Credential } from "./credential.ts";
import type { Provider } from "./provider.ts";

export type Parts = {
  readonly account: string;
  readonly provider: Provider;
  readonly credential: Credential;
};

export type KeptCredentials = Pick<Vault, "saveOrKeep" | "saveKept"> & {
  readonly of: (account: string) => Credential | undefined;
  readonly forget: (account: string) => void;
};

export type KeptOptions = {
  readonly save: (parts: Parts) => Promise<AccountRecord>;
  readonly stored: (account: string) => Promise<Credential | undefined>;
  readonly locked: Vault["locked"];
  readonly log: StoreLog;
};

/** They end with the process. */
export function keptCredentials({ save, stored, locked, log }: KeptOptions): KeptCredentials {
  const kept = new Map<string, { readonly parts: Parts; readonly replaces: Credential }>();

  async function saveOrLog({ account, ...parts }: Parts): Promise<void> {
    try {
      await save({ account, ...parts });
    } catch (error) {
      const code = error instanceof Fault ? error.code : "unknown";
      log("error", "A new credential could not be saved and is only in memory", { account, error: code });
    }
  }

  async function saveAgain(account: string): Promise<void> {
    const found = kept.get(account);
    if (found === undefined) return;
    const now = await stored(account);
    const known = [found.replaces, found.parts.credential].map(credentialText);
    // Somebody has logged in or out meanwhile: that counts.
    if (now === undefined || !known.includes(credentialText(now))) kept.delete(account);
    else await saveOrLog(found.parts);
  }

  return {
    of: (account) => kept.get(account)?.parts.credential,
    forget: (account) => void kept.delete(account),
    async saveOrKeep(parts, replaces) {
      const before = kept.get(parts.account);
      kept.set(parts.account, { parts, replaces: before?.replaces ?? replaces });
      await saveOrLog(parts);
    },
    async saveKept(account) {
      if (!kept.has(account)) return;
      try {
        await locked(account, () => saveAgain(account));
      } catch {
        // It is still kept, and good for what it is needed for now.
      }
    },
  };
}
