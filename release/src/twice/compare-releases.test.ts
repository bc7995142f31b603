/** Two releases with planted differences: what is found, where, and what is said. */

import { appendFileSync, chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import type { BuildRecord } from "@slipway/build";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { ReleasePlan } from "../plan/plan.ts";
import { releaseOf, sampleRelease } from "../testing/sample-release.ts";
import { compareReleases } from "./compare-releases.ts";
import { differencesFault } from "./differences-fault.ts";
import { explain, type Explanation } from "./explain.ts";

type Two = {
  readonly plan: ReleasePlan;
  readonly built: BuildRecord;
  readonly first: string;
  readonly second: string;
};

function writeRecord(dist: string, record: BuildRecord): void {
  writeFiles(dist, { "build.json": JSON.stringify(record) });
}

const signal = new AbortController().signal;

/** A release of samples, and a copy of it that a test changes. */
async function twoReleases(): Promise<Two> {
  const { plan, built, env } = await sampleRelease(tempFolder());
  const second = join(tempFolder(), "dist");
  cpSync(env.dist, second, { recursive: true, preserveTimestamps: false });
  return { plan, built, first: env.dist, second };
}

/** Makes the second one anew, with these payloads. */
async function otherSecond(two: Two, other: Parameters<typeof releaseOf>[1]): Promise<void> {
  const root = dirname(two.second);
  writeFiles(root, { "MORE.md": "More\n" });
  rmSync(two.second, { recursive: true });
  await releaseOf(root, other);
}

function changing(file: string, content: string): (one: string) => string {
  return (one) => (one === file ? content : basename(one, ".exe"));
}

async function explanation({ plan, first, second }: Two): Promise<Explanation> {
  const folders = { first, second };
  return explain((await compareReleases(plan, folders, { signal })).differences, folders);
}

async function told({ plan, first, second }: Two): Promise<readonly string[]> {
  const folders = { first, second };
  const { differences, files } = await compareReleases(plan, folders, { signal });
  const found = await explain(differences, folders);
  const cause = { what: "a test", nextMove: "Mend it" };
  const fault = differencesFault({ explanation: found, cause, config: [], files, kept: new Map() });
  expect(fault).toMatchObject({ code: "not-reproducible", exitCode: 1, hint: "Mend it" });
  return fault.details.slice(0, -1);
}

/** Flips a bit of the byte where `needle` begins, so many bytes behind it. */
function damage(path: string, needle: string, behind = 0): number {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(needle) + behind;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return at;
}

describe("compareReleases()", () => {
  test("finds nothing in a copy, and counts the files", async () => {
    const { plan, first, second } = await twoReleases();
    const found = await compareReleases(plan, { first, second }, { signal });
    expect(found.differences).toEqual([]);
    expect(found.files).toBeGreaterThan(plan.build.jobs.length * 2 + plan.archives.length * 2 + 3);
  });

  test("leaves out what an earlier build left in dist/build", async () => {
    const two = await twoReleases();
    writeFiles(two.first, { "build/other/tool": "from before" });
    expect(await told(two)).toEqual([]);
  });

  test("finds a file that only one of them has", async () => {
    const two = await twoReleases();
    rmSync(join(two.second, "build/linux-x64/tool"));
    writeFiles(two.second, { "release/more.txt": "" });
    expect(await told(two)).toEqual([
      "dist/build/linux-x64/tool: only the first release has it",
      "dist/release/more.txt: only the second release has it",
    ]);
  });

  test("finds what the records of the build say of the same executable, apart from its content", async () => {
    const two = await twoReleases();
    const { built } = two;
    const [one, ...others] = built.executables;
    if (one === undefined) throw new Error("there are samples");
    const old = { ...one, file: "build/old/tool", app: "old" };
    writeRecord(two.first, { ...built, executables: [one, ...others, old] });
    const smoke = { kind: "not-run", reason: "another" } as const;
    const changed = { ...one, sources: "4".repeat(64), sha256: "5".repeat(64), smoke };
    writeRecord(two.second, { ...built, executables: [changed, ...others] });
    expect(await told(two)).toEqual([
      `dist/build.json: it says something else of ${one.app} ${one.target} (sources)`,
    ]);
  });

  test.skipIf(process.platform === "win32")("finds another mode", async () => {
    const two = await twoReleases();
    chmodSync(join(two.second, "release/checksums.txt"), 0o600);
    expect(await told(two)).toEqual(["dist/release/checksums.txt: its mode is 644, then 600"]);
  });
});

describe("explain()", () => {
  test.each(["linux-x64", "darwin-arm64", "windows-x64"])(
    "names offset and part of an executable for %s",
    async (target) => {
      const two = await twoReleases();
      const file = two.plan.build.jobs.find((job) => job.target === target)?.file ?? "";
      const at = damage(join(two.second, file), "---- Bun! ----", 3);
      expect(await told(two)).toEqual([
        `dist/${file}: 1 byte differs, the first at offset ${at}`,
        expect.stringMatching(/^ {2}in (?:payload|section \S+) \+ (?:0x)?[0-9a-f]+$/u),
        expect.stringMatching(/^ {2}first {3}.*---- Bun! ----/u),
        expect.stringMatching(/^ {2}second {2}.*---/u),
      ]);
    },
  );

  test("names the line of a text", async () => {
    const two = await twoReleases();
    damage(join(two.second, "release/latest.json"), '"version"');
    const said = await told(two);
    expect(said[1]).toBe("  in line 2");
    expect(said[2]).toContain('"version"');
  });

  test("names the executable alone when archives, signatures and lists only follow from it", async () => {
    const two = await twoReleases();
    const file = "build/linux-x64/tool";
    await otherSecond(two, { contentOf: changing(file, "another, longer payload") });
    const { explained, following } = await explanation(two);
    expect(explained.map((one) => one.file)).toEqual([file]);
    expect(following).toEqual(
      expect.arrayContaining([
        "release.json",
        "release/checksums.txt",
        "release/checksums.txt.minisig",
        "release/latest.json",
        "release/tool-linux-x64.cdx.json",
        "release/tool-linux-x64.tar.gz",
        "release/tool-linux-x64.tar.gz.minisig",
      ]),
    );
  });

  test.each<readonly [string, (text: string) => string]>([
    ["release/tool-linux-x64.cdx.json", (text) => text.replace('"CycloneDX"', '"Cyclone"')],
    [
      "release/install.sh",
      (text) => text.replace(/archive_bytes=\d+(?=\n.*\n.*darwin-x64)/u, "archive_bytes=1"),
    ],
    ["release/checksums.txt", (text) => text.replace("tool-darwin-x64.tar.gz", "tool-darwin-x64.zip")],
    ["release/latest.json", (text) => text.replace('"1.2.3"', '"1.2.4"')],
    ["release/tool-darwin-x64.tar.gz.minisig", (text) => text.replace("\nR", "\nS")],
    ["release/tool-linux-x64.tar.gz.minisig", (text) => text.replace("version:1.2.3", "version:1.2.4")],
    ["release.json", (text) => text.replace('"dirty": false', '"dirty": true')],
  ])("names %s too when it differs in more than what follows from an executable", async (file, change) => {
    const two = await twoReleases();
    const changed = "build/linux-x64/tool";
    await otherSecond(two, { contentOf: changing(changed, "other") });
    const path = join(two.second, file);
    const text = readFileSync(path, "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(path, change(text));
    const { explained } = await explanation(two);
    // What lists the changed file with the digest it had differs as well.
    expect(explained.map((one) => one.file).slice(0, 2)).toEqual([changed, file]);
  });

  test("names an archive that has a file more, whatever else differs in it", async () => {
    const two = await twoReleases();
    const changed = "build/darwin-arm64/tool";
    await otherSecond(two, {
      contentOf: changing(changed, "other"),
      changes: { archiveFiles: ["README.md", "MORE.md"] },
    });
    const { explained } = await explanation(two);
    const archive = explained.find(({ file }) => file === "release/tool-darwin-arm64.tar.gz");
    expect(archive?.places).toEqual(['"tool-1.2.3-darwin-arm64/MORE.md" is in the second only']);
  });

  test("names what is behind the end of the shorter one by the longer one", async () => {
    const two = await twoReleases();
    appendFileSync(join(two.second, "build/linux-x64/tool"), "more");
    const [said, place] = await told(two);
    expect(said).toMatch(/^dist\/build\/linux-x64\/tool: 4 bytes differ, .*, it has \d+ bytes, then \d+$/u);
    expect(place).toBe("  in between the sections");
  });

  test("looks into the first six files and counts the others", async () => {
    const two = await twoReleases();
    await otherSecond(two, { contentOf: (one) => `another ${basename(one, ".exe")}` });
    const { explained } = await explanation(two);
    expect(explained.map(({ places }) => places.length > 0)).toEqual(
      Array.from({ length: 16 }, (_, index) => index < 6),
    );
  });

  test("says of an archive that is no archive any more that it cannot be read", async () => {
    const two = await twoReleases();
    const { file } = two.plan.archives[0] ?? { file: "" };
    writeFileSync(join(two.second, "release", file), "cut");
    expect((await told(two))[1]).toMatch(/^ {2}not readable as an archive/u);
    expect(dirname(file)).toBe(".");
  });
});
