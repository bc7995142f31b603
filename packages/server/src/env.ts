/** Every effect chatty has on the outside; `main.ts` makes the real ones, tests make their own. */

import type { CommandContext } from "./commands/command.ts";
import type { Write } from "./output.ts";

export type Env = {
  /** Results. */
  readonly stdout: Write;
  /** The log and errors. A log nobody reads is no failure, so it never rejects. */
  readonly stderr: Write;
  readonly stdin: () => ReadableStream<Uint8Array>;
  /** Aborted by the first signal that asks for the end; from the call on, signals do nothing else. */
  readonly stopSignal: () => AbortSignal;
  /** What commands may use. */
  readonly context: CommandContext;
};
