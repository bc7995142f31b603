/** Says in words what lies at offsets of an executable, for explaining where two files differ. */

import type { NamedRegion, Payload, Region, SliceReading } from "./facts.ts";
import { readFile } from "./identify.ts";
import { payloadContents } from "./payload-contents.ts";
import { type Source, withSource } from "./source.ts";

/**
 * What lies at each of `offsets` in the file at `path`, e.g. `section .text + 0x1234`, `load commands + 0x20`, `payload:
 * module src/main.js + 12`; in a universal file with the slice's CPU in front. A file that is no executable, or one that
 * is damaged, has no parts with names: that is a fault.
 *
 * @throws Fault as `readExecutable` does.
 */
export function sectionsAt(path: string, offsets: readonly number[]): Promise<readonly string[]> {
  return withSource(path, (source) => describe(source, offsets));
}

/** What lies at one offset. */
export async function sectionAt(path: string, offset: number): Promise<string> {
  const [place = "behind the end"] = await sectionsAt(path, [offset]);
  return place;
}

/** The same for a file that is open. */
export async function describe(source: Source, offsets: readonly number[]): Promise<readonly string[]> {
  const { slices, regions, universal } = await readFile(source);
  const named: NamedSlice[] = [];
  for (const slice of slices) {
    if (offsets.some((offset) => contains(slice.facts.region, offset)))
      named.push(await nameParts(source, slice));
  }
  return offsets.map((offset) => {
    if (offset >= source.sizeBytes) return "behind the end";
    const slice = named.find(({ facts }) => contains(facts.region, offset));
    if (slice === undefined) return placeIn(regions, offset) ?? "between the slices";
    const place = payloadPlace(slice, offset) ?? placeIn(slice.regions, offset) ?? "between the sections";
    const { cpu, machine } = slice.facts;
    return universal === undefined ? place : `${cpu ?? machine} slice: ${place}`;
  });
}

type NamedSlice = Pick<SliceReading, "facts" | "regions"> & { readonly parts: readonly NamedRegion[] };

async function nameParts(source: Source, { facts, regions }: SliceReading): Promise<NamedSlice> {
  return { facts, regions, parts: facts.payload === undefined ? [] : await partsOf(source, facts.payload) };
}

async function partsOf(source: Source, payload: Payload): Promise<readonly NamedRegion[]> {
  const { contents } = await payloadContents(source, payload);
  return (contents?.modules ?? []).flatMap(({ name, regions }) => [
    { name: `module ${name}`, ...regions.contents },
    { name: `source map of ${name}`, ...regions.sourcemap },
    { name: `bytecode of ${name}`, ...regions.bytecode },
  ]);
}

function payloadPlace({ facts, parts }: NamedSlice, offset: number): string | undefined {
  const { payload } = facts;
  if (payload === undefined || !contains(payload, offset)) return undefined;
  const part = smallest(parts, offset);
  return part === undefined
    ? `payload + ${offset - payload.offset}`
    : `payload: ${part.name} + ${offset - part.offset}`;
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
