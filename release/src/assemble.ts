/** From executables to a folder ready to publish, as a table of contents: link, pack, sign, list, put in place. */

import { chmodSync, copyFileSync, linkSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import {
  type BuildRecord,
  dateText,
  eachJob,
  type Env,
  type ExecutableEntry,
  renderChecksums,
  step,
  workFolder,
} from "@slipway/build";
import { readExecutable } from "@slipway/executable";
import type { SecretKey } from "@slipway/manifest";
import { type TargetId, TARGETS } from "@slipway/targets";

import { thirdPartyLicenses } from "./licenses/third-party-licenses.ts";
import { manifestText } from "./manifest-text.ts";
import { packArchive } from "./pack/pack-archive.ts";
import { type SegmentStore, segmentStore } from "./pack/segment-store.ts";
import type { PlannedArchive, ReleasePlan } from "./plan/plan.ts";
import { type ArtifactEntry, type ReleaseRecord, releaseRecordText } from "./release-record.ts";
import { replaceRelease } from "./replace-release.ts";
import { type TargetContent, targetContent } from "./sbom/target-content.ts";
import { type Digested, digestText, signFile } from "./sign/sign.ts";

export type AssembleInput = {
  /** Absolute path of the project: documents of the archives lie there. */
  readonly root: string;
  readonly plan: ReleasePlan;
  /** The record of the executables, which are in `dist/build`. */
  readonly built: BuildRecord;
  readonly key: SecretKey;
};

/** Modes are part of the release, whatever the umask of the machine that makes it; archives have that of texts. */
const MODES = { folder: 0o755, executable: 0o755, text: 0o644 } as const;

/**
 * Makes `dist/release` and `dist/release.json`. The old release is replaced only when the new one is complete.
 *
 * @throws Fault `output-blocked`, and whatever packing throws.
 */
export async function assemble(input: AssembleInput, env: Env): Promise<ReleaseRecord> {
  const { plan, key } = input;
  const folder = workFolder(env, "release");
  chmodSync(folder, MODES.folder);
  const executables = placeExecutables(input, { folder, env });
  const store = segmentStoreOf(env);
  // The store bounds what is compressed at once. With all archives under way, one is copied out while another is
  // compressed.
  const archives = await eachJob({ ...env, concurrency: plan.archives.length }, "packing", {
    jobs: plan.archives,
    nameOf: (archive) => archive.file,
    run: archivePacker({ input, folder, store }),
  });
  await store.dropUnused();
  const sboms = await step(env, "listing contents", () => writeSboms(input, folder));
  const artifacts = await step(env, "signing", () => {
    const signed = signArchives(archives, { input, folder });
    const manifest = writeManifest(plan, { signed, folder });
    const archived = signed.flatMap((one) => [one.archive, one.signature]);
    const listed = [...executables, ...archived, ...sboms, ...manifest];
    return [...listed, ...writeChecksums(listed, { plan, key, folder })];
  });
  return step(env, "putting the release in place", () => {
    const record = recordOf(plan, { key, artifacts });
    replaceRelease(env.dist, { finished: folder, record: releaseRecordText(record) });
    return record;
  });
}

/** Deflated segments are kept between runs: a runtime is compressed once until it changes. */
function segmentStoreOf(env: Env): SegmentStore {
  return segmentStore({ folder: join(env.dist, ".cache", "segments"), concurrency: env.concurrency });
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
    linkOrCopy(join(env.dist, from), join(folder, file));
    return { file, kind: "executable", target, app, sizeBytes: entry.sizeBytes, sha256: entry.sha256 };
  });
}

function builtEntry(input: AssembleInput, from: string): ExecutableEntry {
  const entry = input.built.executables.find((candidate) => candidate.file === from);
  if (entry === undefined) throw new Error(`the build made no "${from}"`);
  return entry;
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Some file systems have no hard links; a copy costs room and nothing else.
    copyFileSync(from, to);
  }
  if ((statSync(to).mode & 0o7777) !== MODES.executable) chmodSync(to, MODES.executable);
}

type Packed = { readonly archive: PlannedArchive; readonly digested: Digested };

function archivePacker(options: {
  readonly input: AssembleInput;
  readonly folder: string;
  readonly store: SegmentStore;
}): (archive: PlannedArchive, env: Env) => Promise<Packed> {
  const { input, folder, store } = options;
  return async (archive, env) => {
    const executables = await Promise.all(
      archive.executables.map(async ({ name, from }) => ({
        name,
        source: { file: join(env.dist, from), sha256: builtEntry(input, from).sha256 },
        executable: true,
        cuts: await cutsOf(join(env.dist, from), archive.target),
      })),
    );
    const documents = archive.documents.map((file) => ({
      name: file,
      source: { file: resolve(input.root, file) },
      executable: false,
    }));
    const licenses = thirdPartyLicenses(contentOf(input, archive.target), {
      product: input.plan.product,
      dist: env.dist,
    });
    const generated = {
      name: archive.licenses,
      source: { bytes: Buffer.from(licenses) },
      executable: false,
    };
    const written = await packArchive({
      output: join(folder, archive.file),
      kind: archive.kind,
      root: archive.root,
      mtimeSeconds: input.plan.dateSeconds,
      entries: [...executables, ...documents, generated],
      store,
      signal: env.signal,
    });
    return { archive, digested: { file: archive.file, ...written } };
  };
}

/** Where the slices of a universal executable begin, so that they compress to what their own executables do. */
async function cutsOf(path: string, target: TargetId): Promise<readonly number[]> {
  if (TARGETS[target].slices === undefined) return [];
  const { slices } = await readExecutable(path);
  return slices.map(({ region }) => region.offset);
}

async function writeSboms(input: AssembleInput, folder: string): Promise<readonly ArtifactEntry[]> {
  const { plan } = input;
  // The library is large, and most commands that come by here make none.
  const { sbomText } = await import("./sbom/sbom-text.ts");
  return plan.sboms.map(({ target, file }) => {
    const text = sbomText(contentOf(input, target), plan);
    return writeText("sbom", { file, text, folder, target });
  });
}

function contentOf(input: AssembleInput, target: TargetId): TargetContent {
  const jobs = input.plan.build.jobs.filter((job) => job.target === target);
  return targetContent(input.built, { target, files: jobs.map((job) => job.file) });
}

type Signed = {
  readonly archive: ArtifactEntry;
  readonly signature: ArtifactEntry;
  readonly signatureText: string;
};

function signArchives(
  archives: readonly Packed[],
  options: { readonly input: AssembleInput; readonly folder: string },
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
  const text = renderChecksums(new Map(listed.map((entry) => [entry.file, entry.sha256])));
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
  const path = join(content.folder, content.file);
  writeFileSync(path, content.text);
  chmodSync(path, MODES.text);
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
    dirty: plan.dirty,
    date: dateText(plan.dateSeconds),
    key: options.key.publicKey.keyId,
    artifacts: options.artifacts.toSorted((a, b) => (a.file < b.file ? -1 : 1)),
    skipped: manifest.kind === "skip" ? [{ what: "latest.json", reason: manifest.reason }] : [],
  };
}
