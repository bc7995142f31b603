/** Says in words what lies at an offset of an executable, for explaining where two files differ. */

import type { NamedRegion, Region, SliceFacts } from "./facts.ts";
import { type FileReading, readFile } from "./identify.ts";
import { payloadContents } from "./payload-contents.ts";
import { type Source, withSource } from "./source.ts";

/**
 * What lies at `offset` of the file at `path`, e.g. `section .text + 0x1234`, `load commands + 0x20`, `payload: module
 * src/main.js + 12`; in a universal file with the slice's CPU in front. A file that is no executable, or one that is
 * damaged, has no parts with names: that is a fault.
 *
 * @throws Fault as `readExecutable` does.
 */
export function sectionAt(path: string, offset: number): Promise<string> {
  return withSource(path, (source) => describe(source, offset));
}

/** The same for a file that is open. */
export async function describe(source: Source, offset: number): Promise<string> {
  if (offset >= source.sizeBytes) return "behind the end";
  const reading = await readFile(source);
  const slice = reading.slices.find(({ facts }) => contains(facts.region, offset));
  if (slice === undefined) return placeIn(reading.regions, offset) ?? "between the slices";
  const place =
    (await payloadPlace(source, { facts: slice.facts, offset })) ??
    placeIn(slice.regions, offset) ??
    "between the sections";
  return isUniversal(reading) ? `${slice.facts.cpu ?? slice.facts.machine} slice: ${place}` : place;
}

function isUniversal(reading: FileReading): boolean {
  return reading.regions.length > 0;
}

async function payloadPlace(
  source: Source,
  where: { readonly facts: SliceFacts; readonly offset: number },
): Promise<string | undefined> {
  const { payload } = where.facts;
  if (payload === undefined || !contains(payload, where.offset)) return undefined;
  const { contents } = await payloadContents(source, payload);
  const parts = (contents?.modules ?? []).flatMap(({ name, regions }) => [
    { name: `module ${name}`, ...regions.contents },
    { name: `source map of ${name}`, ...regions.sourcemap },
    { name: `bytecode of ${name}`, ...regions.bytecode },
  ]);
  const part = smallest(parts, where.offset);
  return part === undefined
    ? `payload + ${where.offset - payload.offset}`
    : `payload: ${part.name} + ${where.offset - part.offset}`;
}

function placeIn(regions: readonly NamedRegion[], offset: number): string | undefined {
  const region = smallest(regions, offset);
  return region === undefined ? undefined : `${region.name} + 0x${(offset - region.offset).toString(16)}`;
}

/** Regions may lie in each other: sections in a segment, the headers in the first one. */
function smallest(regions: readonly NamedRegion[], offset: number): NamedRegion | undefined {
  return regions
    .filter((region) => contains(region, offset))
    .toSorted((a, b) => a.sizeBytes - b.sizeBytes)[0];
}

function contains(region: Region, offset: number): boolean {
  return region.offset <= offset && offset < region.offset + region.sizeBytes;
}
