/** Reads an archive back as a stranger would: everything in it is checked, nothing in it is believed. */

import { type ArchiveEntry, archiveReading, type ReadArchiveOptions } from "./archive-reading.ts";
import { GZIP_HEADER } from "./gzip.ts";
import { openFile } from "./open-file.ts";
import { readTarGz } from "./read-tar-gz.ts";
import { readZip } from "./read-zip.ts";

/**
 * Everything in a `.tar.gz` or `.zip` of the form that `packArchive` writes, in its order, once all of it was
 * found whole: checksums, sizes, both headers of a zip entry, nothing before, between or after.
 *
 * @throws Fault `archive-damaged`, `archive-too-large`, `pack-source-missing`, `pack-source-changed`, `pack-io`,
 *   `pack-interrupted`.
 */
export async function readArchive(
  path: string,
  options: ReadArchiveOptions,
): Promise<readonly ArchiveEntry[]> {
  const file = await openFile(path, "read");
  try {
    const reading = archiveReading(path, file, options);
    const start = Buffer.from(await file.read(0, Math.min(GZIP_HEADER.length, file.sizeBytes)));
    const entries = await (start.equals(GZIP_HEADER) ? readTarGz(reading) : readZip(reading));
    await file.checkUnchanged();
    return entries;
  } finally {
    await file.close();
  }
}
