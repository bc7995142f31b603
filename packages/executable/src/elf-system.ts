/** Which system and which C library an ELF executable is for: from its loader, its ABI byte and its notes. */

import { bytesOf } from "./bytes.ts";
import type { ElfSegment } from "./elf-tables.ts";
import type { Libc, Os } from "@slipway/targets";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import type { Source } from "./source.ts";

/** A system a mark in the file speaks of; "other" is one that no target has. */
export type MarkedSystem = Os | "other";

export type ElfMarks = {
  /** `EI_OSABI`: 0 says nothing, 3 is Linux, 9 is FreeBSD. */
  readonly osAbi: number;
  readonly interpreter: string | undefined;
  readonly notes: readonly MarkedSystem[];
};

const SEGMENT_INTERP = 3;
const ABI_UNMARKED = 0;
const ABI_SYSTEMS: ReadonlyMap<number, MarkedSystem> = new Map([
  [3, "linux"],
  [9, "freebsd"],
]);

/** By file name, since some distributions (Nix, Guix) keep their loaders in folders of their own. */
const INTERPRETERS: readonly { readonly name: RegExp; readonly os: Os; readonly libc: Libc | undefined }[] = [
  { name: /^ld-linux[a-z0-9_-]*\.so\.\d+$/u, os: "linux", libc: "glibc" },
  { name: /^ld-musl-[a-z0-9_-]+\.so\.1$/u, os: "linux", libc: "musl" },
  { name: /^linker(64)?$/u, os: "android", libc: "bionic" },
  { name: /^ld-elf\.so\.1$/u, os: "freebsd", libc: undefined },
];

/** One system when all marks agree on it, none when they do not; without any mark the kernel takes it for Linux. */
export function elfSystem(marks: ElfMarks): { readonly os: Os | undefined; readonly libc: Libc | undefined } {
  const name = marks.interpreter?.split("/").at(-1);
  const loader = INTERPRETERS.find((row) => name !== undefined && row.name.test(name));
  const systems = new Set(marks.notes);
  if (name !== undefined) systems.add(loader?.os ?? "other");
  if (marks.osAbi !== ABI_UNMARKED) systems.add(ABI_SYSTEMS.get(marks.osAbi) ?? "other");
  if (systems.size > 1) return { os: undefined, libc: undefined };

  const [os = "linux"] = systems;
  if (os === "other") return { os: undefined, libc: undefined };
  return { os, libc: os === "android" ? "bionic" : loader?.libc };
}

/** The path of the dynamic loader; undefined in a static executable. */
export async function elfInterpreter(
  source: Source,
  segments: readonly ElfSegment[],
): Promise<string | undefined> {
  const segment = segments.find(({ type }) => type === SEGMENT_INTERP);
  if (segment === undefined) return undefined;
  if (segment.sizeBytes > LIMITS.interpreterBytes) {
    throw damaged(source.path, `its loader's path has ${segment.sizeBytes} bytes, at most 4096 are possible`);
  }
  const content = bytesOf(await source.readAt(segment.offset, segment.sizeBytes), {
    path: source.path,
    endian: "little",
  });
  const interpreter = content.text(0, content.sizeBytes);
  if (!/^[\x21-\x7e]+$/u.test(interpreter)) throw damaged(source.path, "its loader's path is not printable");
  return interpreter;
}
