import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { localRelease } from "@slipway/release/publish";
import { sha256Of, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { writeUploadFiles } from "./upload-files.ts";

test("writeUploadFiles() makes a release of files that do not compress, as publishing takes it", async () => {
  const dist = tempFolder();
  const { files } = await writeUploadFiles(dist, { count: 2, sizeBytes: 2_000_000 });
  expect(files.map((file) => basename(file))).toEqual(["file-0.bin", "file-1.bin", "checksums.txt"]);
  const first = join(dist, "release", "file-0.bin");
  expect(statSync(first).size).toBe(2_000_000);
  expect(Bun.gzipSync(readFileSync(first)).length).toBeGreaterThan(1_990_000);
  const local = localRelease(dist);
  expect(local.files.map(({ path, sha256 }) => [path, sha256])).toEqual(
    files.toSorted().map((file) => [file, sha256Of(file)]),
  );
});
