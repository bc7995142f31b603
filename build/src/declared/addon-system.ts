/** Says which system and CPU a native addon is for: as much of its header as that takes. */

import { type Cpu, type ExecutableFormat, type Libc, type RuntimeTargetId, TARGETS } from "@slipway/targets";

export type AddonSystem = {
  readonly format: ExecutableFormat;
  /** More than one in a universal file; none where no target has such a CPU. */
  readonly cpus: readonly Cpu[];
  /** Undefined where it asks for none by name. */
  readonly libc: Libc | undefined;
  /** True for an ELF file that is marked as FreeBSD's. */
  readonly isFreeBsd: boolean;
};

/** System V gABI, `e_machine`. */
const ELF_MACHINES: Readonly<Record<number, Cpu>> = { 62: "x64", 183: "arm64" };
/** Apple's `mach/machine.h`. */
const MACHO_CPUS: Readonly<Record<number, Cpu>> = { 0x01000007: "x64", 0x0100000c: "arm64" };
/** Microsoft's "PE Format", machine types. */
const PE_MACHINES: Readonly<Record<number, Cpu>> = { 0x8664: "x64", 0xaa64: "arm64" };

const MACHO_64 = 0xfeedfacf;
/** A universal file, big-endian: how many slices, then 20 or, where offsets have 64 bits, 32 bytes for each. */
const FAT_SLICE_BYTES: Readonly<Record<number, number>> = { 0xcafebabe: 20, 0xcafebabf: 32 };
/** Java's class files start with the same four bytes; no program has as many slices as they have versions. */
const MAX_SLICES = 16;

/** What an addon with these bytes is for; undefined for what is no library of a known format. */
export function addonSystemOf(bytes: Uint8Array): AddonSystem | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 64) return undefined;
  if (view.getUint32(0) === 0x7f454c46) return elfSystem(view, bytes);
  if (view.getUint32(0, true) === MACHO_64) return other("macho", [MACHO_CPUS[view.getUint32(4, true)]]);
  if (FAT_SLICE_BYTES[view.getUint32(0)] !== undefined) return fatSystem(view);
  return view.getUint16(0) === 0x4d5a ? peSystem(view) : undefined;
}

/** Whether executables of a target can load it. */
export function fits(addon: AddonSystem, target: RuntimeTargetId): boolean {
  const { format, cpu, libc, os } = TARGETS[target];
  if (addon.format !== format || !addon.cpus.includes(cpu)) return false;
  if (format !== "elf") return true;
  if (addon.isFreeBsd !== (os === "freebsd")) return false;
  return addon.libc === undefined || addon.libc === libc;
}

function elfSystem(view: DataView, bytes: Uint8Array): AddonSystem | undefined {
  const isLittle = view.getUint8(5) === 1;
  const cpu = view.getUint8(4) === 2 && isLittle ? ELF_MACHINES[view.getUint16(18, isLittle)] : undefined;
  return { format: "elf", cpus: known([cpu]), libc: libcOf(bytes), isFreeBsd: view.getUint8(7) === 9 };
}

/** By the names of the libraries it asks for, which stand in its table of strings. */
function libcOf(bytes: Uint8Array): Libc | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text.includes("\0libc.so.6\0")) return "glibc";
  return text.includes("\0libc.musl-") ? "musl" : undefined;
}

function fatSystem(view: DataView): AddonSystem | undefined {
  const sliceBytes = FAT_SLICE_BYTES[view.getUint32(0)] ?? 0;
  const count = view.getUint32(4);
  if (count > MAX_SLICES || 8 + count * sliceBytes > view.byteLength) return undefined;
  const slices = Array.from({ length: count }, (_, index) => view.getUint32(8 + index * sliceBytes));
  return other(
    "macho",
    slices.map((cpu) => MACHO_CPUS[cpu]),
  );
}

function peSystem(view: DataView): AddonSystem | undefined {
  const header = view.getUint32(0x3c, true);
  if (header + 6 > view.byteLength || view.getUint32(header) !== 0x50450000) return undefined;
  return other("pe", [PE_MACHINES[view.getUint16(header + 4, true)]]);
}

function other(format: ExecutableFormat, cpus: readonly (Cpu | undefined)[]): AddonSystem {
  return { format, cpus: known(cpus), libc: undefined, isFreeBsd: false };
}

function known(cpus: readonly (Cpu | undefined)[]): readonly Cpu[] {
  return cpus.filter((cpu) => cpu !== undefined);
}
