/** Whether a server that is reached over HTTP may start with the token that is set. */

import { asFault } from "../faults.ts";
import { expectToken } from "../http/bearer-token.ts";
import { failed, type Finding, warning } from "./finding.ts";

import type { Settings } from "../settings/settings.ts";

const CHECK = "token";

/** Nothing where it may. Where servers are to be reached otherwise, no more than a warning. */
export function checkToken({
  transport,
  token,
  host,
  allowedHosts,
}: Pick<Settings, "transport" | "token" | "host" | "allowedHosts">): readonly Finding[] {
  try {
    expectToken(token, { host, allowedHosts });
    return [];
  } catch (error) {
    const { message, hint } = asFault(error);
    return [transport === "stdio" ? warning(CHECK, { found: message, hint }) : failed(CHECK, error)];
  }
}
