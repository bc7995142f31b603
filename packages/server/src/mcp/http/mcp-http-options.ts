/** What everything that speaks MCP over HTTP is made with. */

import type { Log } from "@chatty/daemon/log";
import type { HttpBindings } from "../../http/http-app.ts";
import type { HttpLimits } from "../../http/limits.ts";
import type { ServerFactory } from "../server-factory.ts";
import type { Calls } from "../calls.ts";
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

/** A request whose body has been read. */
export type Incoming = {
  readonly request: Request;
  /** What was posted, as JSON; undefined for other methods. */
  readonly body: unknown;
  readonly connection: HttpBindings;
};
