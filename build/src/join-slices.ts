/** Step: the universal executable of a job, joined from one slice for each CPU. */

import { rmSync } from "node:fs";
import { join } from "node:path";

import { joinUniversal } from "@slipway/executable";

import { type Env, workFolder } from "./env.ts";
import type { Made } from "./make.ts";
import { type BuildJob, jobName } from "./plan.ts";

/** Absolute path of the universal executable, in the work folder. Throws what `joinUniversal` does. */
export async function joinSlices(
  job: BuildJob,
  options: { readonly parts: readonly Pick<Made, "path">[]; readonly env: Env },
): Promise<string> {
  const { parts, env } = options;
  env.report({ kind: "job-stage", job: jobName(job), stage: "joining" });
  const path = join(workFolder(env, `${job.app.name}.${job.target}`), job.executable);
  rmSync(path, { force: true });
  await joinUniversal(path, parts);
  return path;
}
