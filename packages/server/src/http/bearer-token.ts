/** The token that clients show: `Authorization: Bearer <token>`. */

import { chattyFault } from "../faults.ts";
import { isLoopback } from "./address.ts";
import { HTTP_LIMITS } from "./limits.ts";
import { secretCheck } from "./secret.ts";

import type { Fault } from "@slipway/fault";
import type { GuardOptions } from "./request-guard.ts";

/** What RFC 6750, section 2.1, allows in a token. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/u;

const BEARER = /^Bearer +(?<token>\S+)$/iu;

const HINT = "Set CHATTY_TOKEN, for instance to what this prints: openssl rand -hex 32";

/**
 * Whoever can reach a server can run every command it has: other computers only with a token.
 *
 * @throws Fault `token-missing`, `token-unfit`
 */
export function expectToken(
  token: string | undefined,
  { host, allowedHosts }: Pick<GuardOptions, "host" | "allowedHosts">,
): void {
  if (token === undefined) {
    const name = allowedHosts.find((allowed) => !isLoopback(allowed));
    if (!isLoopback(host)) throw missing(`listen on "${host}"`, "Or use --host 127.0.0.1");
    if (name !== undefined) throw missing(`serve "${name}"`, "Or leave out --allowed-hosts");
    return;
  }
  if (token.length >= HTTP_LIMITS.minTokenLength && TOKEN.test(token)) return;
  throw chattyFault("token-unfit", {
    message:
      `Cannot use the token: it is too short or has other characters, ${HTTP_LIMITS.minTokenLength} or more ` +
      "of letters, digits and ._~+/- wanted",
    hint: HINT,
  });
}

function missing(action: string, otherwise: string): Fault {
  return chattyFault("token-missing", {
    message: `Cannot ${action}: other computers can reach it and no token is set, one is wanted`,
    hint: `${HINT}. ${otherwise}`,
  });
}

/** Tells whether an `Authorization` header shows the token, in a time that does not depend on what it shows. */
export function bearerCheck(token: string): (authorization: string | null) => boolean {
  const isToken = secretCheck(token);
  return (authorization) => isToken(BEARER.exec(authorization ?? "")?.groups?.["token"] ?? "");
}
