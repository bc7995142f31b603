/** The smallest programs that have what the readers look at. None of them runs. */

import { aligned, joined, set32, set64, text, u64 } from "./fields.ts";

export { CPU_TYPE, imageSample } from "../code-signature/testing/image-sample.ts";
export { adHocSample } from "../code-signature/testing/signature-sample.ts";
export { elfSample } from "./elf-sample.ts";
export { graphSection, type GraphSample } from "./graph-sample.ts";
export { peSample } from "./pe-sample.ts";

export type MachOSample = {
  readonly machine?: number;
  readonly section?: Uint8Array;
  readonly libraries?: readonly string[];
};

const TRAILER = "\n---- Bun! ----\n";

/** A section as Bun fills it: the length, the content, the trailer. */
export function payloadSection(content: string): Uint8Array {
  const payload = new TextEncoder().encode(content + TRAILER);
  return joined([u64(payload.length), payload]);
}

/** Header, the segments `__TEXT` and `__BUN`, the build version for macOS 13, the libraries. */
export function machoSample(sample: MachOSample = {}): Uint8Array {
  const { machine = 0x01_00_00_0c, section, libraries = [] } = sample;
  const libraryCommands = joined(libraries.map(libraryCommand));
  const commandBytes = 72 + 72 + 80 + 24 + libraryCommands.length;
  const sectionAt = aligned(32 + commandBytes);
  const sectionBytes = section?.length ?? 0;
  const file = new Uint8Array(sectionAt + sectionBytes);
  const view = new DataView(file.buffer);
  set32(view, { 0: 0xfeed_facf, 4: machine, 12: 2, 16: 3 + libraries.length, 20: commandBytes });
  set32(view, { 32: 0x19, 36: 72, 104: 0x19, 108: 152, 168: 1, 256: 0x32, 260: 24, 264: 1, 268: 0x0d_00_00 });
  text(file, { 40: "__TEXT", 112: section ? "__BUN" : "__DATA", 176: "__bun", 192: "__BUN" });
  set64(view, { 72: 0, 80: sectionAt, 144: sectionAt, 152: sectionBytes, 216: sectionBytes });
  set32(view, { 224: sectionAt });
  file.set(libraryCommands, 280);
  if (section !== undefined) file.set(section, sectionAt);
  return file;
}

function libraryCommand(name: string): Uint8Array {
  const content = new Uint8Array(aligned(24 + name.length + 1));
  set32(new DataView(content.buffer), { 0: 0x0c, 4: content.length, 8: 24 });
  text(content, { 24: name });
  return content;
}

/** A universal file of thin ones; with `is64`, its table has offsets of 64 bits. */
export function universalSample(
  slices: readonly Uint8Array[],
  options: { readonly is64?: boolean; readonly alignShift?: number } = {},
): Uint8Array {
  const { alignShift = 14 } = options;
  const entryBytes = options.is64 === true ? 32 : 20;
  let end = 8 + slices.length * entryBytes;
  const offsets = slices.map((slice) => {
    const offset = Math.ceil(end / 2 ** alignShift) * 2 ** alignShift;
    end = offset + slice.length;
    return offset;
  });
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  view.setUint32(0, options.is64 === true ? 0xca_fe_ba_bf : 0xca_fe_ba_be);
  view.setUint32(4, slices.length);
  for (const [index, slice] of slices.entries()) {
    const at = 8 + index * entryBytes;
    const offset = offsets[index] ?? 0;
    view.setUint32(at, new DataView(slice.buffer).getUint32(4, true));
    // A field of 64 bits has its value in the second half.
    view.setUint32(options.is64 === true ? at + 12 : at + 8, offset);
    view.setUint32(options.is64 === true ? at + 20 : at + 12, slice.length);
    view.setUint32(options.is64 === true ? at + 24 : at + 16, alignShift);
    file.set(slice, offset);
  }
  return file;
}
