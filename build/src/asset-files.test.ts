import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { assetFiles } from "./asset-files.ts";

test("assetFiles() names every file as it is named in a payload", () => {
  const root = tempFolder();
  writeFiles(root, { "web/page.html": "12", "web/deep/.hidden": "", "src/notes.txt": "1", "src/web.ts": "" });
  mkdirSync(join(root, "web/empty"));
  expect(
    assetFiles(["web/", "./src/notes.txt", "gone"], root).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  ).toEqual([
    { name: "notes.txt", path: join(root, "src/notes.txt"), sizeBytes: 1 },
    { name: "web/deep/.hidden", path: join(root, "web/deep/.hidden"), sizeBytes: 0 },
    { name: "web/page.html", path: join(root, "web/page.html"), sizeBytes: 2 },
  ]);
});

test.skipIf(process.platform === "win32")(
  "assetFiles() follows a link that is named, and none in a folder",
  () => {
    const root = tempFolder();
    writeFiles(root, { "web/page.html": "12" });
    symlinkSync("page.html", join(root, "web/link.html"));
    symlinkSync("web", join(root, "site"));
    expect(assetFiles(["site"], root).map(({ name }) => name)).toEqual(["site/page.html"]);
  },
);
