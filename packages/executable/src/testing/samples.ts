/** The smallest programs that have what the readers look at. None of them runs. */

import { aligned, joined, set16, set32, set64, text, u64 } from "./fields.ts";

export { elfSample } from "./elf-sample.ts";

export type OtherSample = { readonly machine?: number; readonly section?: Uint8Array };

const TRAILER = "\n---- Bun! ----\n";

/** A section as Bun fills it: the length, the content, the trailer. */
export function payloadSection(content: string): Uint8Array {
  const payload = new TextEncoder().encode(content + TRAILER);
  return joined([u64(payload.length), payload]);
}

/** Header, the segments `__TEXT` and `__BUN`, the build version for macOS. */
export function machoSample(sample: OtherSample = {}): Uint8Array {
  const { machine = 0x01_00_00_0c, section } = sample;
  const commandBytes = 72 + 72 + 80 + 24;
  const sectionAt = aligned(32 + commandBytes);
  const sectionBytes = section?.length ?? 0;
  const file = new Uint8Array(sectionAt + sectionBytes);
  const view = new DataView(file.buffer);
  set32(view, { 0: 0xfeed_facf, 4: machine, 12: 2, 16: 3, 20: commandBytes });
  set32(view, { 32: 0x19, 36: 72, 104: 0x19, 108: 152, 168: 1, 256: 0x32, 260: 24, 264: 1 });
  text(file, { 40: "__TEXT", 112: section ? "__BUN" : "__DATA", 176: "__bun", 192: "__BUN" });
  set64(view, { 72: 0, 80: sectionAt, 144: sectionAt, 152: sectionBytes, 216: sectionBytes });
  set32(view, { 224: sectionAt });
  if (section !== undefined) file.set(section, sectionAt);
  return file;
}

/** DOS header, COFF header, the sections `.text` and `.bun`, the last one padded to a file block. */
export function peSample(sample: OtherSample = {}): Uint8Array {
  const { machine = 0x8664, section = new Uint8Array() } = sample;
  const rawBytes = Math.ceil(section.length / 512) * 512;
  const file = new Uint8Array(1024 + rawBytes);
  const view = new DataView(file.buffer);
  text(file, { 0: "MZ", 120: "PE", 160: ".text", 200: sample.section ? ".bun" : ".rsrc" });
  set16(view, { 124: machine, 126: 2, 140: 16, 142: 0x22 });
  set32(view, { 60: 120, 168: 10, 176: 512, 180: 512, 208: section.length, 216: rawBytes, 220: 1024 });
  file.set(section, 1024);
  return file;
}
