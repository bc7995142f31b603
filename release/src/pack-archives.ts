/** Step: one archive for each target, with its executables, documents and licences. */

import { join, resolve } from "node:path";

import type { Env } from "@slipway/build";
import { readLayout } from "@slipway/executable";
import { type TargetId, TARGETS } from "@slipway/targets";

import { type AssembleInput, builtEntry, contentOf } from "./assemble-input.ts";
import { thirdPartyLicenses } from "./licenses/third-party-licenses.ts";
import type { PackEntry } from "./pack/members.ts";
import { packArchive } from "./pack/pack-archive.ts";
import { type SegmentStore, segmentStore } from "./pack/segment-store.ts";
import type { PlannedArchive } from "./plan/plan.ts";
import type { Digested } from "./sign/sign.ts";

/** An archive that was written. */
export type Packed = { readonly archive: PlannedArchive; readonly digested: Digested };

/** Packs one archive into `folder`. */
export function archivePacker(options: {
  readonly input: AssembleInput;
  readonly folder: string;
  /** What the apps printed, by its name in an archive. */
  readonly texts: ReadonlyMap<string, string>;
  readonly store: SegmentStore;
}): (archive: PlannedArchive, env: Env) => Promise<Packed> {
  const { input, folder, texts, store } = options;
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
      entries: [...executables, ...documents, ...printedEntries(archive, texts), generated],
      store,
      signal: env.signal,
    });
    return { archive, digested: { file: archive.file, ...written } };
  };
}

function printedEntries(archive: PlannedArchive, texts: ReadonlyMap<string, string>): readonly PackEntry[] {
  return archive.texts.map(({ name }) => {
    const text = texts.get(name);
    if (text === undefined) throw new Error(`"${name}" was not printed before packing`);
    return { name, source: { bytes: Buffer.from(text) }, executable: false };
  });
}

/** Where the slices of a universal executable begin, so that they compress to what their own executables do. */
async function cutsOf(path: string, target: TargetId): Promise<readonly number[]> {
  if (TARGETS[target].slices === undefined) return [];
  const { slices } = await readLayout(path);
  return slices.map(({ region }) => region.offset);
}

/** Deflated segments are kept between runs: a runtime is compressed once until it changes. */
export function segmentStoreOf(env: Env): SegmentStore {
  return segmentStore({ folder: join(env.dist, ".cache", "segments"), concurrency: env.concurrency });
}
