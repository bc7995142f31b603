/** The release, as a table of contents: build, pack, sign, manifest, sums, put in place, record. */

import { copyFileSync, linkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { build, type BuildRecord, eachJob, type Env, type Sources, step, workFolder } from "@slipway/build";
import type { Config } from "@slipway/config";
import type { SecretKey } from "@slipway/manifest";
import type { TargetId } from "@slipway/targets";

import { manifestText } from "./manifest/manifest.ts";
import { packArchive } from "./pack/pack-archive.ts";
import { type SegmentStore, segmentStore } from "./pack/segment-store.ts";
import { dateText } from "./plan/identity.ts";
import type { PlannedArchive, ReleasePlan } from "./plan/plan.ts";
import { putReleaseInPlace, recoverRelease } from "./put-in-place.ts";
import { type ArtifactEntry, type ReleaseRecord, writeReleaseRecord } from "./record/release-record.ts";
import { type Digested, digestText, signFile } from "./sign/sign.ts";
import { checksumsText } from "./sums/sums.ts";

export type ReleaseInput = {
  readonly config: Config;
  readonly plan: ReleasePlan;
  readonly host: TargetId;
  readonly sources: Sources;
  /** The key everything is signed with; it is there before anything is built. */
  readonly key: SecretKey;
};

/** What a run made: both records. */
export type Released = { readonly release: ReleaseRecord; readonly build: BuildRecord };

/**
 * Makes `dist/release`: exactly the files to publish. It replaces the old one only when it is complete.
 * Needs the lock on `env.dist`.
 */
export async function release(input: ReleaseInput, env: Env): Promise<Released> {
  const { config, plan, host, sources, key } = input;
  recoverRelease(env.dist);
  const built = await build({ config, plan: plan.build, host, version: plan.version, sources }, env);
  const folder = workFolder(env, "release");
  const executables = placeExecutables(input, { built, folder, env });
  const archives = await eachJob(env, "packing", {
    jobs: plan.archives,
    nameOf: (archive) => archive.file,
    run: archivePacker({ input, folder, store: segmentStoreOf(env) }),
  });
  const artifacts = await step(env, "signing", () => {
    const signed = signArchives(archives, { input, folder });
    const manifest = writeManifest(plan, { signed, folder });
    const listed = [
      ...executables,
      ...signed.map(({ archive }) => archive),
      ...signed.map(({ signature }) => signature),
      ...manifest,
    ];
    return [...listed, ...writeChecksums(listed, { plan, key, folder })];
  });
  return step(env, "putting the release in place", () => {
    putReleaseInPlace(env.dist, folder);
    const record = recordOf(plan, { key, artifacts });
    writeReleaseRecord(env.dist, record);
    return { release: record, build: built };
  });
}

/** Deflated segments are kept between runs: a runtime is compressed once until it changes. */
function segmentStoreOf(env: Env): SegmentStore {
  return segmentStore({ folder: join(env.dist, ".cache", "segments"), concurrency: env.concurrency });
}

/** Bare executables are hard links of the build's: the same bytes take no second room. */
function placeExecutables(
  input: ReleaseInput,
  options: { readonly built: BuildRecord; readonly folder: string; readonly env: Env },
): readonly ArtifactEntry[] {
  const { built, folder, env } = options;
  return input.plan.executables.map(({ app, target, file, from }) => {
    const entry = built.executables.find((candidate) => candidate.file === from);
    if (entry === undefined) throw new Error(`the build made no "${from}"`);
    linkOrCopy(join(env.dist, from), join(folder, file));
    return { file, kind: "executable", target, app, sizeBytes: entry.sizeBytes, sha256: entry.sha256 };
  });
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Some file systems have no hard links; a copy costs room and nothing else.
    copyFileSync(from, to);
  }
}

type Packed = { readonly archive: PlannedArchive; readonly digested: Digested };

function archivePacker(options: {
  readonly input: ReleaseInput;
  readonly folder: string;
  readonly store: SegmentStore;
}): (archive: PlannedArchive, env: Env) => Promise<Packed> {
  const { input, folder, store } = options;
  return async (archive, env) => {
    const executables = archive.executables.map(({ name, from }) => ({
      name,
      source: { file: join(env.dist, from) },
      executable: true,
    }));
    const documents = archive.documents.map((file) => ({
      name: file,
      source: { file: resolve(input.config.root, file) },
      executable: false,
    }));
    const written = await packArchive({
      output: join(folder, archive.file),
      kind: archive.kind,
      root: archive.root,
      mtimeSeconds: input.plan.dateSeconds,
      entries: [...executables, ...documents],
      store,
      signal: env.signal,
    });
    return { archive, digested: { file: archive.file, ...written } };
  };
}

type Signed = {
  readonly archive: ArtifactEntry;
  readonly signature: ArtifactEntry;
  readonly signatureText: string;
};

function signArchives(
  archives: readonly Packed[],
  options: { readonly input: ReleaseInput; readonly folder: string },
): readonly Signed[] {
  const { plan, key } = options.input;
  return archives.map(({ archive, digested }) => {
    const signatureText = signFile(digested, { key, identity: plan, target: archive.target });
    return {
      archive: entryOf("archive", digested, archive.target),
      signature: writeText("signature", {
        file: archive.signature,
        text: signatureText,
        folder: options.folder,
        target: archive.target,
      }),
      signatureText,
    };
  });
}

function writeManifest(
  plan: ReleasePlan,
  options: { readonly signed: readonly Signed[]; readonly folder: string },
): readonly ArtifactEntry[] {
  const { manifest } = plan;
  if (manifest.kind === "skip") return [];
  const signatures = new Map(
    options.signed.map(({ archive, signatureText }) => [archive.file, signatureText]),
  );
  const text = manifestText({ ...plan, manifest }, signatures);
  return [writeText("manifest", { file: manifest.file, text, folder: options.folder, target: null })];
}

function writeChecksums(
  listed: readonly ArtifactEntry[],
  options: { readonly plan: ReleasePlan; readonly key: SecretKey; readonly folder: string },
): readonly ArtifactEntry[] {
  const { plan, key, folder } = options;
  const { file, signature } = plan.checksums;
  const text = checksumsText(listed);
  const signatureText = signFile(digestText(file, text), { key, identity: plan });
  return [
    writeText("checksums", { file, text, folder, target: null }),
    writeText("signature", { file: signature, text: signatureText, folder, target: null }),
  ];
}

function writeText(
  kind: ArtifactEntry["kind"],
  content: {
    readonly file: string;
    readonly text: string;
    readonly folder: string;
    readonly target: TargetId | null;
  },
): ArtifactEntry {
  writeFileSync(join(content.folder, content.file), content.text, { mode: 0o644 });
  return entryOf(kind, digestText(content.file, content.text), content.target);
}

function entryOf(kind: ArtifactEntry["kind"], digested: Digested, target: TargetId | null): ArtifactEntry {
  return {
    file: digested.file,
    kind,
    target,
    app: null,
    sizeBytes: digested.sizeBytes,
    sha256: digested.sha256,
  };
}

function recordOf(
  plan: ReleasePlan,
  options: { readonly key: SecretKey; readonly artifacts: readonly ArtifactEntry[] },
): ReleaseRecord {
  const { manifest } = plan;
  return {
    format: 1,
    product: plan.product,
    version: plan.version,
    snapshot: plan.snapshot,
    commit: plan.commit ?? null,
    date: dateText(plan.dateSeconds),
    key: options.key.publicKey.keyId,
    artifacts: options.artifacts.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    skipped: manifest.kind === "skip" ? [{ what: "latest.json", reason: manifest.reason }] : [],
  };
}
