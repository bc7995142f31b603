/** The release, as a table of contents: recover, build, assemble. */

import { build, type BuildRecord, type Env, type Sources } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { SecretKey } from "@slipway/manifest";
import type { RuntimeTargetId } from "@slipway/targets";

import { assemble } from "./assemble.ts";
import type { ReleasePlan } from "./plan/plan.ts";
import type { ReleaseRecord } from "./release-record.ts";
import { expectRecordPlace, recoverRelease } from "./replace-release.ts";

export type ReleaseInput = {
  readonly config: Config;
  readonly plan: ReleasePlan;
  readonly host: RuntimeTargetId;
  readonly sources: Sources;
  /** The key everything is signed with; it is there before anything is built. */
  readonly key: SecretKey;
};

/** What a run made: both records. */
export type Released = { readonly release: ReleaseRecord; readonly build: BuildRecord };

/**
 * Builds everything and makes `dist/release`: exactly the files to publish. Needs the lock on `env.dist`.
 *
 * @throws Fault `output-blocked` before anything is built, and whatever building and packing throw.
 */
export async function release(input: ReleaseInput, env: Env): Promise<Released> {
  const { config, plan, host, sources, key } = input;
  recoverRelease(env.dist);
  expectRecordPlace(env.dist);
  const built = await build({ config, plan: plan.build, host, identity: plan, sources }, env);
  return { build: built, release: await assemble({ root: config.root, plan, built, key }, env) };
}
