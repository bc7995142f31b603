/** Step: reads an executable back and compares it with what the job asked for. A gate, not a report. */

import type { Config } from "@slipway/config";
import { readLayout } from "@slipway/executable";

import { assetFiles } from "../asset-files.ts";
import type { Bundled } from "../compile/request.ts";
import { buildFault } from "../faults.ts";
import type { Identity } from "../identity.ts";
import { jobName } from "../plan.ts";
import type { Runtime } from "../runtimes/bring.ts";
import type { WholeFile } from "../threads/whole-file.ts";
import { type CheckedJob, differencesOf, type WantedPart } from "./differences.ts";
import { hintFor } from "./hint-for.ts";
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
  /** What it was compiled onto and from, one for each slice. */
  readonly parts: readonly CheckedPart[];
  readonly wholeFile: Pick<WholeFile, "inspect">;
};

export type CheckedPart = Bundled & { readonly runtime: Pick<Runtime, "target" | "version" | "file"> };

/**
 * Checks everything that can be read from the outside against the plan, and that no path of this machine is inside.
 *
 * @throws Fault `executable-wrong` with every difference, or a fault of the executable's reader.
 */
export async function checkExecutable(job: CheckedJob, options: CheckOptions): Promise<Inspected> {
  const { path, config, wholeFile } = options;
  const inspection = await wholeFile.inspect(path);
  const parts = await Promise.all(options.parts.map(wantedPart));
  const assets = assetFiles(job.app.assets, config.root).map(({ name }) => name);
  const differences = differencesOf(inspection, { ...options, job, parts, assets });
  if (differences.length > 0) {
    throw buildFault("executable-wrong", {
      message: `Cannot accept ${jobName(job)}: it is not what was asked for`,
      details: differences.map(({ text }) => text),
      hint: hintFor(differences, { job, config }),
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

async function wantedPart({ runtime, ...bundled }: CheckedPart): Promise<WantedPart> {
  // Its signature was judged by its digest; recomputing it would cost as much as reading the executable back.
  const { slices } = await readLayout(runtime.file);
  return { runtime, minimumOs: slices[0].minimumOs, bundled };
}

function leak(job: CheckedJob, path: string): unknown {
  return buildFault("executable-wrong", {
    message: `Cannot accept ${jobName(job)}: it contains the path "${path}" of this machine`,
    hint: "Find the module that reads its own path at build time (a macro, a define) and give it a fixed value",
  });
}
