/** Says which runs of an executable went wrong, and in what. */

import type { SmokeRun } from "@slipway/config";
import type { Fault } from "@slipway/fault";

import { buildFault } from "../faults.ts";
import { type BuildJob, jobName } from "../plan.ts";
import type { RunOutcome } from "./mcp-run.ts";

/** A run that went wrong. */
export type Failure = { readonly run: SmokeRun; readonly outcome: RunOutcome };

/** The fault `smoke-failed` of one executable; `by` is the emulator that ran it. */
export function smokeFault(
  job: BuildJob,
  found: { readonly failures: readonly Failure[]; readonly by: string | undefined },
): Fault {
  const { failures, by } = found;
  const commandOf = ({ run }: Failure): string => [job.executable, ...run.args].join(" ");
  const [first, ...others] = failures.map(commandOf);
  const which =
    others.length === 0
      ? `the smoke run "${first}"`
      : `${failures.length} of ${job.app.smoke.length} smoke runs`;
  return buildFault("smoke-failed", {
    message: `Cannot accept ${jobName(job)}: ${which} went wrong${by === undefined ? "" : ` under ${by}`}`,
    details:
      others.length === 0
        ? failures.flatMap(failureLines)
        : failures.flatMap((failure) => [
            `${commandOf(failure)}:`,
            ...failureLines(failure).map((line) => `  ${line}`),
          ]),
    hint: `Mend the app, or what apps.${job.app.name}.smoke expects of it`,
  });
}

function failureLines({ run, outcome }: Failure): readonly string[] {
  const { differences, said } = outcome;
  if (said.length === 0) return differences;
  const heading =
    run.kind === "mcp"
      ? "the last that it was asked (>), answered (<) and wrote to standard error:"
      : "it said:";
  return [...differences, heading, ...said.map((line) => `| ${line}`)];
}
