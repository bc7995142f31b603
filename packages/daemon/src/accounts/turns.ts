/** Accounts of one provider take turns. */

import { accountExpired } from "./account-vault.ts";
import { viewOf } from "./account-view.ts";
import { accountFault } from "./faults.ts";

import type { AccountsEnv } from "./accounts.ts";

/**
 * The function names the account of a provider whose turn it is: by name, round and round, without those that have
 * expired. It throws Fault `account-unknown` where nobody is logged in, `account-expired`, `provider-…` and `accounts-…`.
 */
export function accountTurns({
  vault,
  clock,
  providerOf,
}: AccountsEnv): (provider: string) => Promise<string> {
  const last = new Map<string, string>();
  return async function nextAccount(provider) {
    await providerOf(provider);
    const records = [...(await vault.records()).values()].filter((record) => record.provider === provider);
    const [first] = records;
    if (first === undefined) throw noAccount(provider);
    const ready = records.filter((record) => viewOf(record, clock).state === "ready");
    const names = ready.map(({ account }) => account).toSorted();
    const next = names.find((name) => name > (last.get(provider) ?? "")) ?? names[0];
    if (next === undefined) throw accountExpired(first.account);
    last.set(provider, next);
    return next;
  };
}

function noAccount(provider: string): Error {
  return accountFault("account-unknown", {
    message: `Cannot use an account of "${provider}": there is none`,
    hint: `Log in with "chatty accounts login ${provider}"`,
  });
}
