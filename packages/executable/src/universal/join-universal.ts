/** Makes one macOS executable of several: a universal file after Apple's `mach-o/fat.h`. */

import { open, type FileHandle, rm } from "node:fs/promises";

import type { Fault } from "@slipway/fault";

import { type ImageLayout, readImageLayout } from "../code-signature/image-layout.ts";
import { writeAt } from "../code-signature/write-at.ts";
import type { Region } from "../facts.ts";
import { executableFault, notAnExecutable } from "../faults.ts";
import { LIMITS } from "../limits.ts";
import { type Source, withSource } from "../source.ts";

export type SliceFile = { readonly path: string };

type Slice = SliceFile & Pick<ImageLayout, "cpuType" | "cpuSubtype"> & { readonly sizeBytes: number };
type Placed = Slice & Region;

/** `FAT_MAGIC`: its offsets of 32 bits hold more than `LIMITS.fileBytes`, and macOS starts no `FAT_MAGIC_64`. */
const MAGIC = 0xcafe_babe;
const HEADER_BYTES = 8;
const ENTRY_BYTES = 20;
/** 2^14: a page of arm64, which is also a whole number of pages of x64. */
const ALIGNMENT_SHIFT = 14;
const ALIGNMENT_BYTES = 2 ** ALIGNMENT_SHIFT;

/**
 * Writes a universal file of the thin Mach-O executables `slices` to `output`, which must not exist yet, with mode 0755.
 * The slices stay as they are, byte by byte, so their signatures hold; they are ordered by CPU type as `lipo` does.
 * Returns where each one lies, in the file's order.
 *
 * @throws Fault `join-impossible` for no slices, two for one CPU or more than 2 GiB in all, `not-an-executable`,
 * `executable-unsupported` for a universal slice, `executable-truncated`, `executable-damaged`,
 * `executable-unreadable`, and what the system says of writing.
 */
export async function joinUniversal(
  output: string,
  slices: readonly SliceFile[],
): Promise<readonly Region[]> {
  const placed = place(await readSlices(output, slices));
  const endBytes = Math.max(...placed.map(({ offset, sizeBytes }) => offset + sizeBytes));
  if (endBytes > LIMITS.fileBytes)
    throw impossible(output, `it would have ${endBytes} bytes, at most ${LIMITS.fileBytes} are possible`);
  const file = await open(output, "wx", 0o755);
  try {
    await writeAll(file, placed);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return placed.map(({ offset, sizeBytes }) => ({ offset, sizeBytes }));
}

async function readSlices(output: string, files: readonly SliceFile[]): Promise<readonly Slice[]> {
  if (files.length === 0) throw impossible(output, "there are no files to join");
  const slices: Slice[] = [];
  for (const { path } of files) {
    const slice = await withSource(path, (source) => sliceIn(source));
    const other = slices.find(({ cpuType }) => cpuType === slice.cpuType);
    if (other !== undefined) throw impossible(output, `"${other.path}" and "${path}" are for the same CPU`);
    slices.push(slice);
  }
  return slices.toSorted((one, other) => one.cpuType - other.cpuType);
}

async function sliceIn(source: Source): Promise<Slice> {
  const { cpuType, cpuSubtype, isMain } = await readImageLayout(source);
  if (!isMain) throw notAnExecutable(source.path, "it is a Mach-O file of another kind");
  return { path: source.path, sizeBytes: source.sizeBytes, cpuType, cpuSubtype };
}

function place(slices: readonly Slice[]): readonly Placed[] {
  let end = HEADER_BYTES + slices.length * ENTRY_BYTES;
  return slices.map((slice) => {
    const offset = Math.ceil(end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    end = offset + slice.sizeBytes;
    return { ...slice, offset };
  });
}

async function writeAll(file: FileHandle, slices: readonly Placed[]): Promise<void> {
  const header = headerOf(slices);
  await writeAt(file, header, 0);
  for (const slice of slices) await withSource(slice.path, (source) => copy(source, { file, slice }));
  await file.chmod(0o755);
}

function headerOf(slices: readonly Placed[]): Uint8Array {
  const content = new Uint8Array(HEADER_BYTES + slices.length * ENTRY_BYTES);
  const view = new DataView(content.buffer);
  const entries = slices.flatMap(({ cpuType, cpuSubtype, offset, sizeBytes }) => [
    cpuType,
    cpuSubtype,
    offset,
    sizeBytes,
    ALIGNMENT_SHIFT,
  ]);
  for (const [index, word] of [MAGIC, slices.length, ...entries].entries()) view.setUint32(index * 4, word);
  return content;
}

async function copy(
  source: Source,
  { file, slice }: { readonly file: FileHandle; readonly slice: Placed },
): Promise<void> {
  const buffer = new Uint8Array(LIMITS.searchStepBytes);
  for (let at = 0; at < slice.sizeBytes; at += buffer.length) {
    const chunk = buffer.subarray(0, Math.min(buffer.length, slice.sizeBytes - at));
    await source.readInto(chunk, at);
    await writeAt(file, chunk, slice.offset + at);
  }
}

function impossible(output: string, found: string): Fault {
  return executableFault("join-impossible", {
    message: `Cannot make the universal executable "${output}": ${found}`,
    hint: "Give one executable for each CPU",
  });
}
