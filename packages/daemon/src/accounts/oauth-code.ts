/** Authorization code with PKCE: the address to open, and tokens for what comes back from it. */

import {
  authorizationCodeGrantRequest,
  type AuthorizationServer,
  calculatePKCECodeChallenge,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from "oauth4webapi";

import { accountFault } from "./faults.ts";
import { type OAuthContext, scopeOf, tokensOf } from "./oauth-context.ts";
import { isSafeUrl } from "./safe-url.ts";

import type { Tokens } from "./credential.ts";
import type { OAuthProvider } from "./provider.ts";

export type CodeLogin = { readonly redirectUri: string; readonly state: string; readonly verifier: string };

/** RFC 6749, section 4.1.1; RFC 7636 with S256. */
export async function authorizationUrl(
  as: AuthorizationServer,
  provider: OAuthProvider,
  { redirectUri, state, verifier }: CodeLogin,
): Promise<string> {
  if (!isSafeUrl(as.authorization_endpoint)) {
    throw accountFault("provider-refused", {
      message: `Cannot log in to "${provider.id}": it names no https address for logging in`,
      hint: "Check the issuer, or declare the provider's endpoints",
    });
  }
  const url = new URL(as.authorization_endpoint);
  const own = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  const all = { ...provider.parameters, ...scopeOf(provider), ...own };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.href;
}

/** Checks `state` and `iss` (RFC 9207) of what the browser brought, then exchanges the code. */
export async function exchangeCode(
  as: AuthorizationServer,
  context: OAuthContext,
  { parameters, login }: { readonly parameters: URLSearchParams; readonly login: CodeLogin },
): Promise<Tokens> {
  const { provider, client, auth, options } = context;
  const issuer = issuedBy(as, provider, parameters);
  const checked = validateAuthResponse(issuer, client, parameters, login.state);
  const { redirectUri, verifier } = login;
  const response = await authorizationCodeGrantRequest(
    issuer,
    client,
    auth,
    checked,
    redirectUri,
    verifier,
    options,
  );
  return tokensOf(await processAuthorizationCodeResponse(issuer, client, response), context);
}

/** Where no issuer is known there is none to compare with: this login's own state and port must do (RFC 9700, 4.4.2). */
function issuedBy(
  as: AuthorizationServer,
  { issuer }: OAuthProvider,
  parameters: URLSearchParams,
): AuthorizationServer {
  return issuer === undefined ? { ...as, issuer: parameters.get("iss") ?? as.issuer } : as;
}
