/** Where a request goes on after a redirect, and what it must leave behind. */

export type SentRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

export type RedirectOptions = { readonly response: Response; readonly hasAccount: boolean };

/**
 * The request that follows a redirect; undefined when the answer is none, or when it leads a request of an account to
 * another origin. Without an account only headers go there that say nothing about who asks.
 */
export function nextRequest(
  sent: SentRequest,
  { response, hasAccount }: RedirectOptions,
): SentRequest | undefined {
  const location = response.headers.get("location");
  if (!REDIRECTS.has(response.status) || location === null || !URL.canParse(location, sent.url))
    return undefined;
  const next = new URL(location, sent.url);
  if (next.protocol !== "https:" && next.protocol !== "http:") return undefined;
  if (next.username !== "" || next.password !== "") return undefined;
  const isSameOrigin = next.origin === new URL(sent.url).origin;
  if (!isSameOrigin && hasAccount) return undefined;
  const headers = isSameOrigin ? sent.headers : pick(sent.headers, (name) => HARMLESS.has(name));
  if (!becomesGet(response.status, sent.method)) return { ...sent, url: next.href, headers };
  return {
    url: next.href,
    method: "GET",
    headers: pick(headers, (name) => !name.startsWith("content-")),
    body: undefined,
  };
}

/** RFC 9110, section 15.4: those that name one place to go on. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const HARMLESS: ReadonlySet<string> = new Set([
  "accept",
  "accept-language",
  "content-language",
  "content-type",
  "user-agent",
]);

/** RFC 9110, section 15.4: 303 always does but for HEAD, and after POST 301 and 302 do too, as in every browser. */
function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}

function pick(
  headers: SentRequest["headers"],
  isWanted: (name: string) => boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isWanted(name.toLowerCase())));
}
