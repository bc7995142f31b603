/**
 * The payload inside its section. Bun 1.4.4 writes the same into an ELF section `.bun`, a Mach-O section `__BUN,__bun`
 * and a PE section `.bun`: an 8-byte little-endian length, then exactly that many bytes, of which the last 16 are the
 * trailer. Runtimes have no such section (PE) or one of zeros (ELF: 8 bytes, Mach-O: one page of 16 KiB).
 */

import { payloadDamaged } from "./faults.ts";
import type { Payload, Region } from "./facts.ts";
import { LIMITS } from "./limits.ts";
import type { Source } from "./source.ts";

const LENGTH_BYTES = 8;
const TRAILER = new TextEncoder().encode("\n---- Bun! ----\n");

/**
 * The payload in `section`; undefined when there is no section or only a runtime's placeholder.
 *
 * @throws Fault `payload-damaged` when the length is not the section's or the trailer is not at the end.
 */
export async function payloadIn(source: Source, section: Region | undefined): Promise<Payload | undefined> {
  if (section === undefined) return undefined;
  if (section.sizeBytes < LENGTH_BYTES) {
    throw payloadDamaged(source.path, `its section has ${section.sizeBytes} bytes, at least 8 are expected`);
  }
  const header = await source.readAt(section.offset, LENGTH_BYTES);
  const sizeBytes = new DataView(header.buffer, header.byteOffset).getBigUint64(0, true);
  if (sizeBytes === 0n) return placeholder(source, section);

  const spaceBytes = section.sizeBytes - LENGTH_BYTES;
  if (sizeBytes !== BigInt(spaceBytes)) {
    throw payloadDamaged(
      source.path,
      `its length field says ${sizeBytes} bytes, its section holds ${spaceBytes}`,
    );
  }
  const payload = { offset: section.offset + LENGTH_BYTES, sizeBytes: spaceBytes };
  await checkTrailer(source, payload);
  return payload;
}

async function placeholder(source: Source, section: Region): Promise<undefined> {
  const { offset, sizeBytes } = section;
  const isSmall = sizeBytes <= LIMITS.placeholderBytes;
  if (isSmall && (await source.readAt(offset, sizeBytes)).every((byte) => byte === 0)) return undefined;
  throw payloadDamaged(
    source.path,
    `its length field says 0 bytes, its section of ${sizeBytes} is not empty`,
  );
}

async function checkTrailer(source: Source, payload: Payload): Promise<void> {
  if (payload.sizeBytes >= TRAILER.length) {
    const end = await source.readAt(payload.offset + payload.sizeBytes - TRAILER.length, TRAILER.length);
    if (end.every((byte, index) => byte === TRAILER[index])) return;
  }
  throw payloadDamaged(source.path, "it does not end with the trailer that Bun writes");
}
