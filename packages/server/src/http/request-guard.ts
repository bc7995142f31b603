/** Decides who is let in, by the headers of a request. */

import { hostname } from "node:os";

import { hostInUrl, isLoopback } from "./address.ts";
import { bearerCheck } from "./bearer-token.ts";

import type { Refusal } from "./refusal.ts";

export type GuardOptions = {
  /** What the server listens on. */
  readonly host: string;
  readonly token: string | undefined;
  /** Names under which clients know this server, besides those of this computer: a proxy's, for example. */
  readonly allowedHosts: readonly string[];
};

/** Answered without the token. */
export const HEALTH_PATH = "/health";

export type GuardedRequest = {
  readonly path: string;
  readonly headers: Pick<Headers, "get">;
};

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

const HOST = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/u;

const ADDRESS = /^(?:\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3})$/u;

/** The function that returns why a request is refused, or undefined where it is let in. */
export function requestGuard(options: GuardOptions): (request: GuardedRequest) => Refusal | undefined {
  const isKnownHost = hostCheck(options);
  const hasToken = options.token === undefined ? () => true : bearerCheck(options.token);
  return function refusalOf({ path, headers }) {
    const host = headers.get("host")?.toLowerCase() ?? "";
    // First of all: a web page whose name was made to point here must learn nothing.
    if (!isKnownHost(host)) return UNKNOWN_HOST;
    if (!isOwnOrigin(headers.get("origin"), host) || isOtherSite(headers)) return OTHER_ORIGIN;
    if (path === HEALTH_PATH || hasToken(headers.get("authorization"))) return undefined;
    return NO_TOKEN;
  };
}

/**
 * Against DNS rebinding, where a page of another name sends that name. Addresses cannot be rebound, so they are fine
 * where other computers may come.
 */
function hostCheck({ host, allowedHosts }: GuardOptions): (host: string) => boolean {
  const own = isLoopback(host) ? [] : [hostname(), `${hostname()}.local`];
  const names = new Set(
    [...LOOPBACK_NAMES, hostInUrl(host), ...own, ...allowedHosts].map((name) => name.toLowerCase()),
  );
  return (value) => {
    const name = HOST.exec(value)?.groups?.["name"];
    return name !== undefined && (names.has(name) || (!isLoopback(host) && ADDRESS.test(name)));
  };
}

/** Only browsers send an origin. Pages of this very server are let in, no others: also none of another local port. */
function isOwnOrigin(origin: string | null, host: string): boolean {
  if (origin === null) return true;
  const sent = origin.toLowerCase();
  return sent === `http://${host}` || sent === `https://${host}`;
}

/** Browsers also say where a request without an origin comes from, a link or a frame for example. */
function isOtherSite(headers: GuardedRequest["headers"]): boolean {
  const site = headers.get("sec-fetch-site");
  return site !== null && site !== "same-origin" && site !== "none";
}

const UNKNOWN_HOST: Refusal = {
  status: 403,
  code: "host-unknown",
  message: "Cannot answer: the Host header names another server",
  hint: "Use the address that the server has printed, or let CHATTY_ALLOWED_HOSTS of the server name this one",
};

const OTHER_ORIGIN: Refusal = {
  status: 403,
  code: "origin-unknown",
  message: "Cannot answer: the request comes from a web page of another origin",
  hint: "Type the address into the browser, or send it from a program or a page of this server",
};

const NO_TOKEN: Refusal = {
  status: 401,
  code: "token-wrong",
  message: "Cannot answer: the token is missing or another one",
  hint: "Send the header Authorization: Bearer, with the server's CHATTY_TOKEN",
  headers: { "www-authenticate": 'Bearer realm="chatty"' },
};
