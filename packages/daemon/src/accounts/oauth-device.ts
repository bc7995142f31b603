/** Device authorization (RFC 8628): the code for the user, and the question whether they have agreed. */

import {
  type AuthorizationServer,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
  processDeviceCodeResponse,
} from "oauth4webapi";

import { accountFault } from "./faults.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";
import { type OAuthContext, scopeOf, tokensOf } from "./oauth-context.ts";
import { oauthErrorOf } from "./oauth-refusal.ts";
import { isSafeUrl } from "./safe-url.ts";

import type { Tokens } from "./credential.ts";

export type DeviceLogin = {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly url: string;
  readonly completeUrl?: string;
  readonly expiresInMs: number;
  readonly intervalMs?: number;
};

export type DevicePoll =
  | { readonly kind: "tokens"; readonly tokens: Tokens }
  | { readonly kind: "pending" | "slow_down" | "expired" | "denied" };

/** Section 3.5. */
const POLL_ERRORS: ReadonlyMap<string, Exclude<DevicePoll["kind"], "tokens">> = new Map([
  ["authorization_pending", "pending"],
  ["slow_down", "slow_down"],
  ["expired_token", "expired"],
  ["access_denied", "denied"],
]);

/** Something that a person can read and type. */
const USER_CODE = /^[\x20-\x7e]{1,100}$/u;

/** Section 3.1. */
export async function startDevice(as: AuthorizationServer, context: OAuthContext): Promise<DeviceLogin> {
  const { provider, client, auth, options } = context;
  const parameters = { ...provider.parameters, ...scopeOf(provider) };
  const answer = await deviceAuthorizationRequest(as, client, auth, parameters, options);
  const response = await processDeviceAuthorizationResponse(as, client, answer);
  const { verification_uri: url, verification_uri_complete: completeUrl, interval } = response;
  const isShowable = isSafeUrl(url) && (completeUrl === undefined || isSafeUrl(completeUrl));
  if (!isShowable || !USER_CODE.test(response.user_code)) throw unshowable(provider.id);
  return {
    deviceCode: response.device_code,
    userCode: response.user_code,
    url,
    ...(completeUrl === undefined ? {} : { completeUrl }),
    expiresInMs: response.expires_in * 1000,
    ...(interval === undefined
      ? {}
      : { intervalMs: Math.max(ACCOUNT_LIMITS.fastestPollMs, interval * 1000) }),
  };
}

/** Section 3.4: one question. */
export async function pollDevice(
  as: AuthorizationServer,
  context: OAuthContext,
  deviceCode: string,
): Promise<DevicePoll> {
  const { client, auth, options } = context;
  const response = await deviceCodeGrantRequest(as, client, auth, deviceCode, options);
  try {
    return {
      kind: "tokens",
      tokens: tokensOf(await processDeviceCodeResponse(as, client, response), context),
    };
  } catch (error) {
    const kind = POLL_ERRORS.get(oauthErrorOf(error) ?? "");
    if (kind === undefined) throw error;
    return { kind };
  }
}

function unshowable(provider: string): Error {
  return accountFault("provider-refused", {
    message: `Cannot log in to "${provider}": its code or the address for it is none that can be shown`,
    hint: "Check what providers.json declares of the provider",
  });
}
