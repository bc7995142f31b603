/** Makes the executable of one compile job: runtime and payload, stamped, in the work folder. */

import { rmSync } from "node:fs";

import type { Config } from "@slipway/config";
import { type RuntimeTargetId, TARGETS } from "@slipway/targets";

import { type Compiled, compileExecutable } from "./compile/compile.ts";
import { checkDeclared } from "./declared/check-declared.ts";
import type { Env } from "./env.ts";
import type { Identity } from "./identity.ts";
import { type CompileJob, jobName } from "./plan.ts";
import type { Runtime } from "./runtimes/bring.ts";
import { macosIdentifier } from "./stamp/macos-identifier.ts";
import { stampRuntime } from "./stamp/stamp-runtime.ts";
import type { WholeFile } from "./threads/whole-file.ts";

export type MakeInput = {
  readonly config: Config;
  /** The target of this machine: its runtime compiles. */
  readonly host: RuntimeTargetId;
  readonly identity: Identity;
};

/** An executable as it is before anybody's own signature. */
export type Made = Omit<Compiled, "maps"> & {
  readonly job: CompileJob;
  readonly runtime: Runtime;
};

/** From source to stamped executable. Throws what compiling and stamping do. */
export async function makeExecutable(
  job: CompileJob,
  options: {
    readonly input: MakeInput;
    readonly runtimes: ReadonlyMap<RuntimeTargetId, Runtime>;
    readonly wholeFile: WholeFile;
    readonly env: Env;
  },
): Promise<Made> {
  const { input, runtimes, wholeFile, env } = options;
  const { config, identity } = input;
  const stage = (text: string): void => env.report({ kind: "job-stage", job: jobName(job), stage: text });
  const runtime = runtimeOf(runtimes, job.target);
  const { os } = TARGETS[job.target];
  if (os === "windows") stage("stamping");
  const stamped = await stampRuntime(job, { config, identity, runtime, env });
  stage("compiling");
  const { maps, ...compiled } = await compileExecutable(job, {
    root: config.root,
    identity,
    runtime: { ...runtime, file: stamped },
    compiler: runtimeOf(runtimes, input.host),
    env,
  });
  if (stamped !== runtime.file) rmSync(stamped);
  checkDeclared(job, { root: config.root, inputs: compiled.inputs, maps });
  if (os === "darwin") {
    stage("signing");
    await wholeFile.signAdHoc({ path: compiled.path, identifier: macosIdentifier(job.app) });
  }
  return { ...compiled, job, runtime };
}

function runtimeOf(runtimes: ReadonlyMap<RuntimeTargetId, Runtime>, target: RuntimeTargetId): Runtime {
  const runtime = runtimes.get(target);
  if (runtime !== undefined) return runtime;
  throw new Error(`the plan needs no runtime for ${target}`);
}
