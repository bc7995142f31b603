/** Whether a PE file is the one that was signed, after "Windows Authenticode Portable Executable Signature Format". */

import { createHash, type Hash } from "node:crypto";

import { bytesOf } from "../bytes.ts";
import { eachChunk } from "../chunks.ts";
import { cmsProblems, commonNameOf } from "../cms/cms-signature.ts";
import { derValue } from "../cms/der.ts";
import type { Region, SignatureState } from "../facts.ts";
import { LIMITS } from "../limits.ts";
import { DIRECTORY_BYTES, DIRECTORY_CERTIFICATES, type PeTables } from "../pe-tables.ts";
import { checkRegion, type Source } from "../source.ts";
import { type IndirectData, indirectData } from "./indirect-data.ts";

const ENTRY_HEADER_BYTES = 8;
const CHECKSUM_BYTES = 4;
const REVISION_2 = 0x0200;
const TYPE_SIGNED_DATA = 2;
/** What the certificates are padded to, with zeros. */
const ALIGNMENT_BYTES = 8;

/**
 * Computes the digests of the file and of the signed content anew, and verifies the signature with the key of the
 * certificate that came along. Whether to trust that certificate is up to Windows and its list of roots.
 *
 * @throws Fault `executable-truncated` for a table behind the end, and what reading `source` throws; a certificate that
 * does not fit into the table is the state `invalid`.
 */
export async function readAuthenticode(source: Source, tables: PeTables): Promise<SignatureState> {
  const directory = tables.directories[DIRECTORY_CERTIFICATES];
  if (directory === undefined || (directory.address === 0 && directory.sizeBytes === 0)) {
    return { kind: "none" };
  }
  // The one directory whose address is a file offset.
  const table = { offset: directory.address, sizeBytes: directory.sizeBytes };
  checkRegion(source, table);
  const found = await certificateIn(source, table);
  if ("problem" in found) return invalid([found.problem]);
  const { certificate } = found;
  const data = indirectData(certificate);
  if (data === undefined) return invalid(["its certificate holds no Authenticode signature"]);
  const problems = await problemsOf(source, { tables, table, data });
  if (!isPadded(certificate)) problems.push("its certificate is followed by other data");
  return problems.length > 0
    ? invalid(problems)
    : { kind: "certificate", signer: commonNameOf(data.signer.certificate) };
}

function invalid(problems: readonly string[]): SignatureState {
  return { kind: "invalid", problems };
}

async function certificateIn(
  source: Source,
  table: Region,
): Promise<{ readonly certificate: Uint8Array } | { readonly problem: string }> {
  const end = table.offset + table.sizeBytes;
  const sizes: number[] = [];
  for (let at = table.offset; at < end;) {
    if (at + ENTRY_HEADER_BYTES > end) return { problem: "its certificate table is cut short" };
    const header = bytesOf(await source.readAt(at, ENTRY_HEADER_BYTES), {
      path: source.path,
      endian: "little",
    });
    const sizeBytes = header.u32(0);
    if (sizeBytes < ENTRY_HEADER_BYTES || at + sizeBytes > end || sizeBytes > LIMITS.certificateBytes) {
      return { problem: `a certificate of ${sizeBytes} bytes does not fit into its table` };
    }
    if (header.u16(4) !== REVISION_2 || header.u16(6) !== TYPE_SIGNED_DATA) {
      return { problem: "a certificate is not of the kind that Windows accepts" };
    }
    sizes.push(sizeBytes);
    if (sizes.length > LIMITS.certificates) break;
    at += Math.ceil(sizeBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  }
  if (sizes.length !== 1) return { problem: `it is signed ${sizes.length} times, once is expected` };
  const offset = table.offset + ENTRY_HEADER_BYTES;
  return { certificate: await source.readAt(offset, end - offset) };
}

/** Whether nothing but padding follows the signature: Windows verifies it with whatever stands there. */
function isPadded(certificate: Uint8Array): boolean {
  const padding = certificate.subarray(derValue(certificate)?.encoded.length ?? certificate.length);
  return padding.length < ALIGNMENT_BYTES && padding.every((byte) => byte === 0);
}

async function problemsOf(
  source: Source,
  signed: { readonly tables: PeTables; readonly table: Region; readonly data: IndirectData },
): Promise<string[]> {
  const { table, data } = signed;
  const problems: string[] = [];
  const behindBytes = source.sizeBytes - table.offset - table.sizeBytes;
  if (behindBytes > 0)
    problems.push(`${behindBytes} bytes are behind its certificates, where nothing is signed`);
  const lastEnd = Math.max(...signed.tables.sections.map(({ offset, sizeBytes }) => offset + sizeBytes));
  if (lastEnd > table.offset)
    problems.push("its certificates lie among its sections, where nothing is signed");
  const fileDigest = await digestOfFile(source, signed);
  if (!fileDigest.equals(data.fileDigest)) problems.push("the file was changed after it was signed");
  problems.push(...cmsProblems(data.signer, data.content));
  return problems;
}

/** Over everything before the certificates, except the checksum and the directory entry, which signing changes. */
async function digestOfFile(
  source: Source,
  signed: { readonly tables: PeTables; readonly table: Region; readonly data: IndirectData },
): Promise<Buffer> {
  const { checksumAt, directoriesAt } = signed.tables;
  const entryAt = directoriesAt + DIRECTORY_CERTIFICATES * DIRECTORY_BYTES;
  const hash = createHash(signed.data.algorithm);
  await addRange(hash, { source, start: 0, end: checksumAt });
  await addRange(hash, { source, start: checksumAt + CHECKSUM_BYTES, end: entryAt });
  await addRange(hash, { source, start: entryAt + DIRECTORY_BYTES, end: signed.table.offset });
  return hash.digest();
}

async function addRange(
  hash: Hash,
  range: { readonly source: Source; readonly start: number; readonly end: number },
): Promise<void> {
  const sizeBytes = Math.max(0, range.end - range.start);
  await eachChunk(range.source, { region: { offset: range.start, sizeBytes } }, ({ content }) => {
    hash.update(content);
  });
}
