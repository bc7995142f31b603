/** Where the parts of a runtime for Windows lie, as far as stamping moves them ("PE Format": headers, section table). */

import type { Fault } from "@slipway/fault";

import { buildFault } from "../faults.ts";
import { LIMITS } from "./limits.ts";

/** Offsets in the optional header of a 64-bit image. */
export const OPTIONAL = {
  initializedDataBytes: 8,
  sectionAlignment: 32,
  fileAlignment: 36,
  imageBytes: 56,
  headersBytes: 60,
  checksum: 64,
  subsystem: 68,
  directoryCount: 108,
  directories: 112,
} as const;

/** Data directories, by number. */
export const DIRECTORY = { resources: 2, certificates: 4, relocations: 5 } as const;

/** Offsets in a section's header. */
export const SECTION = {
  virtualBytes: 8,
  virtualAddress: 12,
  rawBytes: 16,
  rawOffset: 20,
  flags: 36,
} as const;

export const SECTION_BYTES = 40;
export const DIRECTORY_BYTES = 8;

export type Section = {
  readonly name: string;
  /** Where its header lies. */
  readonly headerAt: number;
  readonly virtualAddress: number;
  readonly virtualBytes: number;
  readonly rawOffset: number;
  readonly rawBytes: number;
};

export type RuntimeLayout = {
  readonly path: string;
  /** Everything before the first section. */
  readonly headers: Buffer;
  readonly optionalAt: number;
  readonly sectionAlignment: number;
  readonly fileAlignment: number;
  readonly sections: readonly Section[];
  /** Last in the file, the relocations left aside. */
  readonly resources: Section;
  readonly relocations: Section | undefined;
};

const SIGNATURE = 0x4550;
const COFF_BYTES = 24;
const MAGIC_64 = 0x20b;
/** A signer pads the file so that the certificates begin at a multiple of this. */
const CERTIFICATE_ALIGNMENT = 8;

/**
 * Reads the beginning of a runtime: its first bytes, at most `LIMITS.headerBytes`. What Slipway cannot stamp without
 * harm is refused: an image that Bun has compiled already, and one with something behind its resources.
 *
 * @throws Fault `runtime-unfit`.
 */
export function runtimeLayout(
  start: Buffer,
  file: { readonly path: string; readonly sizeBytes: number },
): RuntimeLayout {
  try {
    const layout = readLayout(start, file.path);
    checkSections(layout, file);
    return layout;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // What the headers speak of is not there.
    throw unfit(file.path, { found: `it is cut short: ${file.sizeBytes} bytes`, cause });
  }
}

function readLayout(start: Buffer, path: string): RuntimeLayout {
  if (start.readUInt16BE(0) !== 0x4d_5a) throw unfit(path, { found: "it is no executable for Windows" });
  const signatureAt = start.readUInt32LE(60);
  const optionalAt = signatureAt + COFF_BYTES;
  if (start.readUInt32LE(signatureAt) !== SIGNATURE || start.readUInt16LE(optionalAt) !== MAGIC_64) {
    throw unfit(path, { found: "it is no 64-bit executable for Windows" });
  }
  const count = start.readUInt16LE(signatureAt + 6);
  if (count > LIMITS.sections) {
    throw unfit(path, { found: `it has ${count} sections, at most ${LIMITS.sections} are possible` });
  }
  const tableAt = optionalAt + start.readUInt16LE(signatureAt + 20);
  const sections = Array.from({ length: count }, (_, index) =>
    readSection(start, tableAt + index * SECTION_BYTES),
  );
  const headersBytes = start.readUInt32LE(optionalAt + OPTIONAL.headersBytes);
  if (headersBytes > start.length || headersBytes < tableAt + count * SECTION_BYTES) {
    throw unfit(path, { found: `it says that its headers have ${headersBytes} bytes` });
  }
  const part = {
    path,
    headers: start.subarray(0, headersBytes),
    optionalAt,
    sectionAlignment: alignmentAt(start, optionalAt + OPTIONAL.sectionAlignment, path),
    fileAlignment: alignmentAt(start, optionalAt + OPTIONAL.fileAlignment, path),
    sections,
  };
  const resources = sectionOf(part, DIRECTORY.resources);
  if (resources === undefined) throw unfit(path, { found: "it has no section of resources" });
  return { ...part, resources, relocations: sectionOf(part, DIRECTORY.relocations) };
}

function readSection(start: Buffer, headerAt: number): Section {
  return {
    name: start.toString("latin1", headerAt, headerAt + 8).replace(/\0+$/u, ""),
    headerAt,
    virtualAddress: start.readUInt32LE(headerAt + SECTION.virtualAddress),
    virtualBytes: start.readUInt32LE(headerAt + SECTION.virtualBytes),
    rawOffset: start.readUInt32LE(headerAt + SECTION.rawOffset),
    rawBytes: start.readUInt32LE(headerAt + SECTION.rawBytes),
  };
}

function alignmentAt(start: Buffer, at: number, path: string): number {
  const bytes = start.readUInt32LE(at);
  if (bytes >= 512 && bytes <= LIMITS.headerBytes && Number.isInteger(Math.log2(bytes))) return bytes;
  throw unfit(path, { found: `its parts are aligned to ${bytes} bytes` });
}

/** The section that begins where a data directory points to. */
function sectionOf(
  layout: Pick<RuntimeLayout, "headers" | "optionalAt" | "sections">,
  directory: number,
): Section | undefined {
  const { address } = directoryOf(layout, directory);
  return address === 0 ? undefined : layout.sections.find((section) => section.virtualAddress === address);
}

/** A data directory; zeros where the headers have none of that number. */
export function directoryOf(
  { headers, optionalAt }: Pick<RuntimeLayout, "headers" | "optionalAt">,
  directory: number,
): { readonly at: number; readonly address: number; readonly sizeBytes: number } {
  const at = optionalAt + OPTIONAL.directories + directory * DIRECTORY_BYTES;
  if (directory >= headers.readUInt32LE(optionalAt + OPTIONAL.directoryCount)) {
    return { at, address: 0, sizeBytes: 0 };
  }
  return { at, address: headers.readUInt32LE(at), sizeBytes: headers.readUInt32LE(at + 4) };
}

function checkSections(layout: RuntimeLayout, file: { readonly sizeBytes: number }): void {
  const { path, sections, resources, relocations } = layout;
  if (sections.some(({ name }) => name === ".bun")) {
    throw unfit(path, { found: "Bun has compiled an app into it already" });
  }
  const moved = relocations === undefined ? [resources] : [resources, relocations];
  const last = sections.slice(-moved.length);
  const isInOrder = sections.every((section, index) => {
    const before = sections[index - 1];
    return before === undefined || isBehind(section, before);
  });
  if (!isInOrder || !moved.every((section, index) => section === last[index])) {
    throw unfit(path, { found: "its resources and relocations are not its last sections" });
  }
  const { rawOffset, rawBytes } = relocations ?? resources;
  const endBytes = rawOffset + rawBytes;
  if (endBytes > file.sizeBytes) {
    throw unfit(path, { found: `it is cut short: ${file.sizeBytes} bytes, at least ${endBytes} are wanted` });
  }
  if (endBytes - resources.rawOffset > LIMITS.rewrittenBytes) {
    throw unfit(path, {
      found: `its resources and relocations have ${endBytes - resources.rawOffset} bytes`,
    });
  }
  checkEnd(layout, { endBytes, sizeBytes: file.sizeBytes });
}

function isBehind(section: Section, before: Section): boolean {
  return (
    section.virtualAddress >= before.virtualAddress + before.virtualBytes &&
    (section.rawBytes === 0 || section.rawOffset >= before.rawOffset + before.rawBytes)
  );
}

/** Behind the last section nothing but certificates may follow: they are dropped, and nothing else may be. */
function checkEnd(
  layout: RuntimeLayout,
  file: { readonly endBytes: number; readonly sizeBytes: number },
): void {
  // The address of this one directory is an offset in the file.
  const { address, sizeBytes } = directoryOf(layout, DIRECTORY.certificates);
  const signed = sizeBytes > 0;
  const paddingBytes = (signed ? address : file.sizeBytes) - file.endBytes;
  const restBytes = signed ? file.sizeBytes - (address + sizeBytes) : 0;
  if ([paddingBytes, restBytes].every((bytes) => bytes >= 0 && bytes < CERTIFICATE_ALIGNMENT)) return;
  throw unfit(layout.path, { found: "it has bytes behind its last section that belong to no signature" });
}

/** A runtime that cannot be stamped; `found` says why. */
export function unfit(path: string, reason: { readonly found: string; readonly cause?: unknown }): Fault {
  return buildFault("runtime-unfit", {
    message: `Cannot stamp the runtime "${path}": ${reason.found}, Bun as published for Windows is wanted`,
    hint: "Bring the runtime anew: remove its node_modules and run the command again; with pins of your own, check what was pinned",
    ...(reason.cause === undefined ? {} : { cause: reason.cause }),
  });
}
