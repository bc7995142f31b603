/** Logging in with a browser: authorization code with PKCE on a loopback redirect (RFC 8252, RFC 9700). */

import { randomBytes } from "node:crypto";

import { ACCOUNT_LIMITS } from "./limits.ts";
import { loginExpired, loginIncomplete, loginStopped } from "./login-faults.ts";
import { loopbackRedirect } from "./loopback-redirect.ts";

import type { Clock } from "../secrets/clock.ts";
import type { LoginFlow } from "./login-flow.ts";
import type { OAuthClient } from "./oauth-client.ts";

export type OAuthFlowOptions = {
  readonly provider: string;
  readonly client: OAuthClient;
  readonly clock: Clock;
};

/** Starts listening and makes the address to open. @throws what asking the provider for its metadata throws. */
export async function startCodeFlow({ provider, client, clock }: OAuthFlowOptions): Promise<LoginFlow> {
  // RFC 7636, section 4.1: 32 random bytes make a verifier of 43 characters.
  const [state, verifier] = [randomText(), randomText()];
  const redirect = loopbackRedirect(state);
  const login = { redirectUri: redirect.uri, state, verifier };
  const url = await client.authorizationUrl(login).catch((error: unknown) => {
    redirect.close();
    throw error;
  });
  const expiresAtMs = clock.nowMs() + ACCOUNT_LIMITS.loginMs;
  const stop = new AbortController();
  return {
    next: { kind: "open_url", url },
    expiresAtMs,
    give({ code, key }) {
      if (key !== undefined) throw loginIncomplete(provider, "an address, no key,");
      if (code !== undefined && !redirect.accept(parametersOf(code)))
        throw loginIncomplete(
          provider,
          "the whole address that the browser was sent to at the end of this login",
        );
    },
    async finish() {
      const waited = new AbortController();
      const end = AbortSignal.any([stop.signal, waited.signal]);
      const late = clock.wait(expiresAtMs - clock.nowMs(), end).then(() => undefined);
      const parameters = await Promise.race([redirect.arrived, late]);
      waited.abort();
      if (parameters === undefined)
        throw clock.nowMs() < expiresAtMs ? loginStopped(provider) : loginExpired(provider);
      return { kind: "credential", credential: await client.exchangeCode(parameters, login) };
    },
    close() {
      stop.abort();
      redirect.close();
    },
  };
}

function randomText(): string {
  return randomBytes(32).toString("base64url");
}

/** Of an address, or of what follows its question mark. */
function parametersOf(text: string): URLSearchParams {
  const trimmed = text.trim();
  return URL.canParse(trimmed) ? new URL(trimmed).searchParams : new URLSearchParams(trimmed);
}
