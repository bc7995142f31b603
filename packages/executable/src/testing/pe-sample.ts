/** The smallest PE program that has what the reader looks at. It does not run. */

import { createHash } from "node:crypto";

import { joined, set16, set32, text } from "./fields.ts";
import { resourcesSample, type ResourcesSample } from "./resources-sample.ts";

export type PeSample = {
  readonly machine?: number;
  readonly section?: Uint8Array;
  readonly libraries?: readonly string[];
  readonly resources?: ResourcesSample;
  /** 3 is the console. */
  readonly subsystem?: number;
  /** Entries of the certificate table, made from the SHA-256 of what is signed. */
  readonly certificates?: (digest: Uint8Array) => readonly Uint8Array[];
};

const HEADERS_BYTES = 1024;
const BLOCK_BYTES = 512;
/** Where the fields are: the headers begin at 120, the optional header at 144, the section table behind its 240 bytes. */
const CHECKSUM_AT = 208;
const DIRECTORIES_AT = 256;
const CERTIFICATES_AT = DIRECTORIES_AT + 4 * 8;
const TABLE_AT = 384;

type Part = { readonly name: string; readonly content: (address: number) => Uint8Array };

/** DOS header, COFF header, optional header, the sections `.text`, `.idata`, `.rsrc` and `.bun` as far as asked for. */
export function peSample(sample: PeSample = {}): Uint8Array {
  const { libraries, resources, section } = sample;
  const parts: readonly Part[] = [
    { name: ".text", content: () => new Uint8Array(BLOCK_BYTES) },
    ...(libraries === undefined
      ? []
      : [{ name: ".idata", content: (at: number) => importsSample(libraries, at) }]),
    ...(resources === undefined
      ? []
      : [{ name: ".rsrc", content: (at: number) => resourcesSample(resources, at) }]),
    ...(section === undefined ? [] : [{ name: ".bun", content: () => section }]),
  ];
  const headers = new Uint8Array(HEADERS_BYTES);
  const view = new DataView(headers.buffer);
  text(headers, { 0: "MZ", 120: "PE" });
  set16(view, { 124: sample.machine ?? 0x8664, 126: parts.length, 140: 240, 142: 0x22 });
  set16(view, { 144: 0x20b, 192: 6, 212: sample.subsystem ?? 3 });
  set32(view, { 60: 120, [DIRECTORIES_AT - 4]: 16 });
  const bodies: Uint8Array[] = [];
  let offset = HEADERS_BYTES;
  for (const [index, { name, content }] of parts.entries()) {
    const at = TABLE_AT + index * 40;
    const address = 0x1000 * (index + 1);
    const body = content(address);
    const rawBytes = Math.ceil(body.length / BLOCK_BYTES) * BLOCK_BYTES;
    text(headers, { [at]: name });
    set32(view, { [at + 8]: body.length, [at + 12]: address, [at + 16]: rawBytes, [at + 20]: offset });
    const directory = name === ".idata" ? 1 : name === ".rsrc" ? 2 : undefined;
    if (directory !== undefined) {
      set32(view, {
        [DIRECTORIES_AT + directory * 8]: address,
        [DIRECTORIES_AT + directory * 8 + 4]: body.length,
      });
    }
    bodies.push(body, new Uint8Array(rawBytes - body.length));
    offset += rawBytes;
  }
  return signed(joined([headers, ...bodies]), sample.certificates);
}

function signed(file: Uint8Array, certificates: PeSample["certificates"]): Uint8Array {
  if (certificates === undefined) return file;
  const hash = createHash("sha256");
  hash.update(file.subarray(0, CHECKSUM_AT)).update(file.subarray(CHECKSUM_AT + 4, CERTIFICATES_AT));
  hash.update(file.subarray(CERTIFICATES_AT + 8));
  const table = joined(certificates(hash.digest()).map(certificateEntry));
  const output = joined([file, table]);
  set32(new DataView(output.buffer), { [CERTIFICATES_AT]: file.length, [CERTIFICATES_AT + 4]: table.length });
  return output;
}

/** `WIN_CERTIFICATE`, padded to 8 bytes. */
function certificateEntry(certificate: Uint8Array): Uint8Array {
  const sizeBytes = 8 + certificate.length;
  const entry = new Uint8Array(Math.ceil(sizeBytes / 8) * 8);
  const view = new DataView(entry.buffer);
  set32(view, { 0: sizeBytes });
  set16(view, { 4: 0x0200, 6: 2 });
  entry.set(certificate, 8);
  return entry;
}

function importsSample(libraries: readonly string[], address: number): Uint8Array {
  const entriesBytes = (libraries.length + 1) * 20;
  const names = new TextEncoder().encode(`${libraries.join("\0")}\0`);
  const content = new Uint8Array(entriesBytes + names.length);
  let nameAt = address + entriesBytes;
  for (const [index, library] of libraries.entries()) {
    set32(new DataView(content.buffer), { [index * 20 + 12]: nameAt });
    nameAt += library.length + 1;
  }
  content.set(names, entriesBytes);
  return content;
}
