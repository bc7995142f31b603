/** From what was made to an executable that may be put in place: joined, checked, smoked, asked, described. */

import type { Config } from "@slipway/config";
import type { RuntimeTargetId } from "@slipway/targets";

import { bundledPackages } from "./bundled/bundled-packages.ts";
import { configDigest } from "./config-digest.ts";
import type { Env } from "./env.ts";
import { dateText, type Identity } from "./identity.ts";
import { checkExecutable } from "./inspect/check.ts";
import { joinSlices } from "./join-slices.ts";
import type { Made } from "./make.ts";
import { type BuildJob, jobName } from "./plan.ts";
import { declaredTexts } from "./printed/declared-texts.ts";
import { printTexts } from "./printed/print-texts.ts";
import { keepPrinted } from "./printed/recorded-texts.ts";
import type { ExecutableEntry } from "./record/build-record.ts";
import { smokeExecutable } from "./smoke/smoke.ts";
import type { Sources } from "./sources/sources.ts";
import { type Signer, signExecutable } from "./stamp/sign-command.ts";
import { signCommandFor } from "./stamp/sign-command-for.ts";
import type { WholeFile } from "./threads/whole-file.ts";

export type FinishInput = {
  readonly config: Config;
  /** The target of this machine: what is for it is started. */
  readonly host: RuntimeTargetId;
  readonly identity: Identity;
  readonly sources: Sources;
  /** What does the work of the user's sign commands; their commands, where nothing is given. */
  readonly sign?: Signer | undefined;
};

/** An executable in the work folder, and its entry for the record. */
export type Finished = { readonly path: string; readonly entry: ExecutableEntry };

/** One job of the plan, from what was compiled for it. Throws what checking, smoking and printing do. */
export async function finishExecutable(
  job: BuildJob,
  options: {
    readonly input: FinishInput;
    readonly made: readonly Made[];
    readonly wholeFile: WholeFile;
    readonly env: Env;
  },
): Promise<Finished> {
  const { input, wholeFile, env } = options;
  const { config, identity, sources, sign = signExecutable } = input;
  const stage = (text: string): void => env.report({ kind: "job-stage", job: jobName(job), stage: text });
  // In the job's own order, whatever order they were made in.
  const parts = job.compiledFor.flatMap((target) =>
    options.made.filter((one) => one.job.app === job.app && one.job.target === target),
  );
  const whole = await wholeOf(job, parts, env);
  const command = signCommandFor(job.target, config);
  if (command !== undefined) stage("signing");
  const unsigned = command === undefined ? {} : { unsignedSha256: await wholeFile.sha256(whole) };
  const path = await sign(job, { path: whole, command, root: config.root, env });
  stage("inspecting");
  const inspected = await checkExecutable(job, { path, config, identity, parts, wholeFile });
  stage("smoking");
  const smoke = await smokeExecutable(job, { path, identity, env });
  const texts = await textsOf(job, { path, input, stage, env });
  const entry: ExecutableEntry = {
    app: job.app.name,
    target: job.target,
    version: identity.version,
    commit: identity.commit ?? null,
    date: dateText(identity.dateSeconds),
    file: job.file,
    ...inspected,
    ...unsigned,
    runtimes: parts.map(({ runtime }) => ({
      target: runtime.target,
      version: runtime.version,
      sha256: runtime.sha256,
    })),
    packages: bundledPackages(
      parts.flatMap((part) => part.inputs),
      { root: config.root, assets: job.app.assets, dist: env.dist },
    ),
    sources: sources.digest,
    config: configDigest(job, { config, version: identity.version }),
    ...texts,
    smoke,
  };
  return { path, entry };
}

/** What the executable prints of itself, where this machine runs it. */
async function textsOf(
  job: BuildJob,
  options: {
    readonly path: string;
    readonly input: FinishInput;
    readonly stage: (text: string) => void;
    readonly env: Env;
  },
): Promise<Pick<ExecutableEntry, "texts">> {
  const { path, input, stage, env } = options;
  if (!job.compiledFor.includes(input.host) || declaredTexts(job.app).length === 0) return {};
  stage("printing");
  const { dateSeconds } = input.identity;
  const printed = await printTexts(job.app, { path, root: input.config.root, dateSeconds, env });
  return { texts: keepPrinted(printed, env.dist) };
}

/** What was compiled, or its slices joined into one file. */
async function wholeOf(job: BuildJob, parts: readonly Made[], env: Env): Promise<string> {
  const [first] = parts;
  if (first === undefined || parts.length !== job.compiledFor.length) {
    throw new Error(`${jobName(job)} was compiled for ${parts.length} of ${job.compiledFor.length} targets`);
  }
  return parts.length === 1 ? first.path : joinSlices(job, { parts, env });
}
