/** What an ELF executable is, after the System V gABI, "ELF Header". */

import type { Cpu } from "@slipway/targets";

import { type Bytes, bytesOf } from "./bytes.ts";
import { elfLibraries } from "./elf-dynamic.ts";
import { elfNotes } from "./elf-notes.ts";
import { elfPayload } from "./elf-payload.ts";
import { elfInterpreter, elfSystem } from "./elf-system.ts";
import { type ElfSection, elfSections, elfSegments, hasBytes } from "./elf-tables.ts";
import type { NamedRegion, SliceReading } from "./facts.ts";
import { notAnExecutable, unsupported } from "./faults.ts";
import { packerOf } from "./packer.ts";
import type { Source } from "./source.ts";

const IDENTITY_BYTES = 20;
const HEADER_BYTES = 64;
const CLASS_64 = 2;
const DATA_LITTLE = 1;
const DATA_BIG = 2;
const TYPE_EXECUTABLE = 2;
/** A position-independent executable has the type of a shared object. */
const TYPE_SHARED = 3;
const OTHER_TYPES: ReadonlyMap<number, string> = new Map([
  [1, "an ELF object, which is not linked yet"],
  [4, "an ELF core dump"],
]);
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [62, "x64"],
  [183, "arm64"],
]);

/** Reads a file that begins with `7f 45 4c 46`. Throws what `readExecutable` does. */
export async function readElf(source: Source): Promise<SliceReading> {
  checkClass(source, await source.readAt(0, IDENTITY_BYTES));
  const identity = await source.readAt(0, HEADER_BYTES);
  const header = bytesOf(identity, { path: source.path, endian: "little" });

  const type = header.u16(16);
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    throw notAnExecutable(source.path, `it is ${OTHER_TYPES.get(type) ?? `an ELF file of type ${type}`}`);
  }

  const segments = await elfSegments(source, header);
  const sections = await elfSections(source, header);
  const interpreter = await elfInterpreter(source, segments);
  const notes = await elfNotes(source, segments);
  checkEntry(source.path, { header, interpreter });
  const machine = header.u16(18);
  return {
    facts: {
      region: { offset: 0, sizeBytes: source.sizeBytes },
      ...elfSystem({ osAbi: identity[7] ?? 0, interpreter, notes: notes.map(({ system }) => system) }),
      cpu: CPUS.get(machine),
      machine: `ELF machine ${machine}`,
      ...(interpreter === undefined ? {} : { interpreter }),
      minimumOs: notes.find(({ minimumOs }) => minimumOs !== undefined)?.minimumOs,
      libraries: await elfLibraries(source, segments),
      packer: await packerOf(source),
      payload: await elfPayload(source, { segments, sections }),
    },
    regions: regionsOf(header, sections),
    readSignature: () => Promise.resolve({ kind: "none" }),
  };
}

function checkClass(source: Source, identity: Uint8Array): void {
  if (identity[4] === CLASS_64 && identity[5] === DATA_LITTLE) return;
  const endian = identity[5] === DATA_BIG ? "big" : "little";
  const machine = bytesOf(identity, { path: source.path, endian }).u16(18);
  const bits = identity[4] === CLASS_64 ? 64 : 32;
  throw unsupported(source.path, {
    found: `it is a ${bits}-bit ${endian}-endian ELF file for machine ${machine}, 64-bit little-endian is expected`,
    hint: "Use an executable for x64 or arm64",
  });
}

type Program = { readonly header: Bytes; readonly interpreter: string | undefined };

/** A library has no loader and, from the linkers of today, no entry point; a static executable has an entry point. */
function checkEntry(path: string, program: Program): void {
  const { header, interpreter } = program;
  if (interpreter === undefined && header.u64(24) === 0) {
    throw notAnExecutable(path, "it is an ELF library or object without an entry point");
  }
}

function regionsOf(header: Bytes, sections: readonly ElfSection[]): readonly NamedRegion[] {
  return [
    { name: "ELF header", offset: 0, sizeBytes: HEADER_BYTES },
    { name: "program headers", offset: header.u64(32), sizeBytes: header.u16(54) * header.u16(56) },
    { name: "section headers", offset: header.u64(40), sizeBytes: header.u16(58) * header.u16(60) },
    ...sections
      .filter(hasBytes)
      .map(({ name, offset, sizeBytes }) => ({ name: `section ${name}`, offset, sizeBytes })),
  ];
}
