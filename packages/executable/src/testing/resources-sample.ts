/** An icon and a version resource, after Microsoft's "PE Format" and "VS_VERSIONINFO". */

import { joined, set16, set32 } from "./fields.ts";

export type ResourcesSample = {
  /** The sides of the icon's pictures in pixels, 256 at most. */
  readonly icons?: readonly number[];
  /** Four numbers, for the file and for the product alike. */
  readonly version?: readonly [number, number, number, number];
  readonly strings?: Readonly<Record<string, string>>;
};

/** A resource tree at `address`: for each type one name in one language. */
export function resourcesSample(sample: ResourcesSample, address: number): Uint8Array {
  const rows = [
    ...(sample.icons === undefined ? [] : [{ type: 14, data: iconGroup(sample.icons) }]),
    ...(sample.version === undefined ? [] : [{ type: 16, data: versionInfo(sample) }]),
  ];
  // The table of types, then for each the table of names, that of languages, and the entry that leads to the data.
  const branchBytes = 24 + 24 + 16;
  const rootBytes = 16 + rows.length * 8;
  const tree = new Uint8Array(rootBytes + rows.length * branchBytes);
  const view = new DataView(tree.buffer);
  set16(view, { 14: rows.length });
  let dataAt = tree.length;
  for (const [index, { type, data }] of rows.entries()) {
    const at = rootBytes + index * branchBytes;
    set32(view, { [16 + index * 8]: type, [20 + index * 8]: 0x80_00_00_00 + at });
    set16(view, { [at + 14]: 1, [at + 24 + 14]: 1 });
    set32(view, { [at + 16]: 1, [at + 20]: 0x80_00_00_00 + at + 24 });
    set32(view, { [at + 40]: 1033, [at + 44]: at + 48 });
    set32(view, { [at + 48]: address + dataAt, [at + 52]: data.length });
    dataAt += data.length;
  }
  return joined([tree, ...rows.map(({ data }) => data)]);
}

function iconGroup(sides: readonly number[]): Uint8Array {
  const content = new Uint8Array(6 + sides.length * 14);
  const view = new DataView(content.buffer);
  set16(view, { 2: 1, 4: sides.length });
  for (const [index, side] of sides.entries()) {
    const at = 6 + index * 14;
    content.set([side & 0xff, side & 0xff], at);
    set32(view, { [at + 8]: side * side });
    set16(view, { [at + 12]: index + 1 });
  }
  return content;
}

function versionInfo({ version = [0, 0, 0, 0], strings = {} }: ResourcesSample): Uint8Array {
  const fixed = new Uint8Array(52);
  const [major, minor, patch, build] = version;
  set32(new DataView(fixed.buffer), { 0: 0xfeef_04bd });
  const words = { 8: minor, 10: major, 12: build, 14: patch };
  set16(new DataView(fixed.buffer), { ...words, 16: minor, 18: major, 20: build, 22: patch });
  const table = node("040904b0", {
    children: Object.entries(strings).map(([key, value]) => node(key, { text: value })),
  });
  return node("VS_VERSION_INFO", {
    value: fixed,
    children: [node("StringFileInfo", { children: [table] })],
  });
}

type NodeParts = {
  readonly value?: Uint8Array;
  readonly text?: string;
  readonly children?: readonly Uint8Array[];
};

/** Length, length of the value, kind, key, value, children; each aligned to 4 bytes. */
function node(key: string, parts: NodeParts): Uint8Array {
  const value = parts.text === undefined ? (parts.value ?? new Uint8Array()) : utf16(`${parts.text}\0`);
  const header = new Uint8Array(6);
  const content = joined([
    padded(joined([header, utf16(`${key}\0`)])),
    padded(value),
    ...(parts.children ?? []),
  ]);
  set16(new DataView(content.buffer), {
    0: content.length,
    2: parts.text === undefined ? value.length : value.length / 2,
    4: parts.text === undefined ? 0 : 1,
  });
  return content;
}

function utf16(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content, "utf16le"));
}

function padded(content: Uint8Array): Uint8Array {
  return joined([content, new Uint8Array((4 - (content.length % 4)) % 4)]);
}
