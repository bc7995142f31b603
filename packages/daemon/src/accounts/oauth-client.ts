/** OAuth 2 with one provider. Loaded when it is needed, since it brings the protocol's library. */

import {
  allowInsecureRequests,
  type AuthorizationServer,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discoveryRequest,
  None,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
} from "oauth4webapi";

import { boundedFetch } from "./bounded-fetch.ts";
import { authorizationUrl, type CodeLogin, exchangeCode } from "./oauth-code.ts";
import { type OAuthContext, type OAuthOptions, tokensOf } from "./oauth-context.ts";
import { type DeviceLogin, type DevicePoll, pollDevice, startDevice } from "./oauth-device.ts";
import { oauthErrorOf, refusal } from "./oauth-refusal.ts";
import { withoutIdTokens } from "./without-id-tokens.ts";

import type { Clock } from "../secrets/clock.ts";
import type { Tokens } from "./credential.ts";
import type { OAuthProvider } from "./provider.ts";

export type OAuthClient = {
  /** The address for the user's browser. */
  readonly authorizationUrl: (login: CodeLogin) => Promise<string>;
  readonly exchangeCode: (parameters: URLSearchParams, login: CodeLogin) => Promise<Tokens>;
  readonly startDevice: () => Promise<DeviceLogin>;
  readonly pollDevice: (deviceCode: string) => Promise<DevicePoll>;
  /** Undefined when the provider does not take the refresh token any more (`invalid_grant`). */
  readonly refresh: (refreshToken: string) => Promise<Tokens | undefined>;
  /** RFC 7009. False where the provider has no way to revoke. */
  readonly revoke: (token: string) => Promise<boolean>;
};

/**
 * The functions throw Fault `provider-unreachable` when there is no answer, `provider-refused` when it cannot be used,
 * `login-denied` when it is no. Metadata are fetched once, at the first use.
 */
export function oauthClient(provider: OAuthProvider, { clock }: { readonly clock: Clock }): OAuthClient {
  const options: OAuthOptions = {
    [customFetch]: withoutIdTokens(boundedFetch()),
    [allowInsecureRequests]: true,
  };
  const client = { client_id: provider.clientId };
  const context: OAuthContext = { provider, clock, client, auth: clientAuth(provider), options };
  let found: Promise<AuthorizationServer> | undefined;

  /** Turns everything the library throws into faults without a trace of what was sent or received. */
  async function asking<Result>(ask: (as: AuthorizationServer) => Promise<Result>): Promise<Result> {
    try {
      found ??= serverOf(provider, options);
      const as = await found.catch((error: unknown) => {
        found = undefined;
        throw error;
      });
      return await ask(as);
    } catch (error) {
      throw refusal(error, provider.id);
    }
  }

  return {
    authorizationUrl: (login) => asking((as) => authorizationUrl(as, provider, login)),
    exchangeCode: (parameters, login) => asking((as) => exchangeCode(as, context, { parameters, login })),
    startDevice: () => asking((as) => startDevice(as, context)),
    pollDevice: (deviceCode) => asking((as) => pollDevice(as, context, deviceCode)),
    refresh: (refreshToken) => asking((as) => refresh(as, context, refreshToken)),
    revoke: (token) => asking((as) => revoke(as, context, token)),
  };
}

function clientAuth({ clientSecret, clientAuth: way }: OAuthProvider): ClientAuth {
  if (clientSecret === undefined) return None();
  return way === "post" ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
}

async function serverOf(
  { issuer, endpoints }: OAuthProvider,
  options: OAuthOptions,
): Promise<AuthorizationServer> {
  if (endpoints !== undefined) {
    const { authorization, deviceAuthorization, token, revocation } = endpoints;
    return {
      issuer: issuer ?? new URL(token).origin,
      token_endpoint: token,
      ...(authorization === undefined ? {} : { authorization_endpoint: authorization }),
      ...(deviceAuthorization === undefined ? {} : { device_authorization_endpoint: deviceAuthorization }),
      ...(revocation === undefined ? {} : { revocation_endpoint: revocation }),
    };
  }
  const url = new URL(issuer ?? "");
  const oidc = await discoveryRequest(url, options);
  // A server that is no OpenID provider has its metadata elsewhere (RFC 8414, section 3).
  const isElsewhere = oidc.status === 404;
  const found = isElsewhere ? await discoveryRequest(url, { ...options, algorithm: "oauth2" }) : oidc;
  return processDiscoveryResponse(url, found);
}

async function refresh(
  as: AuthorizationServer,
  context: OAuthContext,
  refreshToken: string,
): Promise<Tokens | undefined> {
  const { client, auth, options } = context;
  const response = await refreshTokenGrantRequest(as, client, auth, refreshToken, options);
  try {
    // RFC 6749, section 6: without a new one the old one stays.
    return { refreshToken, ...tokensOf(await processRefreshTokenResponse(as, client, response), context) };
  } catch (error) {
    if (oauthErrorOf(error) === "invalid_grant") return undefined;
    throw error;
  }
}

async function revoke(
  as: AuthorizationServer,
  { client, auth, options }: OAuthContext,
  token: string,
): Promise<boolean> {
  if (as.revocation_endpoint === undefined) return false;
  await processRevocationResponse(await revocationRequest(as, client, auth, token, options));
  return true;
}
