/** Files to upload: a release by its record, though nothing that runs. */

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { randomFillSync } from "node:crypto";

import { sha256File } from "@slipway/build";

export const UPLOAD_COMMIT: string = "b".repeat(40);

export type UploadFiles = {
  /** As a project's `dist`: `release.json`, and the files in `release`. */
  readonly dist: string;
  /** Absolute paths. */
  readonly files: readonly string[];
};

const CHUNK_BYTES = 1_000_000;

/** Writes `count` files of `sizeBytes`, a multiple of a megabyte, of which none compresses, and a list of digests. */
export async function writeUploadFiles(
  dist: string,
  { count, sizeBytes }: { readonly count: number; readonly sizeBytes: number },
): Promise<UploadFiles> {
  const folder = join(dist, "release");
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, index) => `file-${index}.bin`);
  for (const name of names) writeRandom(join(folder, name), sizeBytes);
  const digests = await Promise.all(
    names.map(async (name) => [name, await sha256File(join(folder, name))] as const),
  );
  const checksums = join(folder, "checksums.txt");
  writeFileSync(checksums, digests.map(([name, sha256]) => `${sha256}  ${name}\n`).join(""));
  const listed = [...digests, ["checksums.txt", await sha256File(checksums)] as const];
  const artifacts = listed.map(([file, sha256]) => ({
    file,
    sizeBytes: Bun.file(join(folder, file)).size,
    sha256,
  }));
  const record = { product: "bench", version: "1.0.0", commit: UPLOAD_COMMIT, snapshot: false, artifacts };
  writeFileSync(join(dist, "release.json"), JSON.stringify(record));
  return { dist, files: listed.map(([file]) => join(folder, file)) };
}

function writeRandom(path: string, sizeBytes: number): void {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, "w");
  try {
    for (let written = 0; written < sizeBytes; written += CHUNK_BYTES) writeSync(file, randomFillSync(chunk));
  } finally {
    closeSync(file);
  }
}
