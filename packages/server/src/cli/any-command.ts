/** Citty's type for "a command with whatever arguments". */

import type { SubCommandsDef } from "citty";

export type AnyCommand = Exclude<SubCommandsDef[string], Promise<unknown> | (() => unknown)>;
