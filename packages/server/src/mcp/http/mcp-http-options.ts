/** What everything that speaks MCP over HTTP is made with. */

import type { Log } from "@chatty/daemon/log";
import type { HttpLimits } from "../../http/limits.ts";
import type { ServerFactory } from "../server-factory.ts";
import type { Calls } from "./calls.ts";
import type { McpHttpLimits } from "./limits.ts";

export type McpHttpOptions = {
  readonly factory: Pick<ServerFactory, "build" | "onListChanged">;
  readonly limits: McpHttpLimits & Pick<HttpLimits, "bodyBytes" | "bodyMs">;
  /** What is being answered, of all clients. */
  readonly calls: Calls;
  readonly log: Log;
  /** Milliseconds, of a clock that only goes forward. */
  readonly clock: () => number;
};
