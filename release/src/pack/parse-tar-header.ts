/** Reads a header block of a tar stream, as strictly as `tarHeader` writes it. */

import { TAR_FIELDS, TAR_MAGIC, TAR_TYPES, tarChecksum, type TarMember } from "./tar-header.ts";

/** What a block of 512 bytes says, or in a sentence why it is no header. */
export type ParsedTarHeader = TarMember | { readonly kind: "invalid"; readonly problem: string };

/** Takes files, folders and pax records with a right checksum, numbers in octal and no set-id bits. */
export function parseTarHeader(bytes: Uint8Array): ParsedTarHeader {
  const block = Buffer.from(bytes);
  if (text(block, "magic") !== TAR_MAGIC) return invalid("it holds no ustar header where one must be");
  if (octal(block, "checksum") !== tarChecksum(block)) return invalid("the checksum of a header is wrong");
  const type = text(block, "type");
  const kind = TAR_KINDS.find((known) => TAR_TYPES[known] === type);
  if (kind === undefined) return invalid(`it holds an entry of type ${JSON.stringify(type)}`);
  const mode = octal(block, "mode");
  const sizeBytes = octal(block, "size");
  const mtimeSeconds = octal(block, "mtime");
  if (mode === undefined || mode > 0o777) return invalid("an entry has a mode beyond rwxrwxrwx");
  if (sizeBytes === undefined || mtimeSeconds === undefined)
    return invalid("a number in a header is not octal");
  const prefix = terminated(text(block, "prefix"));
  const name = terminated(text(block, "name"));
  return { kind, path: prefix === "" ? name : `${prefix}/${name}`, mode, sizeBytes, mtimeSeconds };
}

const TAR_KINDS = ["file", "folder", "pax"] as const satisfies readonly (keyof typeof TAR_TYPES)[];

function invalid(problem: string): ParsedTarHeader {
  return { kind: "invalid", problem };
}

function text(block: Buffer, field: keyof typeof TAR_FIELDS): string {
  const [at, length] = TAR_FIELDS[field];
  return block.toString("latin1", at, at + length);
}

function terminated(field: string): string {
  return field.split("\u0000", 1)[0] ?? "";
}

function octal(block: Buffer, field: keyof typeof TAR_FIELDS): number | undefined {
  const digits = /^(?<digits>[0-7]+)[\0 ]+$/u.exec(text(block, field))?.groups?.["digits"];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}
