/** A command of `slipway`: eager words for the help, a late import for the work. */

import type { Arguments, Options } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

export type Command = {
  readonly name: string;
  readonly description: string;
  readonly options: Options;
  /** Environment variables that it goes by, and what each says. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Positional arguments, all required: names in capitals, or the word itself; a last `NAME…` takes one or more. */
  readonly positionals?: readonly string[];
  readonly run: (args: Arguments, terminal: Terminal) => Promise<void>;
};
