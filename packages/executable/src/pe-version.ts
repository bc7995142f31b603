/** The version resource of Windows, after Microsoft's "VS_VERSIONINFO", "VS_FIXEDFILEINFO" and "StringFileInfo". */

import type { Bytes } from "./bytes.ts";
import type { WindowsFacts } from "./facts.ts";

export type PeVersion = Pick<WindowsFacts, "fileVersion" | "productVersion" | "strings">;

/** A structure of the resource: a length, a UTF-16 key, a value, and structures inside it, all aligned to 4 bytes. */
type Node = {
  readonly key: string;
  readonly value: Bytes;
  readonly children: Bytes;
  readonly endAt: number;
};

const FIXED_SIGNATURE = 0xfeef_04bd;
const FIXED_BYTES = 52;
const NODE_HEADER_BYTES = 6;

/** Reads the resource; throws `executable-damaged` where a structure leaves the one around it. */
export function peVersion(resource: Bytes): PeVersion {
  const root = nodeAt(resource, 0);
  const fixed = root.value;
  const hasFixed = fixed.sizeBytes >= FIXED_BYTES && fixed.u32(0) === FIXED_SIGNATURE;
  return {
    fileVersion: hasFixed ? versionText(fixed, 8) : undefined,
    productVersion: hasFixed ? versionText(fixed, 16) : undefined,
    strings: firstOfEach(stringsIn(root.children)),
  };
}

/** In order; where two have one name, the first. */
function firstOfEach(entries: readonly (readonly [name: string, value: string])[]): Record<string, string> {
  const strings = new Map<string, string>();
  for (const [name, value] of entries) if (!strings.has(name)) strings.set(name, value);
  return Object.fromEntries(strings);
}

/** Every string of every language, in order. */
function stringsIn(children: Bytes): readonly (readonly [name: string, value: string])[] {
  return nodesIn(children)
    .filter(({ key }) => key === "StringFileInfo")
    .flatMap((info) => nodesIn(info.children))
    .flatMap((language) => nodesIn(language.children))
    .map(({ key, value }) => [key, utf16(value, 0)]);
}

function nodesIn(content: Bytes): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at + NODE_HEADER_BYTES <= content.sizeBytes;) {
    const node = nodeAt(content, at);
    if (node.endAt <= at) break;
    nodes.push(node);
    at = aligned(node.endAt);
  }
  return nodes;
}

function nodeAt(content: Bytes, at: number): Node {
  const sizeBytes = content.u16(at);
  const valueUnits = content.u16(at + 2);
  // A text's length is in characters, anything else's in bytes.
  const valueBytes = content.u16(at + 4) === 1 ? valueUnits * 2 : valueUnits;
  if (sizeBytes < NODE_HEADER_BYTES) {
    const nothing = content.part(at, 0);
    return { key: "", value: nothing, children: nothing, endAt: at };
  }
  const node = content.part(at, sizeBytes);
  const key = utf16(node, NODE_HEADER_BYTES);
  const valueAt = Math.min(aligned(NODE_HEADER_BYTES + key.length * 2 + 2), sizeBytes);
  // Some writers count a text's bytes, not its characters: never more than there are.
  const valueEnd = Math.min(valueAt + valueBytes, sizeBytes);
  const childrenAt = Math.min(aligned(valueEnd), sizeBytes);
  return {
    key,
    value: node.part(valueAt, valueEnd - valueAt),
    children: node.part(childrenAt, sizeBytes - childrenAt),
    endAt: at + sizeBytes,
  };
}

/** UTF-16 up to the first NUL or the end. */
function utf16(content: Bytes, at: number): string {
  let text = "";
  for (let next = at; next + 2 <= content.sizeBytes; next += 2) {
    const unit = content.u16(next);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}

function versionText(fixed: Bytes, at: number): string {
  return [fixed.u16(at + 2), fixed.u16(at), fixed.u16(at + 6), fixed.u16(at + 4)].join(".");
}

function aligned(at: number): number {
  return Math.ceil(at / 4) * 4;
}
