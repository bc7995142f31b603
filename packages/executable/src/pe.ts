/** What a PE executable is, after Microsoft's "PE Format". */

import type { Cpu } from "@slipway/targets";

import { readAuthenticode } from "./authenticode/read-authenticode.ts";
import type { Region, SliceReading, WindowsFacts } from "./facts.ts";
import { payloadDamaged } from "./faults.ts";
import { packerOf } from "./packer.ts";
import { payloadIn } from "./payload.ts";
import { peLibraries } from "./pe-imports.ts";
import { peResources } from "./pe-resources.ts";
import { type PeSection, type PeTables, peTables } from "./pe-tables.ts";
import { type PeVersion, peVersion } from "./pe-version.ts";
import type { Source } from "./source.ts";

const CPUS: ReadonlyMap<number, Cpu> = new Map([
  [0x86_64, "x64"],
  [0xaa_64, "arm64"],
]);
const SUBSYSTEMS: ReadonlyMap<number, WindowsFacts["subsystem"]> = new Map([
  [2, "gui"],
  [3, "console"],
]);
const NO_VERSION: PeVersion = { fileVersion: undefined, productVersion: undefined, strings: {} };

/** Reads a file that begins with `MZ`. Throws what `readExecutable` does. */
export async function readPe(source: Source): Promise<SliceReading> {
  const tables = await peTables(source);
  const packer = await packerOf(source);
  return {
    facts: {
      region: { offset: 0, sizeBytes: source.sizeBytes },
      os: "windows",
      cpu: CPUS.get(tables.machine),
      machine: `PE machine 0x${tables.machine.toString(16)}`,
      libc: undefined,
      minimumOs: tables.minimumOs,
      // What is packed has the packer's imports, if they can be read at all.
      libraries: packer === undefined ? await peLibraries(source, tables) : [],
      packer,
      payload: await payloadIn(source, bunSection(source.path, tables.sections)),
      windows: await windowsFacts(source, tables),
    },
    regions: tables.regions,
    readSignature: () => readAuthenticode(source, tables),
  };
}

async function windowsFacts(source: Source, tables: PeTables): Promise<WindowsFacts> {
  const { icons, version } = await peResources(source, tables);
  return {
    subsystem: SUBSYSTEMS.get(tables.subsystem) ?? "other",
    icons,
    ...(version === undefined ? NO_VERSION : peVersion(version)),
  };
}

/** The section `.bun`, without the padding to whole file blocks. */
function bunSection(path: string, sections: readonly PeSection[]): Region | undefined {
  const [section, second] = sections.filter(({ name }) => name === ".bun");
  if (second !== undefined) throw payloadDamaged(path, "it has two sections .bun, one is expected");
  if (section === undefined) return undefined;
  const { offset, sizeBytes, usedBytes } = section;
  if (usedBytes > sizeBytes) {
    throw payloadDamaged(path, `its section has ${sizeBytes} bytes in the file, not ${usedBytes}`);
  }
  return { offset, sizeBytes: usedBytes };
}
