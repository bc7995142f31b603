/** Where webhooks go, as the environment says it. */

import { webhookFault } from "./faults.ts";
import { type Sign, signWith } from "./signature.ts";

export type WebhookTarget = {
  /** May hold a token in its path: never logged. */
  readonly url: string;
  /** What may be told of it: scheme, host and port. */
  readonly origin: string;
  /** Tells receivers apart without telling the path, which may be a secret. */
  readonly key: string;
  readonly sign: Sign;
};

/**
 * Reads `CHATTY_WEBHOOK_URL` and `CHATTY_WEBHOOK_SECRET`; undefined when no URL is set. Throws `webhook-url-invalid`
 * for what is neither `https:` nor `http:` to this machine, `webhook-secret-missing` and `webhook-secret-invalid`.
 */
export function webhookTarget(env: Readonly<Record<string, string | undefined>>): WebhookTarget | undefined {
  const address = env["CHATTY_WEBHOOK_URL"];
  if (address === undefined || address === "") return undefined;
  const url = checkedUrl(address);
  const secret = env["CHATTY_WEBHOOK_SECRET"];
  if (secret === undefined || secret === "") {
    throw webhookFault("webhook-secret-missing", {
      message: `Cannot send webhooks to "${url.origin}": CHATTY_WEBHOOK_SECRET is not set`,
      hint: 'Set it to what the receiver checks signatures with: "whsec_" and base64',
    });
  }
  return { url: url.href, origin: url.origin, key: keyOf(url), sign: signWith(secret) };
}

/** Without the query, which may change with a token. */
function keyOf({ origin, pathname }: URL): string {
  return new Bun.CryptoHasher("sha256").update(`${origin}${pathname}`).digest("base64url");
}

function checkedUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))) return url;
  // What is no URL may be a mistyped one with its token in it: it is not repeated.
  throw webhookFault("webhook-url-invalid", {
    message: `Cannot use "CHATTY_WEBHOOK_URL": ${url === undefined ? "not a URL" : `"${url.protocol}//${url.host}"`}, an https URL wanted`,
    hint: "Set it to an https URL; http is for this machine only, e.g. http://127.0.0.1:8080/hook",
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}
