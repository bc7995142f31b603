/** Logging out: at the provider where it can be asked, and here in any case. */

import { accountUnknown } from "./account-vault.ts";

import type { LogoutParams, LogoutResult } from "./account-methods.ts";
import type { AccountRecord } from "./account-records.ts";
import type { AccountsEnv } from "./accounts.ts";

/** The function throws Fault `account-unknown`, and of the secret store. */
export function logoutMethod(env: AccountsEnv): (params: LogoutParams) => Promise<LogoutResult> {
  const { vault } = env;
  return async function logout({ account }) {
    // Names of accounts are safe for the name of a lock; others are not there.
    const known = await vault.records();
    if (!known.has(account)) throw accountUnknown(account, known);
    return vault.locked(account, async () => {
      const records = await vault.records();
      const record = records.get(account);
      if (record === undefined) throw accountUnknown(account, records);
      const revoked = await revoke(record, env);
      await vault.remove(account);
      return { account, revoked };
    });
  };
}

/** The refresh token first: servers end what came of it with it (RFC 7009, section 2.1). */
async function revoke(
  { account, provider: id }: AccountRecord,
  { vault, providers, clientOf }: AccountsEnv,
): Promise<boolean> {
  const credential = await vault.credential(account);
  if (credential?.kind !== "oauth") return false;
  try {
    const provider = (await providers()).find((declared) => declared.id === id);
    if (provider === undefined || provider.kind === "api_key") return false;
    const client = await clientOf(provider);
    const { accessToken, refreshToken } = credential;
    const isRevoked = refreshToken === undefined || (await client.revoke(refreshToken));
    return (await client.revoke(accessToken)) && isRevoked;
  } catch {
    // The answer says that nothing was revoked; why it was not does not keep the account from being forgotten.
    return false;
  }
}
