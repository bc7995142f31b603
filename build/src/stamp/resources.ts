/** The resources of a stamped runtime: those of the original but for icon and version, which are the app's. */

import { NtExecutable, NtExecutableResource, Resource } from "resedit";

import type { IconPicture } from "./icon.ts";
import { DIRECTORY, directoryOf, type RuntimeLayout, SECTION, unfit } from "./runtime-layout.ts";
import type { WantedWindows } from "./wanted-windows.ts";

export type Stamp = {
  readonly wanted: WantedWindows;
  /** Undefined where the configuration names no icon. */
  readonly icon: readonly IconPicture[] | undefined;
};

export type ResourceSection = {
  /** Whole file blocks. */
  readonly content: Uint8Array;
  /** How much of it is in use. */
  readonly usedBytes: number;
};

type Entry = NtExecutableResource["entries"][number];

/** Types of resources (winuser.h, `RT_*`). */
const TYPE = { icon: 3, iconGroup: 14, version: 16 } as const;
const REPLACED: readonly Entry["type"][] = Object.values(TYPE);
/** English (United States), text in UTF-16: what Windows falls back to in every language. */
const LANGUAGE = { lang: 0x409, codepage: 1200 } as const;
const GROUP_HEADER_BYTES = 6;
const GROUP_ENTRY_BYTES = 14;
/** `VS_FIXEDFILEINFO` (verrsrc.h): all flags valid and none set, Windows, an application. */
const FIXED = { fileFlagsMask: 0x3f, fileFlags: 0, fileOS: 0x4_0004, fileType: 1, fileSubtype: 0 } as const;

/**
 * Makes the section of resources anew; `original` is what lies in the runtime's. Without an icon of its own an app has
 * none, and Windows shows its symbol for any program: Bun's icon would say that the app is Bun. What else is there
 * stays, such as the manifest that switches long paths on.
 *
 * @throws Fault `runtime-unfit` when the runtime's resources are damaged.
 */
export function stampedResources(layout: RuntimeLayout, original: Uint8Array, stamp: Stamp): ResourceSection {
  try {
    const resources = NtExecutableResource.from(skeletonOf(layout, original));
    const kept = resources.entries.filter(({ type }) => !REPLACED.includes(type));
    const added = [...iconEntries(stamp.icon ?? []), versionEntry(stamp.wanted)];
    resources.entries = [...kept, ...added].toSorted((one, other) => rankOf(one) - rankOf(other));
    const { virtualAddress } = layout.resources;
    const made = resources.generateResourceData(virtualAddress, layout.fileAlignment, false, true);
    return { content: new Uint8Array(made.bin), usedBytes: made.rawSize };
  } catch (cause) {
    throw unfit(layout.path, { found: "its resources are damaged", cause });
  }
}

/** An image with the runtime's headers and nothing but its resources: the library wants a whole one, of any size. */
function skeletonOf({ headers, sections, ...layout }: RuntimeLayout, original: Uint8Array): NtExecutable {
  const skeleton = Buffer.alloc(headers.length + original.length);
  headers.copy(skeleton);
  skeleton.set(original, headers.length);
  skeleton.fill(0, ...directoryRange({ headers, ...layout }, DIRECTORY.certificates));
  for (const section of sections) {
    const isKept = section === layout.resources;
    skeleton.writeUInt32LE(isKept ? original.length : 0, section.headerAt + SECTION.rawBytes);
    skeleton.writeUInt32LE(isKept ? headers.length : 0, section.headerAt + SECTION.rawOffset);
  }
  return NtExecutable.from(skeleton);
}

/** Types by name, then by number: the order of a directory, in which a stamped runtime gives them back. */
function rankOf({ type }: Entry): number {
  return typeof type === "string" ? -1 : type;
}

function directoryRange(
  layout: Pick<RuntimeLayout, "headers" | "optionalAt">,
  directory: number,
): [number, number] {
  const { at } = directoryOf(layout, directory);
  return [at, at + 8];
}

/**
 * A group that lists the pictures, and the pictures byte by byte as they are in the icon file. Explorer takes the first
 * group there is.
 */
function iconEntries(pictures: readonly IconPicture[]): readonly Entry[] {
  if (pictures.length === 0) return [];
  const group = Buffer.alloc(GROUP_HEADER_BYTES + pictures.length * GROUP_ENTRY_BYTES);
  group.writeUInt16LE(1, 2);
  group.writeUInt16LE(pictures.length, 4);
  for (const [index, picture] of pictures.entries()) {
    const at = GROUP_HEADER_BYTES + index * GROUP_ENTRY_BYTES;
    group.writeUInt8(sideOf(picture.widthPixels), at);
    group.writeUInt8(sideOf(picture.heightPixels), at + 1);
    group.writeUInt8(picture.colors, at + 2);
    group.writeUInt16LE(picture.planes, at + 4);
    group.writeUInt16LE(picture.bitsPerPixel, at + 6);
    group.writeUInt32LE(picture.content.length, at + 8);
    group.writeUInt16LE(index + 1, at + 12);
  }
  return [
    ...pictures.map(({ content }, index) => entryOf({ type: TYPE.icon, id: index + 1, content })),
    entryOf({ type: TYPE.iconGroup, id: 1, content: group }),
  ];
}

/** One byte has room for 255; 0 says 256 or more. */
function sideOf(pixels: number): number {
  return pixels > 255 ? 0 : pixels;
}

function versionEntry({ strings, fileVersion }: WantedWindows): Entry {
  const [major = 0, minor = 0, patch = 0, build = 0] = fileVersion.split(".").map(Number);
  const high = major * 0x1_0000 + minor;
  const low = patch * 0x1_0000 + build;
  const version = Resource.VersionInfo.create({
    lang: LANGUAGE.lang,
    fixedInfo: {
      ...FIXED,
      fileVersionMS: high,
      fileVersionLS: low,
      productVersionMS: high,
      productVersionLS: low,
    },
    strings: [{ ...LANGUAGE, values: { ...strings } }],
  });
  return version.generateResource();
}

function entryOf(resource: {
  readonly type: number;
  readonly id: number;
  readonly content: Uint8Array;
}): Entry {
  const { type, id, content } = resource;
  return { type, id, ...LANGUAGE, codepage: 0, bin: Uint8Array.from(content).buffer };
}
