/** A command of `slipway`: eager words for the help, a late import for the work. */

import type { Arguments, Options } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

export type Command = {
  readonly name: string;
  readonly description: string;
  readonly options: Options;
  /** Positional arguments, all required: names in capitals, or the word itself. */
  readonly positionals?: readonly string[];
  readonly run: (args: Arguments, terminal: Terminal) => Promise<void>;
};
