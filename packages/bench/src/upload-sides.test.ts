import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { GITHUB_TOKEN, githubForTest, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { writeUploadFiles } from "./upload-files.ts";
import { curlScript } from "./upload-sides.ts";

test("curlScript() publishes all files", async () => {
  if (Bun.which("curl") === null) return;
  const server = await githubForTest();
  const folder = tempFolder();
  const { files } = await writeUploadFiles(join(folder, "dist"), { count: 3, sizeBytes: 1_000_000 });
  const script = join(folder, "curl.sh");
  writeFileSync(script, curlScript(files, { apiUrl: server.apiUrl, token: GITHUB_TOKEN }));
  const child = Bun.spawn(["sh", script], { stdio: ["ignore", "ignore", "inherit"] });
  expect(await child.exited).toBe(0);
  const { draft, assets } = server.repository("octo/app").release("v1.0.0");
  expect(draft).toBe(false);
  expect(assets.map(({ name }) => name).toSorted()).toEqual([
    "checksums.txt",
    "file-0.bin",
    "file-1.bin",
    "file-2.bin",
  ]);
});
