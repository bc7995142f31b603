/** What a PE executable is, after Microsoft's "PE Format": COFF file header and section table. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { Cpu } from "@slipway/targets";
import type { FormatFacts, Region } from "./facts.ts";
import { damaged, notAnExecutable, payloadDamaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { payloadIn } from "./payload.ts";
import { checkRegion, type Source } from "./source.ts";

const DOS_HEADER_BYTES = 64;
/** The signature `PE\0\0` and the COFF file header. */
const HEADER_BYTES = 24;
const SIGNATURE = 0x4550;
const SECTION_BYTES = 40;
const FLAG_EXECUTABLE = 0x0002;
const FLAG_LIBRARY = 0x2000;
const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [0x86_64, "x64"],
  [0xaa_64, "arm64"],
]);

/** Reads a file that begins with `MZ`. Throws what `readExecutable` does. */
export async function readPe(source: Source): Promise<FormatFacts> {
  const options = { path: source.path, endian: "little" } as const;
  const headerAt = bytesOf(await source.readAt(0, DOS_HEADER_BYTES), options).u32(60);
  const header = bytesOf(await source.readAt(headerAt, HEADER_BYTES), options);
  checkProgram(source.path, header);

  const count = header.u16(6);
  if (count > LIMITS.peSections) {
    throw damaged(source.path, `it has ${count} sections, at most ${LIMITS.peSections} are possible`);
  }
  const tableAt = headerAt + HEADER_BYTES + header.u16(20);
  const table = bytesOf(await source.readAt(tableAt, count * SECTION_BYTES), options);
  const machine = header.u16(4);
  return {
    format: "pe",
    os: "windows",
    cpu: CPUS.get(machine),
    machine: `PE machine 0x${machine.toString(16)}`,
    libc: undefined,
    payload: await payloadIn(source, bunSection(source, table)),
  };
}

function checkProgram(path: string, header: Bytes): void {
  if (header.u32(0) !== SIGNATURE) throw notAnExecutable(path, "it is a DOS program without a PE header");
  const flags = header.u16(22);
  if ((flags & FLAG_EXECUTABLE) === 0 || (flags & FLAG_LIBRARY) !== 0) {
    throw notAnExecutable(path, "it is a PE library or object");
  }
}

/** The section `.bun`, without the padding to whole file blocks; checks that every section is in the file. */
function bunSection(source: Source, table: Bytes): Region | undefined {
  let found: Region | undefined;
  for (let at = 0; at < table.sizeBytes; at += SECTION_BYTES) {
    const raw = { sizeBytes: table.u32(at + 16), offset: table.u32(at + 20) };
    if (raw.sizeBytes > 0) checkRegion(source, raw);
    if (table.text(at, 8) !== ".bun") continue;
    if (found !== undefined) throw payloadDamaged(source.path, "it has two sections .bun, one is expected");
    const usedBytes = table.u32(at + 8);
    if (usedBytes > raw.sizeBytes) {
      throw payloadDamaged(
        source.path,
        `its section has ${raw.sizeBytes} bytes in the file, not ${usedBytes}`,
      );
    }
    found = { offset: raw.offset, sizeBytes: usedBytes };
  }
  return found;
}
