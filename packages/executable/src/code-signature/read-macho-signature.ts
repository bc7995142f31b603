/** Whether a Mach-O image's code signature is what macOS would find it to be: every hash is computed again. */

import { cmsProblems, cmsSignature } from "../cms/cms-signature.ts";
import type { Region, SignatureState } from "../facts.ts";
import { sliceOf, type Source } from "../source.ts";
import { BLOB_HEADER_BYTES, type Blobs, MAGIC, readBlobs, SLOT, viewOf } from "./blobs.ts";
import { type CodeDirectory, codeDirectoryOf, FLAG_AD_HOC, SEGMENT_OF_PROGRAM } from "./code-directory.ts";
import { type Described, type ImageLayout, readImageLayout } from "./image-layout.ts";
import { pageHashesOf } from "./page-hashes.ts";
import { readSealed, type Sealed, specialSlotProblems } from "./special-slots.ts";

/**
 * Reads the signature of the Mach-O image that `slice` of `source` holds: the whole of a thin file, a slice of a
 * universal one. Nothing is taken on trust but the certificate: whether it is one to be trusted, only macOS can say.
 * What is wrong with the signature is in the result.
 *
 * Sources: `cs_blobs.h` of Apple's XNU, "TN3126: Inside Code Signing: Hashes" by Apple.
 *
 * @throws Fault for an image that is wrong itself: `not-an-executable`, `executable-unsupported`,
 * `executable-truncated`, `executable-damaged`, `executable-unreadable`.
 */
export async function readMachOSignature(source: Source, slice: Region): Promise<SignatureState> {
  const image = sliceOf(source, slice);
  return signatureOf(image, await readImageLayout(image));
}

/** The same for an image that has been read. */
export async function signatureOf(image: Source, layout: ImageLayout): Promise<SignatureState> {
  const [place, ...more] = layout.signatures;
  if (place === undefined) return { kind: "none" };
  if (more.length > 0) return invalid([`it has ${layout.signatures.length} signatures, one is expected`]);
  const misplaced = placeProblems(place, { image, layout });
  if (place.offset + place.sizeBytes > image.sizeBytes) return invalid(misplaced);
  const blobs = await readBlobs(image, place);
  if (typeof blobs === "string") return invalid([...misplaced, blobs]);
  const directories = directoriesIn(blobs);
  if (typeof directories === "string") return invalid([...misplaced, directories]);
  const sealed = await readSealed(image, { blobs, layout });
  const problems = [...misplaced];
  for (const directory of directories) {
    const found = await directoryProblems(directory, { image, layout, place, sealed });
    problems.push(...found.map((problem) => naming(problem, { directory, directories })));
  }
  return stateOf(directories[0], { blobs, problems });
}

function invalid(problems: readonly string[]): SignatureState {
  return { kind: "invalid", problems };
}

type Context = { readonly image: Source; readonly layout: ImageLayout };

/** The signature is the last thing in `__LINKEDIT`, and that the last thing in the file. */
function placeProblems(place: Region, { image, layout }: Context): readonly string[] {
  const { linkedit } = layout;
  const end = place.offset + place.sizeBytes;
  const problems: string[] = [];
  if (linkedit === undefined) problems.push("the signature is in no segment __LINKEDIT");
  else if (place.offset < linkedit.offset || linkedit.offset + linkedit.sizeBytes !== end)
    problems.push("the signature is not the end of the segment __LINKEDIT");
  if (end > image.sizeBytes)
    problems.push(`the signature ends at byte ${end}, the file has ${image.sizeBytes}`);
  if (end < image.sizeBytes) problems.push(`${image.sizeBytes - end} bytes follow the signature`);
  return problems;
}

type Directories = readonly [CodeDirectory, ...CodeDirectory[]];

function directoriesIn(blobs: Blobs): Directories | string {
  const content = blobs.get(SLOT.codeDirectory);
  if (content === undefined) return "its signature has no CodeDirectory";
  const first = codeDirectoryOf(content);
  if (typeof first === "string") return first;
  const others: CodeDirectory[] = [];
  for (const [slot, blob] of blobs) {
    if (slot < SLOT.alternateCodeDirectories || slot >= SLOT.alternateCodeDirectoriesEnd) continue;
    const other = codeDirectoryOf(blob);
    if (typeof other === "string") return `${other} (an alternate one)`;
    others.push(other);
  }
  return [first, ...others];
}

function naming(
  problem: string,
  { directory, directories }: { readonly directory: CodeDirectory; readonly directories: Directories },
): string {
  return directories.length === 1 ? problem : `${problem} (${directory.hash.algorithm})`;
}

async function directoryProblems(
  directory: CodeDirectory,
  context: Context & { readonly place: Described; readonly sealed: Sealed },
): Promise<readonly string[]> {
  const { layout, place } = context;
  const problems: string[] = [];
  if (directory.codeLimitBytes !== place.offset)
    problems.push(`the signature covers ${directory.codeLimitBytes} of ${place.offset} bytes`);
  problems.push(...(await pageProblems(directory, context.image)));
  problems.push(...specialSlotProblems(directory, context.sealed));
  if (!coversText(directory, layout)) problems.push("the signature describes another segment __TEXT");
  return problems;
}

async function pageProblems(directory: CodeDirectory, image: Source): Promise<readonly string[]> {
  const { codeLimitBytes, pageBytes, pageHashes, hash } = directory;
  const count = pageHashes.length / hash.sizeBytes;
  const wantedCount = Math.ceil(codeLimitBytes / pageBytes);
  if (count !== wantedCount) return [`it has ${count} page hashes for ${wantedCount} pages`];
  if (codeLimitBytes > image.sizeBytes) return [];
  const found = await pageHashesOf(image, directory);
  if (Buffer.compare(found, pageHashes) === 0) return [];
  const wrong = Array.from({ length: count }, (_, page) => page).filter((page) => {
    const [from, to] = [page * hash.sizeBytes, (page + 1) * hash.sizeBytes];
    return Buffer.compare(found.subarray(from, to), pageHashes.subarray(from, to)) !== 0;
  });
  return [`${wrong.length} of ${count} page hashes are wrong, the first is page ${wrong[0]}`];
}

function coversText({ execSegment }: CodeDirectory, { text, isMain }: ImageLayout): boolean {
  if (execSegment === undefined) return true;
  return (
    execSegment.offset === (text?.offset ?? 0) &&
    execSegment.sizeBytes === (text?.sizeBytes ?? 0) &&
    (execSegment.flags & SEGMENT_OF_PROGRAM) === (isMain ? SEGMENT_OF_PROGRAM : 0n)
  );
}

function stateOf(
  directory: CodeDirectory,
  { blobs, problems }: { readonly blobs: Blobs; readonly problems: readonly string[] },
): SignatureState {
  const wrapper = blobs.get(SLOT.cms);
  const isAdHoc = (directory.flags & FLAG_AD_HOC) !== 0;
  const hasCertificate = wrapper !== undefined && wrapper.length > BLOB_HEADER_BYTES;
  const all = [...problems];
  if (isAdHoc && hasCertificate) all.push("it is marked as ad-hoc and carries a certificate's signature");
  if (!isAdHoc && !hasCertificate)
    all.push("it is not marked as ad-hoc and carries no certificate's signature");
  if (hasCertificate) all.push(...wrapperProblems(directory, wrapper));
  if (all.length > 0) return invalid(all);
  return isAdHoc
    ? { kind: "ad-hoc", identifier: directory.identifier }
    : { kind: "certificate", signer: directory.team, identifier: directory.identifier };
}

/** The certificate's signature is over the first CodeDirectory, which stands outside of it. */
function wrapperProblems({ content }: CodeDirectory, wrapper: Uint8Array): readonly string[] {
  const isWrapper = viewOf(wrapper).getUint32(0) === MAGIC.wrapper;
  const cms = isWrapper ? cmsSignature(wrapper.subarray(BLOB_HEADER_BYTES)) : undefined;
  return cms === undefined ? ["its certificate's signature is none"] : cmsProblems(cms.signer, content);
}
