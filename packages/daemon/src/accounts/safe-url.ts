/** Where secrets may be sent at all: over HTTPS, or to this machine. */

import { isText } from "./shapes.ts";

/** RFC 8252, section 8.3: addresses, and the name that browsers and Bun resolve without asking anybody. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Whether it is an https address, or an http address of this machine, without a user name in it. */
export function isSafeUrl(value: unknown): value is string {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isOwnMachine(value));
}

/** Whether an address is one of this machine. */
export function isOwnMachine(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}
