/** What `chatty server status` prints for people. */

import { table } from "../list/table.ts";

import type { FoundServer } from "./find-servers.ts";

/** One line a server, under a heading. */
export function serversText(servers: readonly FoundServer[]): string {
  if (servers.length === 0) return "No server is running that is reached over HTTP\n";
  return table([
    ["PROCESS", "STATE", "TRANSPORT", "STARTED", "URL"],
    ...servers.map(({ pid, state, transport, started_at, url }) => [
      String(pid),
      state,
      transport,
      started_at,
      url,
    ]),
  ]);
}
