/** The text of the release's page. */

import { type Env, hostTarget } from "@slipway/build";

import { notesInput } from "../notes/notes-input.ts";
import { recordedArtifacts } from "../notes/recorded-artifacts.ts";
import { releaseNotes } from "../notes/release-notes.ts";
import { planRelease } from "../plan/plan.ts";
import type { PublishOptions } from "./publish.ts";

/**
 * The notes of the configured version, as `slipway changelog` shows them.
 *
 * @throws Fault `changelog-missing`, `changelog-unusable`, `history-incomplete`.
 */
export async function publishNotes(
  { config, sources }: Pick<PublishOptions, "config" | "sources">,
  env: Env,
): Promise<string> {
  // Whether the tree is clean is asked elsewhere, and names do not depend on it.
  const plan = planRelease(config, { sources, snapshot: true, host: await hostTarget() });
  const { version } = config;
  const artifacts = recordedArtifacts(env.dist, version);
  const input = notesInput({ config, plan }, { version, unreleased: false, artifacts });
  return (await releaseNotes(input, env)).text;
}
