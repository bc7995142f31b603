/**
 * The tables of a payload. The layout is Bun 1.4.4's, found by compiling small apps with one option changed at a time and
 * comparing the bytes; Bun does not document it. At the end, before the trailer, are 32 bytes: how many bytes come before
 * them (8), place and size of the module table (4 + 4), the index of the entry point (4), place and size of the options
 * for the runtime (4 + 4), flags (4). A module has 52 bytes: place and size of its name, contents, source map, bytecode,
 * module information and second name, then encoding, loader, module format and side (1 each). Places count from the
 * payload's start, all numbers are little-endian.
 */

import { TARGETS } from "@slipway/targets";

import { type Bytes, bytesOf } from "./bytes.ts";
import type { Payload, Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";
import type { Source } from "./source.ts";

/** A module as its entry in the table says; places are those of the file. */
export type GraphModule = {
  readonly name: string;
  readonly kind: string;
  readonly format: (typeof FORMATS)[number];
  readonly side: (typeof SIDES)[number];
  readonly contents: Region;
  readonly sourcemap: Region;
  readonly bytecode: Region;
};

export type PayloadGraph = {
  readonly modules: readonly GraphModule[];
  readonly entry: GraphModule;
  /** The options for the runtime in one text. */
  readonly argv: string;
  readonly flags: number;
  /** How much of the payload comes before the ending: every place is in it. */
  readonly spaceBytes: number;
};

/** What is there instead of a graph: why it is none. */
export type UnknownLayout = { readonly reason: string };

const TRAILER_BYTES = 16;
const ENDING_BYTES = 32;
const MODULE_BYTES = 52;
/** Where name, contents, source map, bytecode, module information and second name stand in a module's entry. */
const PARTS_AT = [0, 8, 16, 24, 32, 40] as const;
const [NAME_AT] = PARTS_AT;
/** The flags that were seen set are in the lower 14 bits; far above them is no flag but another layout. */
const FLAGS_KNOWN = 0xff_ff;
const FORMATS = ["none", "esm", "cjs"] as const;
const ENCODINGS = 3;
const SIDES = ["server", "client"] as const;
/** The loaders of which an app was compiled and looked at. */
const LOADERS: ReadonlyMap<number, string> = new Map([
  [1, "js"],
  [4, "css"],
  [5, "file"],
  [10, "native addon"],
  [13, "text"],
  [16, "sqlite"],
  [17, "html"],
]);
const ROOTS = [...new Set(Object.values(TARGETS).map(({ payloadRoot }) => rootText(payloadRoot)))];

/** Reads the tables; a payload that is not laid out as above is said to be so, and is no fault. */
export async function payloadGraph(source: Source, payload: Payload): Promise<PayloadGraph | UnknownLayout> {
  const ending = await endingOf(source, payload);
  if (ending === undefined) return { reason: "its ending does not add up" };
  const { spaceBytes, flags } = ending;
  const table = bytesOf(await readPart(source, payload, ending.table), {
    path: source.path,
    endian: "little",
  });
  const modules: GraphModule[] = [];
  let namesLeft: number = LIMITS.moduleNamesBytes;
  for (let at = 0; at < table.sizeBytes; at += MODULE_BYTES) {
    const row = table.part(at, MODULE_BYTES);
    namesLeft -= partOf(row, NAME_AT).sizeBytes;
    if (namesLeft < 0) return { reason: "its names are longer than names are" };
    if (!PARTS_AT.every((partAt) => fits(partOf(row, partAt), spaceBytes))) {
      return { reason: "a module lies outside of it" };
    }
    const module = await moduleOf(source, payload, row);
    if (module === undefined) return { reason: "the name or the kind of a module makes no sense" };
    modules.push(module);
  }
  const entry = modules[ending.entry];
  if (entry === undefined) return { reason: "its entry point is none of its modules" };
  const argv = textOf(await readPart(source, payload, ending.argv));
  if (argv === undefined) return { reason: "its options for the runtime are no text" };
  return { modules, entry, argv, flags, spaceBytes };
}

type Ending = {
  readonly spaceBytes: number;
  readonly table: Region;
  readonly entry: number;
  readonly argv: Region;
  readonly flags: number;
};

async function endingOf(source: Source, payload: Payload): Promise<Ending | undefined> {
  const spaceBytes = payload.sizeBytes - ENDING_BYTES - TRAILER_BYTES;
  if (spaceBytes < 0) return undefined;
  const region = { offset: spaceBytes, sizeBytes: ENDING_BYTES };
  const content = bytesOf(await readPart(source, payload, region), { path: source.path, endian: "little" });
  const [table, argv, flags] = [partOf(content, 8), partOf(content, 20), content.u32(28)];
  const isWhole = table.sizeBytes > 0 && table.sizeBytes % MODULE_BYTES === 0;
  const isSmall = table.sizeBytes <= LIMITS.modules * MODULE_BYTES && argv.sizeBytes <= LIMITS.nameBytes;
  // The length is of 64 bits; as two halves, since more than 2^53 is no fault here.
  const isRight = content.u32(0) === spaceBytes && content.u32(4) === 0;
  const isInside = fits(table, spaceBytes) && fits(argv, spaceBytes);
  if (!isWhole || !isSmall || !isRight || !isInside || (flags & ~FLAGS_KNOWN) !== 0) return undefined;
  return { spaceBytes, table, entry: content.u32(16), argv, flags };
}

async function moduleOf(source: Source, payload: Payload, row: Bytes): Promise<GraphModule | undefined> {
  const [, contentsAt, sourcemapAt, bytecodeAt] = PARTS_AT;
  const name = await nameOf(source, payload, partOf(row, NAME_AT));
  const [encoding, loader] = halves(row.u16(48));
  const [formatIndex, sideIndex] = halves(row.u16(50));
  const [format, side] = [FORMATS[formatIndex], SIDES[sideIndex]];
  if (name === undefined || encoding >= ENCODINGS) return undefined;
  if (format === undefined || side === undefined) return undefined;
  const inFile = (at: number): Region => {
    const { offset, sizeBytes } = partOf(row, at);
    return { offset: payload.offset + offset, sizeBytes };
  };
  return {
    name,
    kind: LOADERS.get(loader) ?? `loader ${loader}`,
    format,
    side,
    contents: inFile(contentsAt),
    sourcemap: inFile(sourcemapAt),
    bytecode: inFile(bytecodeAt),
  };
}

/** Below the root; undefined where it is not below one. */
async function nameOf(source: Source, payload: Payload, part: Region): Promise<string | undefined> {
  if (part.sizeBytes > LIMITS.nameBytes) return undefined;
  const path = textOf(await readPart(source, payload, part));
  const root = ROOTS.find((one) => path?.startsWith(one));
  const name = root === undefined ? undefined : path?.slice(root.length);
  return name === "" ? undefined : name;
}

function readPart(source: Source, payload: Payload, part: Region): Promise<Uint8Array> {
  return source.readAt(payload.offset + part.offset, part.sizeBytes);
}

/** A place and a size in `bytes`. */
function partOf(bytes: Bytes, at: number): Region {
  return { offset: bytes.u32(at), sizeBytes: bytes.u32(at + 4) };
}

function fits(part: Region, spaceBytes: number): boolean {
  return part.offset + part.sizeBytes <= spaceBytes;
}

function halves(word: number): readonly [low: number, high: number] {
  return [word & 0xff, word >>> 8];
}

function textOf(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    // It is no UTF-8, which is all there is to say.
    return undefined;
  }
}

/** As names begin: with slashes, on Windows too, and one at the end. */
function rootText(payloadRoot: string): string {
  return `${payloadRoot.replaceAll("\\", "/")}/`;
}
