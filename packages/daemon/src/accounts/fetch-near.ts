/** `fetch` that asks this machine itself, whatever proxies the environment names, and always looks at certificates. */

import { isOwnMachine } from "./safe-url.ts";

/** Bun 1.4 sends requests to loopback addresses through `HTTP_PROXY` too; only `false` keeps it from that. */
const DIRECT: object = { proxy: false };
/** Credentials go with requests: certificates are looked at, `NODE_TLS_REJECT_UNAUTHORIZED=0` or not. */
const VERIFIED: object = { tls: { rejectUnauthorized: true } };

/** Over http nothing that is meant for this machine may leave it: it is not encrypted. */
export function fetchNear(url: string, init: RequestInit): Promise<Response> {
  const secured = url.startsWith("https:") ? { ...init, ...VERIFIED } : init;
  return fetch(url, isOwnMachine(url) ? { ...secured, ...DIRECT } : secured);
}
