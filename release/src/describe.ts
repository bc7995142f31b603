/** Step: everything that is said about the executables and archives: signatures, lists, installers, provenance, sums. */

import { renderChecksums } from "@slipway/build";
import { TARGET_IDS } from "@slipway/targets";

import { type AssembleInput, builtEntry, contentOf } from "./assemble-input.ts";
import { installerTexts, POWERSHELL_INSTALLER, SHELL_INSTALLER } from "./installers/index.ts";
import { manifestText } from "./manifest-text.ts";
import { byCodeUnit } from "./pack/names.ts";
import type { Packed } from "./pack-archives.ts";
import { provenanceText } from "./provenance/provenance-text.ts";
import type { ArtifactEntry } from "./release-record.ts";
import { digestText, signFile } from "./sign/sign.ts";
import { entryOf, writeText } from "./write-artifact.ts";

export type Described = {
  readonly input: AssembleInput;
  /** Where everything is written. */
  readonly folder: string;
};

/** Every file of the release but the executables, the checksums last; `executables` are there already. */
export async function describeRelease(
  files: { readonly executables: readonly ArtifactEntry[]; readonly archives: readonly Packed[] },
  options: Described,
): Promise<readonly ArtifactEntry[]> {
  const signed = signArchives(files.archives, options);
  const archived = signed.flatMap((one) => [one.archive, one.signature]);
  const texts = [
    ...(await writeSboms(options)),
    ...writeManifest(signed, options),
    ...writeInstallers(files.archives, options),
  ];
  const listed = [...files.executables, ...archived, ...texts];
  const provenance = writeProvenance(listed, options);
  return [...archived, ...texts, provenance, ...writeChecksums([...listed, provenance], options)];
}

type Signed = {
  readonly archive: ArtifactEntry;
  readonly signature: ArtifactEntry;
  readonly signatureText: string;
};

function signArchives(archives: readonly Packed[], options: Described): readonly Signed[] {
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

async function writeSboms({ input, folder }: Described): Promise<readonly ArtifactEntry[]> {
  const { plan } = input;
  // The library is large, and most commands that come by here make none.
  const { sbomText } = await import("./sbom/sbom-text.ts");
  return plan.sboms.map(({ target, file }) => {
    const text = sbomText(contentOf(input, target), plan);
    return writeText("sbom", { file, text, folder, target });
  });
}

function writeManifest(signed: readonly Signed[], { input, folder }: Described): readonly ArtifactEntry[] {
  const { plan } = input;
  const { manifest } = plan;
  if (manifest.kind === "skip") return [];
  const signatures = new Map(signed.map(({ archive, signatureText }) => [archive.file, signatureText]));
  const text = manifestText({ ...plan, manifest }, signatures);
  return [writeText("manifest", { file: manifest.file, text, folder, target: null })];
}

function inTableOrder(archives: readonly Packed[]): readonly Packed[] {
  return archives.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ archive }: Packed): number {
  return TARGET_IDS.indexOf(archive.target);
}

/** The installers know the files of this release by their digests. */
function writeInstallers(
  archives: readonly Packed[],
  { input, folder }: Described,
): readonly ArtifactEntry[] {
  const { plan, key } = input;
  const { installers } = plan;
  if (installers.kind === "skip") return [];
  const { sh, ps1 } = installerTexts({
    product: plan.product,
    version: plan.version,
    downloads: installers.downloads,
    publicKey: key.publicKey,
    checksums: plan.checksums,
    // In the table's order, whatever order they were packed in.
    targets: inTableOrder(archives).map(({ archive, digested }) => ({
      target: archive.target,
      archive: { ...digested, signature: archive.signature, root: archive.root },
      executables: archive.executables.map(({ name, from }) => ({
        name,
        sha256: builtEntry(input, from).sha256,
      })),
    })),
    selfCheck: installers.selfCheck,
    texts: plan.texts.toSorted((a, b) => byCodeUnit(a.name, b.name)),
  });
  return [
    ...(sh === undefined
      ? []
      : [writeText("installer", { file: SHELL_INSTALLER, text: sh, folder, target: null })]),
    ...(ps1 === undefined
      ? []
      : [writeText("installer", { file: POWERSHELL_INSTALLER, text: ps1, folder, target: null })]),
  ];
}

/** Says of every file before it what it was made from. */
function writeProvenance(artifacts: readonly ArtifactEntry[], { input, folder }: Described): ArtifactEntry {
  const { plan, key } = input;
  const contents = plan.sboms.map(({ target }) => contentOf(input, target));
  const text = provenanceText({ product: plan, artifacts, contents, key });
  return writeText("provenance", { file: plan.provenance, text, folder, target: null });
}

function writeChecksums(
  listed: readonly ArtifactEntry[],
  { input, folder }: Described,
): readonly ArtifactEntry[] {
  const { plan, key } = input;
  const { file, signature } = plan.checksums;
  const text = renderChecksums(new Map(listed.map((entry) => [entry.file, entry.sha256])));
  const signatureText = signFile(digestText(file, text), { key, identity: plan });
  return [
    writeText("checksums", { file, text, folder, target: null }),
    writeText("signature", { file: signature, text: signatureText, folder, target: null }),
  ];
}
