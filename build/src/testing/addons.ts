/** Headers of native addons, as much as telling them apart takes. */

export type AddonSample = {
  readonly format: "elf" | "macho" | "fat" | "pe";
  /** As the format numbers it. */
  readonly machine: number;
  /** The second slice of a fat file. */
  readonly second?: number;
  /** `EI_OSABI` of an ELF file. */
  readonly osAbi?: number;
  /** A library that it asks for. */
  readonly library?: string;
};

/** A file that says it is an addon for that system; nothing could load it. */
export function addonBytes(sample: AddonSample): Uint8Array {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  switch (sample.format) {
    case "elf":
      bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, sample.osAbi ?? 0]);
      view.setUint16(18, sample.machine, true);
      bytes.set(new TextEncoder().encode(sample.library ?? ""), 257);
      break;
    case "macho":
      view.setUint32(0, 0xfeedfacf, true);
      view.setUint32(4, sample.machine, true);
      break;
    case "fat":
      view.setUint32(0, 0xcafebabe);
      view.setUint32(4, 2);
      view.setUint32(8, sample.machine);
      view.setUint32(28, sample.second ?? 0);
      break;
    case "pe":
      view.setUint16(0, 0x4d5a);
      view.setUint32(0x3c, 128, true);
      view.setUint32(128, 0x50450000);
      view.setUint16(132, sample.machine, true);
  }
  return bytes;
}
