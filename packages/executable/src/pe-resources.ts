/** The icon and the version resource of a PE executable, after Microsoft's "PE Format", "The .rsrc Section". */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { WindowsIcon } from "./facts.ts";
import { damaged } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import { DIRECTORY_RESOURCES, peOffset, type PeTables } from "./pe-tables.ts";
import type { Source } from "./source.ts";

export type PeResources = {
  readonly icons: readonly WindowsIcon[];
  /** `VS_VERSIONINFO`, unread. */
  readonly version: Bytes | undefined;
};

const TYPE_GROUP_ICON = 14;
const TYPE_VERSION = 16;
const TABLE_BYTES = 16;
const ENTRY_BYTES = 8;
const DATA_BYTES = 16;
/** Set in an entry's offset when it leads to a table, not to data. */
const IS_TABLE = 0x80_00_00_00;
const GROUP_HEADER_BYTES = 6;
const GROUP_ENTRY_BYTES = 14;

/** The first icon group, which is the one Windows shows, and the first version; each in its first language. */
export async function peResources(source: Source, tables: PeTables): Promise<PeResources> {
  const directory = tables.directories[DIRECTORY_RESOURCES];
  if (directory === undefined || directory.address === 0) return { icons: [], version: undefined };
  const root = peOffset(tables, directory.address);
  if (root === undefined) throw damaged(source.path, "its resource directory is in no section");
  const tree: Tree = { source, tables, root };
  const group = await firstOfType(tree, TYPE_GROUP_ICON);
  return {
    icons: group === undefined ? [] : iconsOf(group),
    version: await firstOfType(tree, TYPE_VERSION),
  };
}

type Tree = { readonly source: Source; readonly tables: PeTables; readonly root: number };
type Entry = { readonly id: number; readonly offset: number };

/** Type, name and language are the three levels; the last one leads to the data. */
async function firstOfType(tree: Tree, type: number): Promise<Bytes | undefined> {
  const { path } = tree.source;
  const names = (await entriesAt(tree, 0)).find(({ id }) => id === type);
  if (names === undefined) return undefined;
  const [name] = await entriesAt(tree, tableOffset(path, names));
  if (name === undefined) return undefined;
  const [language] = await entriesAt(tree, tableOffset(path, name));
  if (language === undefined) return undefined;
  if (language.offset >= IS_TABLE) throw damaged(path, "its resources are nested deeper than three levels");

  const data = await read(tree, { offset: tree.root + language.offset, sizeBytes: DATA_BYTES });
  const offset = peOffset(tree.tables, data.u32(0));
  const sizeBytes = data.u32(4);
  if (offset === undefined) throw damaged(path, "a resource is in no section");
  if (sizeBytes > LIMITS.peResourceBytes) {
    throw damaged(path, `a resource has ${sizeBytes} bytes, at most ${LIMITS.peResourceBytes} are read`);
  }
  return read(tree, { offset, sizeBytes });
}

async function entriesAt(tree: Tree, at: number): Promise<readonly Entry[]> {
  const header = await read(tree, { offset: tree.root + at, sizeBytes: TABLE_BYTES });
  const count = header.u16(12) + header.u16(14);
  if (count > LIMITS.peResources) {
    throw damaged(tree.source.path, `it has ${count} resources, at most ${LIMITS.peResources} are read`);
  }
  const entries = await read(tree, { offset: tree.root + at + TABLE_BYTES, sizeBytes: count * ENTRY_BYTES });
  return Array.from({ length: count }, (_, index) => ({
    id: entries.u32(index * ENTRY_BYTES),
    offset: entries.u32(index * ENTRY_BYTES + 4),
  }));
}

function tableOffset(path: string, entry: Entry): number {
  if (entry.offset < IS_TABLE) throw damaged(path, "its resources are nested less deep than three levels");
  return entry.offset - IS_TABLE;
}

async function read(
  tree: Tree,
  region: { readonly offset: number; readonly sizeBytes: number },
): Promise<Bytes> {
  const content = await tree.source.readAt(region.offset, region.sizeBytes);
  return bytesOf(content, { path: tree.source.path, endian: "little" });
}

/** `GRPICONDIR` (Microsoft, "Icons": the resource format); a side of 256 pixels is written as 0. */
function iconsOf(group: Bytes): readonly WindowsIcon[] {
  return Array.from({ length: group.u16(4) }, (_, index) => {
    const entry = group.part(GROUP_HEADER_BYTES + index * GROUP_ENTRY_BYTES, GROUP_ENTRY_BYTES);
    const sides = entry.u16(0);
    return {
      widthPixels: sides & 0xff || 256,
      heightPixels: sides >>> 8 || 256,
      sizeBytes: entry.u32(8),
    };
  });
}
