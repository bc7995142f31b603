/** The smallest Mach-O images that can carry a signature. None of them runs. */

import { type Fields, set32, set64, text } from "../../testing/fields.ts";

export type ImageSample = {
  readonly cpuType?: number;
  readonly fileType?: number;
  /** The content of `__BUN,__bun`. */
  readonly section?: Uint8Array;
  /** The content of `__TEXT,__info_plist`. */
  readonly infoPlist?: Uint8Array;
  /** Empty bytes between the load commands and what follows. */
  readonly roomBytes?: number;
  /** What stands at the start of that room; printable ASCII. */
  readonly roomText?: string;
  /** How much of `__LINKEDIT` is no signature. */
  readonly linkeditBytes?: number;
  /** Behind that: one `LC_CODE_SIGNATURE` for each. */
  readonly signatures?: readonly Uint8Array[];
};

export const CPU_TYPE = { x64: 0x01_00_00_07, arm64: 0x01_00_00_0c } as const;

const SEGMENT_BYTES = 72;
const SECTION_BYTES = 80;
const LINKEDIT_BYTES = 40;

/** Header, the segments `__TEXT`, `__BUN` and `__LINKEDIT`, the build version for macOS, perhaps signatures. */
export function imageSample(sample: ImageSample = {}): Uint8Array {
  const { section = new Uint8Array(), infoPlist = new Uint8Array(), signatures = [] } = sample;
  const { roomBytes = 16, linkeditBytes = LINKEDIT_BYTES } = sample;
  const commandsBytes = 3 * SEGMENT_BYTES + 2 * SECTION_BYTES + 24 + signatures.length * 16;
  const plistAt = 32 + commandsBytes + roomBytes;
  const sectionAt = plistAt + infoPlist.length;
  const linkeditAt = sectionAt + section.length;
  const signatureAt = linkeditAt + linkeditBytes;
  const signatureBytes = signatures.reduce((sum, { length }) => sum + length, 0);

  const file = new Uint8Array(signatureAt + signatureBytes);
  const view = new DataView(file.buffer);
  set32(view, { 0: 0xfeed_facf, 4: sample.cpuType ?? CPU_TYPE.arm64, 12: sample.fileType ?? 2 });
  set32(view, { 16: 4 + signatures.length, 20: commandsBytes });
  let at = 32;
  function segment(name: string, { section: inner, ...region }: SegmentSample): void {
    const sizeBytes = SEGMENT_BYTES + (inner === undefined ? 0 : SECTION_BYTES);
    set32(view, { [at]: 0x19, [at + 4]: sizeBytes, [at + 64]: inner === undefined ? 0 : 1 });
    set64(view, { [at + 32]: region.sizeBytes, [at + 40]: region.offset, [at + 48]: region.sizeBytes });
    text(file, { [at + 8]: name });
    if (inner !== undefined) {
      const from = at + SEGMENT_BYTES;
      text(file, { [from]: inner.name, [from + 16]: name });
      set64(view, { [from + 40]: inner.sizeBytes });
      set32(view, { [from + 48]: inner.offset });
    }
    at += sizeBytes;
  }
  const plistName = sample.infoPlist === undefined ? "__text" : "__info_plist";
  segment("__TEXT", {
    offset: 0,
    sizeBytes: sectionAt,
    section: { name: plistName, offset: plistAt, sizeBytes: infoPlist.length },
  });
  segment("__BUN", {
    offset: sectionAt,
    sizeBytes: section.length,
    section: { name: "__bun", offset: sectionAt, sizeBytes: section.length },
  });
  segment("__LINKEDIT", { offset: linkeditAt, sizeBytes: linkeditBytes + signatureBytes });
  set32(view, { [at]: 0x32, [at + 4]: 24, [at + 8]: 1 });
  at += 24;
  let placed = signatureAt;
  for (const signature of signatures) {
    set32(view, { [at]: 0x1d, [at + 4]: 16, [at + 8]: placed, [at + 12]: signature.length });
    file.set(signature, placed);
    at += 16;
    placed += signature.length;
  }
  text(file, { [32 + commandsBytes]: sample.roomText ?? "" });
  file.set(infoPlist, plistAt);
  file.set(section, sectionAt);
  file.fill(0x5a, linkeditAt, signatureAt);
  return file;
}

type Part = { readonly offset: number; readonly sizeBytes: number };
type SegmentSample = Part & { readonly section?: Part & { readonly name: string } };

/** A copy of `file` with other 32-bit fields. */
export function patched(file: Uint8Array, fields: Fields<number>): Uint8Array {
  const copy = Uint8Array.from(file);
  set32(new DataView(copy.buffer), fields);
  return copy;
}
