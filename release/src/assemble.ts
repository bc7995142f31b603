/** From executables to a folder ready to publish, as a table of contents: link, pack, describe, put in place. */

import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";

import { dateText, eachJob, type Env, step, workFolder } from "@slipway/build";

import { type AssembleInput, builtEntry } from "./assemble-input.ts";
import { printedTexts } from "./completions/printed-texts.ts";
import { describeRelease } from "./describe.ts";
import { linkOrCopy } from "./link-or-copy.ts";
import { archivePacker, segmentStoreOf } from "./pack-archives.ts";
import { type ReleasePlan, skippedFiles } from "./plan/plan.ts";
import { type ArtifactEntry, type ReleaseRecord, releaseRecordText } from "./release-record.ts";
import { replaceRelease } from "./replace-release.ts";
import type { SigningMeans } from "./sign/published-signatures.ts";
import { MODES } from "./write-artifact.ts";

/**
 * Makes `dist/release` and `dist/release.json`. The old release is replaced only when the new one is complete.
 *
 * @throws Fault `output-blocked`, `text-unprintable`, and whatever packing throws.
 */
export async function assemble(input: AssembleInput, env: Env): Promise<ReleaseRecord> {
  const { plan, key } = input;
  const folder = workFolder(env, "release");
  chmodSync(folder, MODES.folder);
  const texts = printedTexts(plan, { built: input.built, dist: env.dist });
  const executables = placeExecutables(input, { folder, env });
  const store = segmentStoreOf(env);
  // Packing more of them at once would be no faster, and all of them would be done only at the very end.
  const archives = await eachJob(env, "packing", {
    jobs: plan.archives,
    nameOf: (archive) => archive.file,
    run: archivePacker({ input, folder, texts, store }),
  });
  await store.dropUnused();
  const described = await step(env, "signing and listing", () =>
    describeRelease({ executables, archives }, { input, folder }),
  );
  return step(env, "putting the release in place", () => {
    const record = recordOf(plan, { key, artifacts: [...executables, ...described] });
    replaceRelease(env.dist, { finished: folder, record: releaseRecordText(record) });
    return record;
  });
}

/** Bare executables are hard links of the build's: the same bytes take no second room. */
function placeExecutables(
  input: AssembleInput,
  options: { readonly folder: string; readonly env: Env },
): readonly ArtifactEntry[] {
  const { folder, env } = options;
  const { plan } = input;
  return plan.executables.map(({ app, target, file, from }) => {
    const entry = builtEntry(input, from);
    const to = join(folder, file);
    linkOrCopy(join(env.dist, from), to);
    if ((statSync(to).mode & 0o7777) !== MODES.executable) chmodSync(to, MODES.executable);
    return { file, kind: "executable", target, app, sizeBytes: entry.sizeBytes, sha256: entry.sha256 };
  });
}

function recordOf(
  plan: ReleasePlan,
  options: { readonly key: SigningMeans; readonly artifacts: readonly ArtifactEntry[] },
): ReleaseRecord {
  return {
    format: 1,
    product: plan.product,
    version: plan.version,
    snapshot: plan.snapshot,
    commit: plan.commit ?? null,
    dirty: plan.dirty,
    date: dateText(plan.dateSeconds),
    key: options.key.publicKey.keyId,
    artifacts: options.artifacts.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    skipped: skippedFiles(plan),
  };
}
