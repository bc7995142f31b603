/** Two releases with planted differences: what is found, where, and what is said. */

import { appendFileSync, chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { ReleasePlan } from "../plan/plan.ts";
import { sampleRelease } from "../testing/sample-release.ts";
import { compareReleases } from "./compare-releases.ts";
import { differencesFault } from "./differences-fault.ts";
import { explain } from "./explain.ts";

type Two = { readonly plan: ReleasePlan; readonly first: string; readonly second: string };

const signal = new AbortController().signal;

/** A release of samples, and a copy of it that a test changes. */
async function twoReleases(): Promise<Two> {
  const { plan, env } = await sampleRelease(tempFolder());
  const second = join(tempFolder(), "dist");
  cpSync(env.dist, second, { recursive: true, preserveTimestamps: false });
  return { plan, first: env.dist, second };
}

async function told({ plan, ...folders }: Two): Promise<readonly string[]> {
  const { differences, files } = await compareReleases(plan, folders, { signal });
  const explanation = await explain(differences, folders);
  const cause = { what: "a test", nextMove: "Mend it" };
  const fault = differencesFault({ explanation, cause, config: [], files, kept: new Map() });
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
    const { plan, ...folders } = await twoReleases();
    const found = await compareReleases(plan, folders, { signal });
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
    const other = await twoReleases();
    const file = "build/linux-x64/tool";
    appendFileSync(join(other.first, file), "more");
    cpSync(join(other.first, file), join(two.second, file));
    appendFileSync(join(two.second, "release/checksums.txt"), "more");
    appendFileSync(join(two.second, "release/latest.json.minisig"), "more");
    const said = await told(two);
    expect(said[0]).toMatch(
      /^dist\/build\/linux-x64\/tool: 4 bytes differ, .*, it has \d+ bytes, then \d+$/u,
    );
    expect(said.at(-1)).toBe(
      "2 files differ because of that: release/checksums.txt, release/latest.json.minisig",
    );
  });

  test("names an archive when something else in it differs, and the lists only when nothing else does", async () => {
    const two = await twoReleases();
    damage(join(two.second, "release/tool-linux-x64.cdx.json"), '"specVersion"');
    damage(join(two.second, "release/checksums.txt"), "latest.json");
    const said = await told(two);
    expect(said[0]).toMatch(/^dist\/release\/tool-linux-x64\.cdx\.json: 1 byte differs/u);
    expect(said.at(-1)).toBe("1 file differs because of that: release/checksums.txt");
  });

  test("says of an archive that is no archive any more that it cannot be read", async () => {
    const two = await twoReleases();
    const { file } = two.plan.archives[0] ?? { file: "" };
    writeFileSync(join(two.second, "release", file), "cut");
    expect((await told(two))[1]).toMatch(/^ {2}in not readable as an archive/u);
    expect(dirname(file)).toBe(".");
  });
});
