/** Step: reads an executable back and compares it with what the job asked for. A gate, not a report. */

import type { Config } from "@slipway/config";
import { inspectExecutable } from "@slipway/executable";

import { buildFault } from "../faults.ts";
import type { Identity } from "../identity.ts";
import { jobName } from "../plan.ts";
import type { Runtime } from "../runtimes/bring.ts";
import { type CheckedJob, differencesOf } from "./differences.ts";
import { traceIn } from "./traces.ts";

/** What is known of an executable after it was read back; part of the record. */
export type Inspected = {
  readonly sizeBytes: number;
  /** Of all slices. */
  readonly payloadBytes: number;
  readonly sha256: string;
};

export type CheckOptions = {
  readonly path: string;
  readonly config: Config;
  readonly identity: Pick<Identity, "version">;
  /** What it was compiled onto, one for each slice. */
  readonly parts: readonly { readonly runtime: Pick<Runtime, "target" | "version"> }[];
};

/**
 * Checks everything that can be read from the outside against the plan, and that no path of this machine is inside.
 *
 * @throws Fault `executable-wrong` with every difference, or a fault of the executable's reader.
 */
export async function checkExecutable(job: CheckedJob, options: CheckOptions): Promise<Inspected> {
  const { path, config } = options;
  const inspection = await inspectExecutable(path);
  const differences = differencesOf(inspection, { ...options, job });
  if (differences.length > 0) {
    throw buildFault("executable-wrong", {
      message: `Cannot accept ${jobName(job)}: it is not what was asked for`,
      details: differences,
      hint: "Bring the runtime anew (remove its node_modules) and run the command again",
    });
  }
  const payloads = inspection.slices.flatMap(({ payload }) => payload ?? []);
  for (const payload of payloads) {
    const trace = await traceIn(path, { payload, root: config.root });
    if (trace !== undefined) throw leak(job, trace);
  }
  return {
    sizeBytes: inspection.sizeBytes,
    payloadBytes: payloads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    sha256: inspection.sha256,
  };
}

function leak(job: CheckedJob, path: string): unknown {
  return buildFault("executable-wrong", {
    message: `Cannot accept ${jobName(job)}: it contains the path "${path}" of this machine`,
    hint: "Find the module that reads its own path at build time (a macro, a define) and give it a fixed value",
  });
}
