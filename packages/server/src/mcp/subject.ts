/** What all servers of a factory are about. */

import type { Log } from "@chatty/daemon/log";
import type { CommandContext } from "../commands/command.ts";
import type { ConfigWatch } from "../config/watch-config.ts";
import type { Runner } from "../runs/runner.ts";

export type Subject = {
  readonly config: Pick<ConfigWatch, "current" | "problem">;
  readonly runner: () => Promise<Runner>;
  /** The runner if something has needed it already. */
  readonly openedRunner: () => Promise<Runner> | undefined;
  readonly context: CommandContext;
  readonly log: Log;
};
