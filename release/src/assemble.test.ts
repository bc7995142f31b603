import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type BuildRecord, type BundledPackage, sha256Text } from "@slipway/build";
import { recordingEnv, sampleEntry } from "@slipway/build/testing";
import { parseLatest, verifySignature } from "@slipway/manifest";
import { caught, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { assemble } from "./assemble.ts";
import { releaseFiles } from "./index.ts";
import { thirdPartyLicenses } from "./licenses/third-party-licenses.ts";
import { readArchive } from "./pack/read-archive.ts";
import { targetContent } from "./sbom/target-content.ts";
import { keepTexts, MIT_TEXT, samplePackage } from "./testing/sample-content.ts";
import { sampleRelease, type SampleRelease } from "./testing/sample-release.ts";
import { digestFile } from "./verify/digests.ts";

const LIMITS = { maxEntryBytes: 1_000_000, maxEntries: 100 };

describe("assemble()", () => {
  test("writes exactly the planned files, and a record of each", async () => {
    const { folder, plan, record } = await sampleRelease(tempFolder());
    expect(readdirSync(folder).toSorted()).toEqual(releaseFiles(plan));
    expect(record.artifacts.map((artifact) => artifact.file)).toEqual(releaseFiles(plan));
    for (const { file, sizeBytes, sha256 } of record.artifacts) {
      expect(statSync(join(folder, file)).size, file).toBe(sizeBytes);
      expect((await digestFile(join(folder, file))).sha256, file).toBe(sha256);
    }
  });

  test("packs no more archives at once than it may, so that they are done one after the other", async () => {
    const { root, plan, built, key } = await sampleRelease(tempFolder());
    const env = recordingEnv(join(root, "dist"), { concurrency: 2 });
    await assemble({ root, plan, built, key }, env);
    const underWay: number[] = [];
    for (const event of env.events)
      if ((event.kind === "job-start" || event.kind === "job-end") && event.step === "packing")
        underWay.push((underWay.at(-1) ?? 0) + (event.kind === "job-start" ? 1 : -1));
    expect(plan.archives.length).toBeGreaterThan(2);
    expect(underWay).toHaveLength(2 * plan.archives.length);
    expect(Math.max(...underWay)).toBe(2);
  });

  test("sha256sum -c accepts checksums.txt, which lists every other file in order", async () => {
    const { folder, plan } = await sampleRelease(tempFolder());
    const files = readFileSync(join(folder, "checksums.txt"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(66));
    const others = releaseFiles(plan).filter((file) => !file.startsWith("checksums.txt"));
    expect(files).toEqual(others);
    if (Bun.which("sha256sum") === null) return;
    expect(
      spawnSync("sha256sum", ["-c", "--strict", "--quiet", "checksums.txt"], { cwd: folder }).status,
    ).toBe(0);
  });

  test("an archive holds the executables and documents of its target in one folder", async () => {
    const { folder } = await sampleRelease(tempFolder());
    const entries = await readArchive(join(folder, "tool-windows-arm64.zip"), LIMITS);
    expect(entries.map(({ name, mode }) => [name, mode.toString(8)])).toEqual([
      ["tool-1.2.3-windows-arm64", "755"],
      ["tool-1.2.3-windows-arm64/README.md", "644"],
      ["tool-1.2.3-windows-arm64/THIRD-PARTY-LICENSES", "644"],
      ["tool-1.2.3-windows-arm64/tool-helper.exe", "755"],
      ["tool-1.2.3-windows-arm64/tool.exe", "755"],
    ]);
  });

  test("an archive has the licenses of what is bundled, and the SBOM lists it", async () => {
    const sample = await sampleRelease(tempFolder());
    const { folder, env } = sample;
    const built = bundling(sample, [samplePackage()]);
    keepTexts(env.dist, [MIT_TEXT]);
    await assemble({ ...sample, built }, env);
    const [document] = (await readArchive(join(folder, "tool-linux-x64.tar.gz"), LIMITS)).filter(({ name }) =>
      name.endsWith("/THIRD-PARTY-LICENSES"),
    );
    const files = built.executables.filter(({ target }) => target === "linux-x64").map(({ file }) => file);
    const content = targetContent(built, { target: "linux-x64", files });
    const text = thirdPartyLicenses(content, { product: "tool", dist: env.dist });
    expect(document?.kind === "file" ? document.sha256 : "").toBe(sha256Text(text));
    expect(readFileSync(join(folder, "tool-linux-x64.cdx.json"), "utf8")).toContain("pkg:npm/left@1.0.0");
  });

  test("keeps the old release when a license text is gone", async () => {
    const sample = await sampleRelease(tempFolder());
    const built = bundling(sample, [samplePackage()]);
    const before = treeState(sample.folder);
    const fault = await caught(async () => assemble({ ...sample, built }, sample.env));
    expect(fault).toMatchObject({ code: "license-missing", exitCode: 1 });
    expect(treeState(sample.folder)).toEqual(before);
  });

  test("bare executables are hard links of the build's", async () => {
    const { folder, env } = await sampleRelease(tempFolder());
    const bare = statSync(join(folder, "tool-helper-darwin-arm64"));
    expect(bare.ino).toBe(statSync(join(env.dist, "build/darwin-arm64/tool-helper")).ino);
    expect(bare.mode & 0o777).toBe(0o755);
  });

  test("every archive's signature binds name, version, target, digest and the commit's date", async () => {
    const { folder, key } = await sampleRelease(tempFolder());
    const found = await digestFile(join(folder, "tool-linux-x64-musl.tar.gz"));
    const comment = verifySignature({
      signature: readFileSync(join(folder, "tool-linux-x64-musl.tar.gz.minisig")),
      digest: found.blake2b512,
      sha256: found.sha256,
      publicKey: key.publicKey,
    });
    expect(comment).toMatchObject({
      timestampSeconds: 1_795_000_000,
      file: "tool-linux-x64-musl.tar.gz",
      version: "1.2.3",
      target: "linux-x64-musl",
      sha256: found.sha256,
    });
  });

  test("latest.json has Tauri's keys, addresses and signatures", async () => {
    const { folder } = await sampleRelease(tempFolder());
    const latest = parseLatest(readFileSync(join(folder, "latest.json")));
    expect(latest).toMatchObject({ version: "1.2.3", pub_date: "2026-11-18T11:06:40Z" });
    expect(Object.keys(latest.platforms)).toEqual([
      "darwin-aarch64",
      "darwin-x86_64",
      "linux-aarch64",
      "linux-x86_64",
      "windows-aarch64",
      "windows-x86_64",
    ]);
    expect(latest.platforms["windows-x86_64"]).toEqual({
      url: "https://github.com/a/tool/releases/download/v1.2.3/tool-windows-x64.zip",
      signature: readFileSync(join(folder, "tool-windows-x64.zip.minisig")).toString("base64"),
    });
  });

  test("without an address there is no latest.json and no installer, and the record says why", async () => {
    const { folder, record } = await sampleRelease(tempFolder(), { downloads: undefined });
    expect(existsSync(join(folder, "latest.json"))).toBe(false);
    const reason = "no address is known: set repository or downloads in the configuration";
    expect(record.skipped).toEqual(
      ["install.ps1", "install.sh", "latest.json"].map((what) => ({ what, reason })),
    );
  });

  test("gives the same bytes again, in another folder, with and without kept segments", async () => {
    const first = await sampleRelease(tempFolder());
    const second = await sampleRelease(tempFolder());
    const again = await sampleRelease(second.root);
    expect(second.record).toEqual(first.record);
    expect(again.record).toEqual(first.record);
  });

  test("replaces an older release whole", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "dist", "release"), { recursive: true });
    writeFileSync(join(root, "dist", "release", "old.txt"), "old");
    const { folder, env } = await sampleRelease(root);
    expect(existsSync(join(folder, "old.txt"))).toBe(false);
    expect(readdirSync(env.dist).toSorted()).toEqual([".cache", ".work", "build", "release", "release.json"]);
  });

  test("everything has fixed modes, whatever the umask of the machine", async () => {
    const root = tempFolder();
    const before = process.umask(0o077);
    try {
      const { folder, record } = await sampleRelease(root);
      expect(modeOf(folder)).toBe(0o755);
      for (const { file, kind } of record.artifacts)
        expect(modeOf(join(folder, file)), file).toBe(kind === "executable" ? 0o755 : 0o644);
    } finally {
      process.umask(before);
    }
  });

  test("leaves the old release and its record when the record cannot be written", async () => {
    const root = tempFolder();
    mkdirSync(join(root, "dist", "release"), { recursive: true });
    writeFileSync(join(root, "dist", "release", "old.txt"), "old");
    mkdirSync(join(root, "dist", "release.json"));
    const fault = await caught(async () => sampleRelease(root));
    expect(fault).toMatchObject({ code: "output-blocked", exitCode: 4 });
    expect(readdirSync(join(root, "dist", "release"))).toEqual(["old.txt"]);
  });

  test("records whether files differed from the commit", async () => {
    const { record } = await sampleRelease(tempFolder());
    expect(record.dirty).toBe(false);
  });
});

/** The record of a sample's executables, as if these packages were in each of them. */
function bundling(sample: SampleRelease, packages: readonly BundledPackage[]): BuildRecord {
  const executables = sample.plan.build.jobs.map(({ app, target, file }) => {
    const artifact = sample.record.artifacts.find((one) => one.app === app.name && one.target === target);
    return sampleEntry({ app: app.name, target, file, sha256: artifact?.sha256 ?? "", packages });
  });
  return { format: 1, product: "tool", executables };
}

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}
