/** API keys: logging in with one, with a second factor where the provider wants it, and the header that carries it. */

import { boundedFetch } from "./bounded-fetch.ts";
import { accountFault } from "./faults.ts";
import { ACCOUNT_LIMITS } from "./limits.ts";
import { loginIncomplete, loginStopped } from "./login-faults.ts";
import { isRecord, isText, parsedJson } from "./shapes.ts";

import type { Clock } from "../secrets/clock.ts";
import type { LoginFlow, LoginInput, LoginOutcome } from "./login-flow.ts";
import type { ApiKeyProvider } from "./provider.ts";

/** RFC 9110, section 5.5: what may be in a header's value, without the white space that would be cut off. */
export const HEADER_VALUE: RegExp = /^[\x21-\x7e]+$/u;

/** The header that shows the key, or the session that was got for it. */
export function keyHeaders(
  { header = "authorization", scheme }: ApiKeyProvider,
  key: string,
): Readonly<Record<string, string>> {
  const word = scheme ?? (header.toLowerCase() === "authorization" ? "Bearer" : undefined);
  return { [header]: word === undefined ? key : `${word} ${key}` };
}

/** Asks for the key; it is checked by the provider's declared request, if there is one. */
export function startKeyFlow(provider: ApiKeyProvider, { clock }: { readonly clock: Clock }): LoginFlow {
  const stop = new AbortController();
  let given: LoginInput = {};
  let wantsCode = false;
  return {
    next: { kind: "give_key" },
    expiresAtMs: clock.nowMs() + ACCOUNT_LIMITS.loginMs,
    give({ key = given.key, code }) {
      const isUsable = [key, code].every((text) => text === undefined || HEADER_VALUE.test(text.trim()));
      if (!isUsable)
        throw loginIncomplete(provider.id, "a key or code without spaces and special characters");
      given = { key: key?.trim(), code: code?.trim() };
    },
    async finish() {
      const { key, code } = given;
      given = { key };
      if (key === undefined) throw loginIncomplete(provider.id, "a key");
      if (wantsCode && code === undefined)
        throw loginIncomplete(provider.id, "the code of the second factor");
      const outcome = await checked(provider, { key, code, stop: stop.signal });
      if (stop.signal.aborted) throw loginStopped(provider.id);
      wantsCode = outcome.kind === "next";
      return outcome;
    },
    close: () => stop.abort(),
  };
}

type Given = { readonly key: string; readonly code: string | undefined; readonly stop: AbortSignal };

async function checked(provider: ApiKeyProvider, { key, code, stop }: Given): Promise<LoginOutcome> {
  const { id, check } = provider;
  if (check === undefined) return { kind: "credential", credential: { kind: "api_key", key } };
  const { url, method = "GET", secondFactorHeader, sessionMember } = check;
  const factor = secondFactorHeader === undefined || code === undefined ? {} : { [secondFactorHeader]: code };
  const headers = { accept: "application/json", ...keyHeaders(provider, key), ...factor };
  const response = await boundedFetch(stop)(url, { method, headers });
  const asked = secondFactorHeader === undefined ? null : response.headers.get(secondFactorHeader);
  const wantsFactor = response.status === 401 && asked !== null && /^required\b/iu.test(asked);
  if (wantsFactor && code === undefined) return { kind: "next", next: { kind: "give_code" } };
  if (!response.ok) throw refused(id, response.status, wantsFactor ? "code" : "key");
  if (sessionMember === undefined) return { kind: "credential", credential: { kind: "api_key", key } };
  const body = parsedJson(await response.text());
  const session = isRecord(body) ? body[sessionMember] : undefined;
  if (isText(session) && HEADER_VALUE.test(session))
    return { kind: "credential", credential: { kind: "api_key", key: session } };
  throw accountFault("provider-refused", {
    message: `Cannot log in to "${id}": its answer has no session in "${sessionMember}"`,
    hint: "Check what providers.json declares of the provider",
  });
}

function refused(id: string, status: number, what: "key" | "code"): Error {
  return accountFault("key-refused", {
    message: `Cannot log in to "${id}": the ${what} is not taken (the answer is ${status})`,
    hint: `Check the ${what} and give it again`,
  });
}
