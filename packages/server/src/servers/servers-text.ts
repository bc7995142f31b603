/** What `chatty server status` prints for people. */

import { table } from "../list/table.ts";
import { timeText } from "../list/time-text.ts";

import type { FoundServer } from "./find-servers.ts";

/** One line a server, under a heading; nothing where there is none. */
export function serversText(servers: readonly FoundServer[]): string {
  if (servers.length === 0) return "";
  return table([
    ["PROCESS", "STATE", "TRANSPORT", "STARTED (UTC)", "URL"],
    ...servers.map(({ pid, state, transport, started_at, url }) => [
      String(pid),
      state,
      transport,
      timeText(started_at),
      url,
    ]),
  ]);
}
