/** Answers the page's requests. Knows no socket: request in, response out. */

import { hostInUrl, LOOPBACK_HOSTS } from "./address.ts";
import { PAGE_STYLE, pageHtml } from "./page.ts";

import type { Command } from "../commands/command.ts";

const HEADERS = {
  // The page runs no script and loads nothing; its one style sheet is named by digest.
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${new Bun.CryptoHasher("sha256").update(PAGE_STYLE).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

export type GuiRequest = {
  readonly method: string;
  readonly pathname: string;
  /** The `Host` header. */
  readonly host: string | null;
  /** The port the request came in on. */
  readonly port: number;
};

/** The function that answers every request. `Host` is looked at first: a rebound name must learn nothing. */
export function guiHandler(commands: readonly Command[]): (request: GuiRequest) => Response {
  const page = pageHtml(commands);
  return function handle({ method, pathname, host, port }) {
    if (!isOwnHost(host, port)) return plain(403, "Forbidden: this page is served to this computer only\n");
    if (method !== "GET" && method !== "HEAD") {
      return plain(405, "Method not allowed\n", { allow: "GET, HEAD" });
    }
    if (pathname !== "/") return plain(404, "Not found\n");
    return new Response(page, { headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" } });
  };
}

/** A page of another origin whose name was made to point here still sends its own name (DNS rebinding). */
function isOwnHost(host: string | null, port: number): boolean {
  const names = LOOPBACK_HOSTS.map(hostInUrl);
  const own = new Set(names.map((name) => `${name}:${port}`));
  if (port === 80) for (const name of names) own.add(name);
  return host !== null && own.has(host.toLowerCase());
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, {
    status,
    headers: { ...HEADERS, ...headers, "content-type": "text/plain; charset=utf-8" },
  });
}
