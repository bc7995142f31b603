/** The token that clients show: `Authorization: Bearer <token>`. */

import { timingSafeEqual } from "node:crypto";

import { chattyFault } from "../faults.ts";
import { isLoopback } from "./address.ts";
import { HTTP_LIMITS } from "./limits.ts";

/** What RFC 6750, section 2.1, allows in a token. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/u;

const BEARER = /^Bearer +(?<token>\S+)$/iu;

const HINT = "Set CHATTY_TOKEN, for instance to what this prints: openssl rand -hex 32";

/**
 * Whoever can reach a server can run every command it has: other computers only with a token.
 *
 * @throws Fault `token-missing`, `token-unfit`
 */
export function expectToken(token: string | undefined, host: string): void {
  if (token === undefined) {
    if (isLoopback(host)) return;
    throw chattyFault("token-missing", {
      message: `Cannot listen on "${host}": other computers can reach it and no token is set, one is wanted`,
      hint: `${HINT}. Or use --host 127.0.0.1`,
    });
  }
  if (token.length >= HTTP_LIMITS.minTokenLength && TOKEN.test(token)) return;
  throw chattyFault("token-unfit", {
    message:
      `Cannot use the token: it is too short or has other characters, ${HTTP_LIMITS.minTokenLength} or more ` +
      "of letters, digits and ._~+/- wanted",
    hint: HINT,
  });
}

/** Tells whether an `Authorization` header shows the token, in a time that does not depend on what it shows. */
export function bearerCheck(token: string): (authorization: string | null) => boolean {
  const wanted = digestOf(token);
  return (authorization) => {
    const shown = BEARER.exec(authorization ?? "")?.groups?.["token"] ?? "";
    return timingSafeEqual(digestOf(shown), wanted);
  };
}

function digestOf(text: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(text).digest();
}
