import { join } from "node:path";

import { type TargetId, TARGETS } from "@slipway/targets";
import { caught, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { packArchive } from "../pack/pack-archive.ts";
import { segmentStore } from "../pack/segment-store.ts";
import { checkArchive } from "./check-archive.ts";

type Packed = Readonly<Record<string, boolean>>;

/** Packs files, each with whether it can be executed, and checks them against one app "tool". */
async function check(
  files: Packed,
  changes: {
    readonly root?: string;
    readonly file?: string;
    readonly without?: string;
    readonly empty?: string;
    readonly target?: TargetId;
  } = {},
): Promise<void> {
  const { target = "linux-x64" } = changes;
  const { suffix, archive } = TARGETS[target];
  const { root = `tool-1.2.3-${target}`, file = `tool-${target}.${archive}` } = changes;
  const folder = tempFolder();
  writeFiles(folder, { content: "content", empty: "" });
  await packArchive({
    output: join(folder, file),
    kind: file.endsWith(".zip") ? "zip" : "tar.gz",
    root,
    mtimeSeconds: 1_795_000_000,
    entries: Object.entries({ "THIRD-PARTY-LICENSES": false, ...files })
      .filter(([name]) => name !== changes.without)
      .map(([name, executable]) => ({
        name,
        source: { file: join(folder, name === changes.empty ? "empty" : "content") },
        executable,
      })),
    store: segmentStore({ folder: join(folder, "segments"), concurrency: 1 }),
  });
  await checkArchive(folder, {
    file,
    target,
    version: "1.2.3",
    executables: new Map([[`tool-${target}${suffix}`, sha256Of(join(folder, "content"))]]),
    signal: new AbortController().signal,
  });
}

describe("checkArchive()", () => {
  test("takes the executables of the release with documents, also in folders", async () => {
    await check({ tool: true, "README.md": false, "docs/more.md": false });
  });

  test("refuses an archive without the licenses of what is bundled", async () => {
    const fault = await caught(async () => check({ tool: true }, { without: "THIRD-PARTY-LICENSES" }));
    expect(fault.details).toEqual(['"THIRD-PARTY-LICENSES" is missing in it']);
  });

  test("refuses an archive whose licenses are empty", async () => {
    const fault = await caught(async () => check({ tool: true }, { empty: "THIRD-PARTY-LICENSES" }));
    expect(fault.details).toEqual(['"THIRD-PARTY-LICENSES" in it is empty']);
  });

  test.each(["evil.exe", "version.dll", "docs/Setup.MSI", "tool.cmd", "tool.ps1"])(
    "refuses %s in an archive for Windows, where modes say nothing",
    async (name) => {
      const files = { "tool.exe": true, "completions/tool.ps1": false, [name]: false };
      const fault = await caught(async () => check(files, { target: "windows-x64" }));
      expect(fault.details).toEqual([`"${name}" in it can be executed and is no app of the release`]);
      await check({ tool: true, [name]: false });
    },
  );

  test.each<readonly [Packed, string]>([
    [{ other: true }, '"tool" is missing in it'],
    [{ "docs/tool": true, tool: true }, '"docs/tool" in it can be executed and is no app of the release'],
    [{ tool: true, "tool-helper": true }, '"tool-helper" in it can be executed and is no app of the release'],
    [{ tool: false }, '"tool" in it cannot be executed by everyone'],
    [{ "tool/README.md": false }, '"tool" is missing in it'],
  ])("refuses %j", async (files, expected) => {
    expect((await caught(async () => check(files))).details).toContain(expected);
  });

  test.each(["evil-tool-1.2.3-linux-x64", "tool-1.2.4-linux-x64", "-1.2.3-linux-x64"])(
    "refuses the folder %s",
    async (root) => {
      const fault = await caught(async () => check({ tool: true }, { root }));
      expect(fault.code).toBe("release-untrusted");
      expect(fault.details).toContain(`"${root}" in it lies outside of "tool-1.2.3-linux-x64"`);
    },
  );

  test.each(["tool-linux-arm64.tar.gz", "tool-linux-x64.zip"])("refuses the name %s", async (file) => {
    const fault = await caught(async () => check({ tool: true }, { file }));
    expect(fault.details).toEqual(["its name is not of an archive for linux-x64"]);
  });
});
