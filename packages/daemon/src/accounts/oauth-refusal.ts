/** Makes faults of what the protocol's library throws: its causes hold whole answers, tokens included. */

import { Fault } from "@slipway/fault";
import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  UnsupportedOperationError,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";

import { accountFault } from "./faults.ts";
import { loginDenied } from "./login-faults.ts";
import { quoted } from "./quoted.ts";

/** RFC 6749, section 5.2: error codes, in the form all registered ones have. Anything else might quote a secret. */
const ERROR_CODE = /^[a-z_]{1,64}$/u;

/** The error code of an answer, if it is one. */
export function oauthErrorOf(error: unknown): string | undefined {
  const isAnswer = error instanceof ResponseBodyError || error instanceof AuthorizationResponseError;
  return isAnswer && ERROR_CODE.test(error.error) ? error.error : undefined;
}

/** The fault to throw in place of `error`; only faults stay as they are. */
export function refusal(error: unknown, provider: string): Fault {
  if (error instanceof Fault) return error;
  if (oauthErrorOf(error) === "access_denied") return loginDenied(provider);
  return accountFault("provider-refused", {
    message: `Cannot authenticate with "${provider}": ${findingOf(error)}`,
    hint: "Log in again; if it stays, check what providers.json declares of the provider",
  });
}

function findingOf(error: unknown): string {
  const code = oauthErrorOf(error);
  if (code !== undefined) return `it answered "${code}"`;
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError)
    return "it answered with an error";
  if (error instanceof WWWAuthenticateChallengeError) return "it does not take the client's id or secret";
  // The library's own sentences say which rule was broken, and quote nothing.
  if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError)
    return quoted(error.message);
  return "its answer cannot be read";
}
