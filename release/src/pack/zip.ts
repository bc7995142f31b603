/** Writes a `.zip` that every client reads: no zip64, no data descriptors, no extra fields. */

import { crc32 } from "node:zlib";

import { type DeflatedRun, copyRun, deflateRun } from "./deflated-run.ts";
import { packFault } from "./faults.ts";
import { LIMITS } from "./limits.ts";
import type { Member } from "./members.ts";
import { openSource, type OpenSource, sourceSegments } from "./source.ts";
import type { ArchiveJob } from "./tar-gz.ts";
import { zipCentralHeader, zipEnd, zipLocalHeader, type ZipRecord } from "./zip-headers.ts";

type FileMember = Extract<Member, { readonly kind: "file" }>;

/**
 * The bytes of the archive, in order.
 *
 * @throws Fault `pack-too-large` when a file or the archive reaches 4 GiB, and those of `openSource`,
 *   `sourceSegments` and the store.
 */
export async function* zip(job: ArchiveJob): AsyncGenerator<Uint8Array> {
  const records: ZipRecord[] = [];
  let offset = 0;
  for (const member of job.members) {
    const base = { path: member.path, mode: member.mode, mtimeSeconds: job.mtimeSeconds, offset };
    const parts = member.kind === "folder" ? folderParts(base) : fileParts(member, base, job);
    for await (const part of parts) {
      if ("record" in part) records.push(part.record);
      offset = checkedSize(member.path, offset + part.bytes.length);
      yield part.bytes;
    }
  }
  const directory = records.map((record) => zipCentralHeader(record));
  const sizeBytes = directory.reduce((sum, header) => sum + header.length, 0);
  checkedSize("the archive", offset + sizeBytes);
  yield* directory;
  yield zipEnd({ entries: records.length, offset, sizeBytes });
}

type Base = Pick<ZipRecord, "path" | "mode" | "mtimeSeconds" | "offset">;
type Part = { readonly bytes: Uint8Array } | { readonly bytes: Uint8Array; readonly record: ZipRecord };

function folderParts(base: Base): readonly Part[] {
  const content = { method: "stored", crc32: 0, packedBytes: 0, sizeBytes: 0 } as const;
  const record: ZipRecord = { ...base, ...content, kind: "folder" };
  return [{ bytes: zipLocalHeader(record), record }];
}

async function* fileParts(member: FileMember, base: Base, job: ArchiveJob): AsyncGenerator<Part> {
  const { entry } = member;
  const source = await openSource(entry.source, entry.name);
  try {
    checkedSize(member.path, source.sizeBytes);
    const cuts = entry.cuts ?? [];
    const run = await deflateRun(sourceSegments(source, { cuts, endsStream: true }), job);
    const { sizeBytes } = run;
    const isStored = run.deflatedBytes >= sizeBytes;
    const method = isStored ? "stored" : "deflated";
    const packedBytes = isStored ? sizeBytes : run.deflatedBytes;
    const record: ZipRecord = { ...base, kind: "file", method, crc32: run.crc32, packedBytes, sizeBytes };
    yield { bytes: zipLocalHeader(record), record };
    const content = isStored ? storedBytes(source, run) : copyRun(run, job.store);
    for await (const bytes of content) yield { bytes };
  } finally {
    await source.close();
  }
}

/** The file as it is, which `run` has shown to be no larger than deflated. */
async function* storedBytes(source: OpenSource, run: DeflatedRun): AsyncGenerator<Uint8Array> {
  let crc = 0;
  for await (const { bytes } of sourceSegments(source, { endsStream: true })) {
    crc = crc32(bytes, crc);
    yield bytes;
  }
  if (crc === run.crc32) return;
  throw packFault("pack-source-changed", {
    message: `Cannot pack "${source.label}": it changed while it was read`,
    hint: "Make sure that nothing else builds into that folder and run it again",
  });
}

function checkedSize(path: string, sizeBytes: number): number {
  if (sizeBytes <= LIMITS.zipBytes) return sizeBytes;
  throw packFault("pack-too-large", {
    message: `Cannot pack "${path}" into a zip file: ${sizeBytes} bytes, less than 4 GiB wanted`,
    hint: "Use tar.gz for this target",
  });
}
