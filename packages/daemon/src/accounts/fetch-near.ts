/** `fetch` that asks this machine itself, whatever proxies the environment names. */

import { isOwnMachine } from "./safe-url.ts";

/** Bun 1.4 sends requests to loopback addresses through `HTTP_PROXY` too; only `false` keeps it from that. */
const DIRECT: object = { proxy: false };

/** Over http nothing that is meant for this machine may leave it: it is not encrypted. */
export function fetchNear(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, isOwnMachine(url) ? { ...init, ...DIRECT } : init);
}
