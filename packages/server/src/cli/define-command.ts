/** Defines commands without loading citty, which is needed to run them only. */

import type { ArgsDef, CommandDef } from "citty";

/** As citty's own: gives `definition` its types. That one brings `node:util` along, on the way to every `--help`. */
export function defineCommand<const Args extends ArgsDef = ArgsDef>(
  definition: CommandDef<Args>,
): CommandDef<Args> {
  return definition;
}
