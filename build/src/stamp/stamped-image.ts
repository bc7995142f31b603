/** Puts new resources into a runtime: what changes of its headers, and all that follows the untouched sections. */

import {
  DIRECTORY,
  directoryOf,
  OPTIONAL,
  type RuntimeLayout,
  SECTION,
  type Section,
} from "./runtime-layout.ts";
import type { ResourceSection } from "./resources.ts";
import type { WantedWindows } from "./wanted-windows.ts";

export type StampedImage = {
  readonly headers: Buffer;
  /** Where the resources begin; up to there, headers aside, the file is the runtime's. */
  readonly tailOffset: number;
  /** Resources and relocations; the file ends with them. */
  readonly tail: Buffer;
};

/** `IMAGE_SUBSYSTEM_WINDOWS_CUI` and `_GUI` (winnt.h). */
const SUBSYSTEMS = { console: 3, gui: 2 } as const;
const FLAG_INITIALIZED_DATA = 0x40;

/**
 * The image with `resources`; `relocations` are the bytes of the runtime's section, which moves when the resources need
 * more or fewer pages. Certificates are gone, since they vouch for other bytes, and the checksum is 0: Bun computes it
 * when it adds the payload.
 */
export function stampedImage(
  layout: RuntimeLayout,
  parts: {
    readonly resources: ResourceSection;
    readonly relocations: Uint8Array;
    readonly subsystem: WantedWindows["subsystem"];
  },
): StampedImage {
  const { optionalAt, resources, relocations, sectionAlignment } = layout;
  const { content, usedBytes } = parts.resources;
  const headers = Buffer.from(layout.headers);
  headers.writeUInt32LE(content.length, resources.headerAt + SECTION.rawBytes);
  headers.writeUInt32LE(usedBytes, resources.headerAt + SECTION.virtualBytes);
  headers.writeUInt32LE(usedBytes, directoryOf(layout, DIRECTORY.resources).at + 4);
  let endAddress = roundUp(resources.virtualAddress + usedBytes, sectionAlignment);
  if (relocations !== undefined) {
    headers.writeUInt32LE(endAddress, relocations.headerAt + SECTION.virtualAddress);
    headers.writeUInt32LE(resources.rawOffset + content.length, relocations.headerAt + SECTION.rawOffset);
    headers.writeUInt32LE(endAddress, directoryOf(layout, DIRECTORY.relocations).at);
    endAddress = roundUp(endAddress + relocations.virtualBytes, sectionAlignment);
  }
  const certificates = directoryOf(layout, DIRECTORY.certificates);
  if (certificates.sizeBytes > 0) headers.fill(0, certificates.at, certificates.at + 8);
  headers.writeUInt32LE(endAddress, optionalAt + OPTIONAL.imageBytes);
  headers.writeUInt32LE(
    initializedBytes(headers, layout.sections),
    optionalAt + OPTIONAL.initializedDataBytes,
  );
  headers.writeUInt16LE(SUBSYSTEMS[parts.subsystem], optionalAt + OPTIONAL.subsystem);
  headers.writeUInt32LE(0, optionalAt + OPTIONAL.checksum);
  const tail = Buffer.concat([content, parts.relocations]);
  return { headers, tailOffset: resources.rawOffset, tail };
}

/** The linker's own sum, so that stamping a stamped runtime gives the same bytes. */
function initializedBytes(headers: Buffer, sections: readonly Section[]): number {
  return sections
    .filter(({ headerAt }) => (headers.readUInt32LE(headerAt + SECTION.flags) & FLAG_INITIALIZED_DATA) !== 0)
    .reduce((sum, { headerAt }) => sum + headers.readUInt32LE(headerAt + SECTION.rawBytes), 0);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
