/** What an ELF executable is, after the System V gABI, "ELF Header". */

import { type Bytes, bytesOf } from "./bytes.ts";
import { elfPayload } from "./elf-payload.ts";
import { elfInterpreter, elfNoteSystems, elfSystem } from "./elf-system.ts";
import { elfSections, elfSegments } from "./elf-tables.ts";
import type { Cpu } from "@slipway/targets";
import type { FormatFacts } from "./facts.ts";
import { notAnExecutable, unsupported } from "./faults.ts";
import type { Source } from "./source.ts";

const HEADER_BYTES = 64;
const CLASS_64 = 2;
const DATA_LITTLE = 1;
const TYPE_EXECUTABLE = 2;
/** A position-independent executable has the type of a shared object. */
const TYPE_SHARED = 3;
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [62, "x64"],
  [183, "arm64"],
]);

/** Reads a file that begins with `7f 45 4c 46`. Throws what `readExecutable` does. */
export async function readElf(source: Source): Promise<FormatFacts> {
  const identity = await source.readAt(0, HEADER_BYTES);
  if (identity[4] !== CLASS_64 || identity[5] !== DATA_LITTLE) {
    throw unsupported(source.path, {
      found: "it is a 32-bit or big-endian ELF file, 64-bit little-endian is expected",
      hint: "Use an executable for x64 or arm64",
    });
  }
  const header = bytesOf(identity, { path: source.path, endian: "little" });

  const type = header.u16(16);
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    throw notAnExecutable(source.path, `it is an ELF file of type ${type}`);
  }

  const segments = await elfSegments(source, header);
  const sections = await elfSections(source, header);
  const interpreter = await elfInterpreter(source, segments);
  const notes = await elfNoteSystems(source, segments);
  checkEntry(source.path, { header, interpreter });
  const machine = header.u16(18);
  return {
    format: "elf",
    ...elfSystem({ osAbi: identity[7] ?? 0, interpreter, notes }),
    cpu: CPUS.get(machine),
    machine: `ELF machine ${machine}`,
    ...(interpreter === undefined ? {} : { interpreter }),
    payload: await elfPayload(source, { segments, sections }),
  };
}

type Program = { readonly header: Bytes; readonly interpreter: string | undefined };

/** A library has no loader and, from the linkers of today, no entry point; a static executable has an entry point. */
function checkEntry(path: string, program: Program): void {
  const { header, interpreter } = program;
  if (interpreter === undefined && header.u64(24) === 0) {
    throw notAnExecutable(path, "it is an ELF library or object without an entry point");
  }
}
