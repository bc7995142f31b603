/** A credential that is good for the next request: refreshed before it ends, once for all who need it. */

import { Fault } from "@slipway/fault";

import { accountExpired, accountUnknown } from "./account-vault.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";

import type { Clock } from "../secrets/clock.ts";
import type { Vault } from "./account-vault.ts";
import type { Credential, Tokens } from "./credential.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type { OAuthProvider, Provider } from "./provider.ts";

export type FreshOptions = {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly clientOf: (provider: OAuthProvider) => Promise<OAuthClient>;
};

export type Freshener = (account: string, provider: Provider) => Promise<Credential>;

/**
 * Makes the function that brings credentials. A server that changes refresh tokens with every use takes each one once:
 * so the account is locked over all processes while it is asked, and what is in the store by then is looked at first.
 *
 * The function throws Fault `account-expired` when only a new login helps, and `provider-…` when the token is over and
 * no new one can be had now.
 */
export function credentialFreshener({ vault, clock, clientOf }: FreshOptions): Freshener {
  const refreshing = new Map<string, Promise<Credential>>();

  async function refreshed(account: string, provider: OAuthProvider): Promise<Credential> {
    return vault.locked(account, async () => {
      const current = await credentialOf(account);
      if (current.kind !== "oauth" || isFresh(current, clock)) return current;
      const client = await clientOf(provider);
      const tokens = await (current.refreshToken === undefined
        ? undefined
        : client.refresh(current.refreshToken));
      if (tokens !== undefined) {
        await vault.saveOrKeep({ account, provider, credential: tokens }, current);
        return tokens;
      }
      if (!isOver(current, clock) && current.refreshToken === undefined) return current;
      await vault.expire(account);
      throw accountExpired(account);
    });
  }

  async function credentialOf(account: string): Promise<Credential> {
    const credential = await vault.credential(account);
    if (credential !== undefined) return credential;
    const records = await vault.records();
    throw records.has(account) ? accountExpired(account) : accountUnknown(account, records);
  }

  return async function freshCredential(account, provider) {
    await vault.saveKept(account);
    const current = await credentialOf(account);
    if (current.kind !== "oauth" || provider.kind === "api_key" || isFresh(current, clock)) return current;
    const refresh = refreshing.get(account) ?? refreshed(account, provider);
    refreshing.set(account, refresh);
    try {
      return await refresh;
    } catch (error) {
      // Until the token is over, trouble with getting the next one is nobody's.
      const isLost = error instanceof Fault && error.code.startsWith("account-");
      if (isLost || isOver(current, clock)) throw error;
      return current;
    } finally {
      if (refreshing.get(account) === refresh) refreshing.delete(account);
    }
  };
}

function isFresh({ expiresAtMs }: Tokens, clock: Clock): boolean {
  return expiresAtMs === undefined || expiresAtMs - clock.nowMs() > ACCOUNT_LIMITS.refreshMarginMs;
}

function isOver({ expiresAtMs }: Tokens, clock: Clock): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= clock.nowMs();
}
