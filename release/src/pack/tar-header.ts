/** Writes the headers of a tar stream (POSIX.1-1988 ustar, POSIX.1-2001 pax for names that do not fit). */

import { packFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";

export const TAR_BLOCK_BYTES = 512;

/** Where each field of a header block is, as offset and length in bytes. */
export const TAR_FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  devMajor: [329, 8],
  devMinor: [337, 8],
  prefix: [345, 155],
} as const;

export const TAR_TYPES = { file: "0", folder: "5", pax: "x" } as const;
export const TAR_MAGIC = "ustar\u000000";

export type TarMember = {
  readonly kind: keyof typeof TAR_TYPES;
  /** A folder's ends with `/`. */
  readonly path: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
};

/**
 * The header of a member: one block, or three where a pax record must carry the name.
 *
 * @throws Fault `pack-too-large` for a file of 8 GiB or more.
 */
export function tarHeader(member: TarMember): Uint8Array {
  if (member.sizeBytes > LIMITS.tarNumber) {
    throw packFault("pack-too-large", {
      message: `Cannot pack "${member.path}": ${member.sizeBytes} bytes, at most ${LIMITS.tarNumber}`,
      hint: "Leave it out of the archive",
    });
  }
  const split = splitPath(member.path);
  if (split !== undefined) return headerBlock(member, split);
  const record = paxRecord("path", member.path);
  const pax = { ...member, kind: "pax", mode: 0o644, sizeBytes: record.length } as const;
  return Buffer.concat([
    headerBlock(pax, { prefix: "", name: "PaxHeader" }),
    record,
    tarPadding(record.length),
    headerBlock(member, { prefix: "", name: asciiStandIn(member.path) }),
  ]);
}

/** The zeros that fill the last block of a member's content. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array((TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES);
}

/** The sum of a header block's bytes with the checksum's own read as spaces. */
export function tarChecksum(block: Uint8Array): number {
  const [at, length] = TAR_FIELDS.checksum;
  let sum = 0x20 * length;
  for (const [index, byte] of block.entries()) if (index < at || index >= at + length) sum += byte;
  return sum;
}

/** ustar holds ASCII names of 100 bytes, with up to 155 more before a slash. */
function splitPath(path: string): { readonly prefix: string; readonly name: string } | undefined {
  const [, nameBytes] = TAR_FIELDS.name;
  const [, prefixBytes] = TAR_FIELDS.prefix;
  if (!/^[\x20-\x7e]*$/u.test(path)) return undefined;
  if (path.length <= nameBytes) return { prefix: "", name: path };
  const slash = path.indexOf("/", path.length - nameBytes - 1);
  if (slash < 1 || slash > prefixBytes || slash === path.length - 1) return undefined;
  return { prefix: path.slice(0, slash), name: path.slice(slash + 1) };
}

function headerBlock(
  member: TarMember,
  path: { readonly prefix: string; readonly name: string },
): Uint8Array {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  const put = (field: keyof typeof TAR_FIELDS, text: string): void => {
    block.write(text, TAR_FIELDS[field][0], TAR_FIELDS[field][1], "latin1");
  };
  const octal = (field: keyof typeof TAR_FIELDS, value: number): void => {
    put(field, value.toString(8).padStart(TAR_FIELDS[field][1] - 1, "0"));
  };
  put("name", path.name);
  octal("mode", member.mode);
  octal("uid", 0);
  octal("gid", 0);
  octal("size", member.sizeBytes);
  octal("mtime", member.mtimeSeconds);
  put("type", TAR_TYPES[member.kind]);
  put("magic", TAR_MAGIC);
  octal("devMajor", 0);
  octal("devMinor", 0);
  put("prefix", path.prefix);
  put("checksum", `${tarChecksum(block).toString(8).padStart(6, "0")}\u0000 `);
  return block;
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = ` ${key}=${value}\n`;
  const restBytes = Buffer.byteLength(rest);
  let length = restBytes;
  while (length !== restBytes + String(length).length) length = restBytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}

/** What readers that know no pax see in place of the name. */
function asciiStandIn(path: string): string {
  const [, nameBytes] = TAR_FIELDS.name;
  return path.replaceAll(/[^\x20-\x7e]/gu, "_").slice(0, nameBytes);
}
