/** The release, as a table of contents: recover, build, assemble. */

import { build, type BuildRecord, type Env, expectBuilt, type Signer, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { RuntimeTargetId } from "@slipway/targets";

import { assemble } from "./assemble.ts";
import { expectPrinters } from "./completions/printed-texts.ts";
import type { ReleasePlan } from "./plan/plan.ts";
import type { ReleaseRecord } from "./release-record.ts";
import { expectRecordPlace, recoverRelease } from "./replace-release.ts";
import type { SigningMeans } from "./sign/published-signatures.ts";

export type ReleaseInput = {
  readonly config: Config;
  readonly plan: ReleasePlan;
  readonly host: RuntimeTargetId;
  readonly sources: Sources;
  /** The key everything is signed with, or its signatures of earlier; it is there before anything is built. */
  readonly key: SigningMeans;
  /** Does the work of the user's sign commands in their stead, where it is given. */
  readonly sign?: Signer;
  /** Takes what is in `dist/build` instead of building it, after seeing that it is what building would make; starts nothing. */
  readonly built?: boolean;
};

/** What a run made: both records. */
export type Released = { readonly release: ReleaseRecord; readonly build: BuildRecord };

/**
 * Builds everything, or takes what was built, and makes `dist/release`: exactly the files to publish. Needs the lock
 * on `env.dist`.
 *
 * @throws Fault `output-blocked` and `text-unprintable` before anything is built, and whatever building, checking what
 *   was built, and packing throw.
 */
export async function release(input: ReleaseInput, env: Env): Promise<Released> {
  const { config, plan, host, sources, key, sign } = input;
  recoverRelease(env.dist);
  expectRecordPlace(env.dist);
  if (!input.built) expectPrinters(plan);
  const built = input.built
    ? await expectBuilt({ config, plan: plan.build, identity: plan, sources }, env)
    : await build({ config, plan: plan.build, host, identity: plan, sources, sign }, env);
  return { build: built, release: await assemble({ root: config.root, plan, built, key }, env) };
}
