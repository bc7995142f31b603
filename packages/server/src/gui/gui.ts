/** What everything that answers for the page is made with. */

import type { Log } from "@chatty/daemon/log";
import type { ConfigWatch } from "../config/watch-config.ts";
import type { Runner } from "../runs/runner.ts";

export type GuiOptions = {
  readonly config: Pick<ConfigWatch, "current" | "problem">;
  readonly runner: Runner;
  readonly log: Log;
};

export type Gui = GuiOptions & {
  /** Only pages of this server know it, so that no other site can send a form in the user's name. */
  readonly token: string;
  /** The folder that the page is in, with a slash at both ends. */
  readonly home: string;
  /** Aborted when the server ends: what was begun here ends with it. */
  readonly ending: AbortSignal;
  /** Runs that were begun here and have not ended. */
  readonly performing: Set<Promise<void>>;
};
