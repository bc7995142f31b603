/** Step: reads an executable back and compares it with what the job asked for. A gate, not a report. */

import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

import { differencesFrom, findBytes, type Payload, readExecutable } from "@slipway/executable";

import { buildFault } from "../faults.ts";
import { type BuildJob, jobName } from "../plan.ts";

export type Inspected = {
  readonly sizeBytes: number;
  readonly payloadBytes: number;
};

/**
 * Checks format, operating system, CPU, C library and payload, and that no path of this machine is inside.
 *
 * @throws Fault `executable-wrong` with every difference, or a fault of the executable's reader.
 */
export async function checkExecutable(
  job: BuildJob,
  options: { readonly path: string; readonly root: string },
): Promise<Inspected> {
  const facts = await readExecutable(options.path);
  const { payload } = facts;
  const differences = differencesFrom(job.target, facts);
  if (payload !== undefined && differences.length === 0) {
    for (const trace of tracesOf(options.root)) {
      if (await contains(options.path, payload, trace)) throw leak(job, trace);
    }
    return { sizeBytes: facts.sizeBytes, payloadBytes: payload.sizeBytes };
  }
  throw buildFault("executable-wrong", {
    message: `Cannot accept ${jobName(job)}: it is not what was asked for`,
    details: differences,
    hint: "Bring the runtime anew (remove its node_modules) and run the command again",
  });
}

/** Looks for `text` in both encodings in which Bun keeps strings. */
async function contains(path: string, payload: Payload, text: string): Promise<boolean> {
  for (const encoding of ["utf8", "utf16le"] as const) {
    if ((await findBytes(path, payload, Buffer.from(text, encoding))) !== undefined) return true;
  }
  return false;
}

/**
 * What only somebody who knows this machine would write: the project's folder, by the name it was given and by its
 * real one, each also as JavaScript quotes it. Source maps are compressed and not searched: the bundler writes only
 * relative paths into them.
 */
function tracesOf(root: string): readonly string[] {
  const roots = new Set([root, existsSync(root) ? realpathSync(root) : root]);
  const paths = [...roots].flatMap(pathsOf);
  return [...new Set(paths.flatMap((path) => [path, JSON.stringify(path).slice(1, -1)]))];
}

/**
 * A folder such as "/app", usual in containers, is a text that apps have for reasons of their own; there, what lies
 * in it.
 */
function pathsOf(root: string): readonly string[] {
  const steps = root.split(/[\\/]/u).filter((step) => step !== "");
  if (steps.length === 0) return [];
  return steps.length > 1 ? [root] : readdirSync(root).map((name) => join(root, name));
}

function leak(job: BuildJob, path: string): unknown {
  return buildFault("executable-wrong", {
    message: `Cannot accept ${jobName(job)}: it contains the path "${path}" of this machine`,
    hint: "Find the module that reads its own path at build time (a macro, a define) and give it a fixed value",
  });
}
