/** Reads the names under which clients know a server, besides those of its computer. */

import { shortened } from "@slipway/fault";

import { chattyFault } from "../faults.ts";
import { hostInUrl } from "../http/address.ts";

/** RFC 1034, section 3.1, with the underscores that some networks have; 253 is what fits a DNS message as text. */
const NAME = /^[a-z0-9_][a-z0-9_.-]{0,252}$/u;

const IPV6 = /^\[[0-9a-f:.]+\]$/u;

/**
 * Names with commas between them, as `Host` headers spell them; `source` is where the text was given, e.g.
 * `--allowed-hosts`.
 *
 * @throws Fault `invalid-value`
 */
export function allowedHostsOf(text: string, source: string): readonly string[] {
  const hosts = text.split(",").map((host) => hostOf(host.trim().toLowerCase()));
  const names = hosts.filter((host) => host !== undefined);
  if (names.length === hosts.length) return names;
  throw chattyFault("invalid-value", {
    message: `Cannot use "${shortened(text)}" as ${source}: names of hosts are wanted, with commas between them`,
    hint: `Use ${source}=chatty.example.com, without https:// and without a port`,
  });
}

/** Undefined where it is none. One colon belongs to a port, several to an address of IPv6. */
function hostOf(text: string): string | undefined {
  if (NAME.test(text)) return text;
  const address = text.split(":").length > 2 ? hostInUrl(text) : "";
  return IPV6.test(address) && URL.canParse(`http://${address}`) ? address : undefined;
}
