/** What to do about an executable that is not what was asked for. */

import type { Config } from "@slipway/config";
import { TARGETS } from "@slipway/targets";

import { signCommandFor } from "../stamp/sign-command-for.ts";
import type { CheckedJob, Difference } from "./differences.ts";

/** The next move for all of them together: on another runtime everything else may differ too. */
export function hintFor(
  differences: readonly Difference[],
  { job, config }: { readonly job: CheckedJob; readonly config: Pick<Config, "signCommands"> },
): string {
  const { app, target } = job;
  const subjects = new Set(differences.map((one) => one.of));
  const own = signCommandFor(target, config);
  if (subjects.has("runtime") || (own === undefined && !subjects.has("configuration")))
    return "Bring the runtime anew (remove its node_modules) and run the command again";
  return subjects.has("configuration")
    ? `Compare the lines with apps.${app.name} in the configuration and run the command again`
    : `Mend signing.commands.${TARGETS[target].os} in the configuration and run the command again`;
}
