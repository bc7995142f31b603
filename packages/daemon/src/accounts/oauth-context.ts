/** What every request to one provider needs, and what its answers with tokens become. */

import type {
  allowInsecureRequests,
  Client,
  ClientAuth,
  customFetch,
  TokenEndpointResponse,
} from "oauth4webapi";

import { HEADER_VALUE } from "./api-key.ts";
import { accountFault } from "./faults.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";

import type { Clock } from "../secrets/clock.ts";
import type { Fetch } from "./bounded-fetch.ts";
import type { Tokens } from "./credential.ts";
import type { OAuthProvider } from "./provider.ts";

export type OAuthContext = {
  readonly provider: OAuthProvider;
  readonly clock: Clock;
  readonly client: Client;
  readonly auth: ClientAuth;
  readonly options: OAuthOptions;
};

/** The library may ask for any address, since the fetch refuses all that are neither https nor on this machine. */
export type OAuthOptions = {
  readonly [customFetch]: Fetch;
  readonly [allowInsecureRequests]: true;
};

/** @throws Fault `provider-refused` for tokens that need more than to be shown. */
export function tokensOf(response: TokenEndpointResponse, { provider, clock }: OAuthContext): Tokens {
  if (response.token_type !== "bearer") {
    throw accountFault("provider-refused", {
      message: `Cannot authenticate with "${provider.id}": it gave a token that is none of type Bearer`,
      hint: "Ask the provider for a client that gets Bearer tokens",
    });
  }
  if (!HEADER_VALUE.test(response.access_token)) {
    throw accountFault("provider-refused", {
      message: `Cannot authenticate with "${provider.id}": it gave a token that no header can carry`,
      hint: "Check what providers.json declares of the provider",
    });
  }
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresInS } = response;
  return {
    kind: "oauth",
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresInS === undefined ? {} : { expiresAtMs: clock.nowMs() + lifeMs(expiresInS) }),
  };
}

/** Bounded, so that every time made of it is a date. */
function lifeMs(expiresInS: number): number {
  return Math.min(expiresInS * 1000, ACCOUNT_LIMITS.tokenLifeMs);
}

/** The parameter that asks for the declared scopes; none where none are. */
export function scopeOf({ scopes }: OAuthProvider): Readonly<Record<string, string>> {
  return scopes.length === 0 ? {} : { scope: scopes.join(" ") };
}
