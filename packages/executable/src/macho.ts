/** What a Mach-O executable is, after Apple's `mach-o/loader.h` and `mach-o/fat.h`. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { Cpu } from "@slipway/targets";
import type { FormatFacts, Region } from "./facts.ts";
import { damaged, notAnExecutable, payloadDamaged, unsupported } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { payloadIn } from "./payload.ts";
import { checkRegion, type Source } from "./source.ts";

type Command = { readonly kind: number; readonly content: Bytes };

const HEADER_BYTES = 32;
const FILE_EXECUTE = 2;
const COMMAND_SEGMENT_64 = 0x19;
const COMMAND_BUILD_VERSION = 0x32;
const SEGMENT_BYTES = 72;
const SECTION_BYTES = 80;
const PLATFORM_MACOS = 1;
/** `CPU_TYPE_*` with the bit for 64-bit addresses. */
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [0x01_00_00_07, "x64"],
  [0x01_00_00_0c, "arm64"],
]);

/** Reads a file that begins with `MH_MAGIC_64`, little-endian. Throws what `readExecutable` does. */
export async function readMachO(source: Source): Promise<FormatFacts> {
  const header = bytesOf(await source.readAt(0, HEADER_BYTES), { path: source.path, endian: "little" });
  const fileType = header.u32(12);
  if (fileType !== FILE_EXECUTE)
    throw notAnExecutable(source.path, `it is a Mach-O file of type ${fileType}`);
  const commands = await loadCommands(source, header);
  const platform = commands.find(({ kind }) => kind === COMMAND_BUILD_VERSION)?.content.u32(8);
  const cpuType = header.u32(4);
  return {
    format: "macho",
    os: (platform ?? PLATFORM_MACOS) === PLATFORM_MACOS ? "darwin" : undefined,
    cpu: CPUS.get(cpuType),
    machine: `Mach-O CPU type 0x${cpuType.toString(16)}`,
    libc: undefined,
    payload: await payloadIn(source, bunSection(source, commands)),
  };
}

/** Refuses a universal file by the number of its slices, or as a Java class, whose first bytes are the same. */
export async function refuseUniversal(source: Source): Promise<never> {
  const header = bytesOf(await source.readAt(0, 8), { path: source.path, endian: "big" });
  const slices = header.u32(4);
  if (slices === 0 || slices > LIMITS.machoSlices) throw notAnExecutable(source.path, "it is a Java class");
  throw unsupported(source.path, {
    found: `it is a universal Mach-O file of ${slices} slices, a file for one CPU is expected`,
    hint: "Take one slice out of it: lipo -thin arm64 FILE -output OTHER",
  });
}

async function loadCommands(source: Source, header: Bytes): Promise<readonly Command[]> {
  const count = header.u32(16);
  if (count > LIMITS.machoCommands) {
    throw damaged(source.path, `it has ${count} load commands, at most ${LIMITS.machoCommands} are read`);
  }
  const content = bytesOf(await source.readAt(HEADER_BYTES, header.u32(20)), {
    path: source.path,
    endian: "little",
  });
  const commands: Command[] = [];
  for (let at = 0; commands.length < count;) {
    const sizeBytes = content.u32(at + 4);
    if (sizeBytes < 8)
      throw damaged(source.path, `a load command has ${sizeBytes} bytes, at least 8 are needed`);
    commands.push({ kind: content.u32(at), content: content.part(at, sizeBytes) });
    at += sizeBytes;
  }
  return commands;
}

/** The section `__bun` of the segment `__BUN`; checks on the way that every segment is in the file. */
function bunSection(source: Source, commands: readonly Command[]): Region | undefined {
  let found: Region | undefined;
  for (const { kind, content } of commands) {
    if (kind !== COMMAND_SEGMENT_64) continue;
    const segment = { offset: content.u64(40), sizeBytes: content.u64(48) };
    checkRegion(source, segment);
    for (const section of content.text(8, 16) === "__BUN" ? sections(content) : []) {
      if (section.name !== "__bun") continue;
      if (found !== undefined)
        throw payloadDamaged(source.path, "it has two sections __bun, one is expected");
      if (!contains(segment, section)) throw payloadDamaged(source.path, "its section is not in its segment");
      found = { offset: section.offset, sizeBytes: section.sizeBytes };
    }
  }
  return found;
}

function sections(segment: Bytes): readonly (Region & { readonly name: string })[] {
  const count = Math.min(segment.u32(64), Math.ceil(segment.sizeBytes / SECTION_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const entry = segment.part(SEGMENT_BYTES + index * SECTION_BYTES, SECTION_BYTES);
    return { name: entry.text(0, 16), offset: entry.u32(48), sizeBytes: entry.u64(40) };
  });
}

function contains(outer: Region, inner: Region): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.sizeBytes <= outer.offset + outer.sizeBytes;
}
