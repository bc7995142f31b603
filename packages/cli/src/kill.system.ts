/** Killed at any moment, a build leaves a `dist` whose record is true, and the next build works. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, processesIn, type Ran, runSlipway, sha256Of, writeFiles } from "@slipway/testkit";
import { expect, test, vi } from "vitest";

const host = await hostTarget();

/** System calls that a build makes from its first moment to its last; `strace` kills it at the n-th of them. */
const OPENING = "openat";
const RENAMING = "rename,renameat,renameat2";

function project(): string {
  return foreignProject(
    { "src/one.ts": sourceOf(0), "src/two.ts": sourceOf(0) },
    { config: '{ apps: { one: "src/one.ts", two: "src/two.ts" } }' },
  );
}

/** Each build has other sources, so that no executable is by chance what the record says of another one. */
function sourceOf(round: number): string {
  return `console.log("1.2.3", ${round});\n`;
}

function change(root: string, round: number): void {
  writeFiles(root, { "src/one.ts": sourceOf(round), "src/two.ts": sourceOf(round) });
}

/** Builds under `strace`, which counts the system calls of the command itself and kills it at the n-th. */
async function buildUntil(root: string, calls: string, at: number): Promise<Ran> {
  const inject = ["-e", `trace=${calls}`, "-e", `inject=${calls}:signal=SIGKILL:when=${at}`];
  const under = ["strace", "-qq", "-o", join(root, "..", "trace"), ...inject];
  return runSlipway(["build", "--host"], { cwd: root, under });
}

type Recorded = { readonly executables: readonly { readonly file: string; readonly sha256: string }[] };

/** Expects that what the record speaks of is as it says, or is not there. */
function expectTrueRecord(root: string, when: string): void {
  const dist = join(root, "dist");
  if (!existsSync(join(dist, "build.json"))) return;
  const { executables }: Recorded = JSON.parse(readFileSync(join(dist, "build.json"), "utf8"));
  for (const { file, sha256 } of executables) {
    if (existsSync(join(dist, file))) expect(sha256Of(join(dist, file)), `${file} ${when}`).toBe(sha256);
  }
}

async function expectGoodBuild(root: string, when: string): Promise<void> {
  const { exitCode, stderr } = await runSlipway(["build", "--host"], { cwd: root });
  expect(exitCode, `${when}: ${stderr}`).toBe(0);
  expectTrueRecord(root, when);
  expect(readdirSync(join(root, "dist")).toSorted(), when).toEqual([
    ".gitignore",
    ".lock",
    "build",
    "build.json",
  ]);
  expect(readdirSync(join(root, "dist", "build", host)), when).toEqual(["one", "two"]);
  expect(
    readdirSync(root).filter((name) => name.endsWith(".bun-build")),
    when,
  ).toEqual([]);
}

/** What a killed command started ends with it; the system may need a moment for that. */
async function untilNothingRuns(root: string): Promise<void> {
  await vi.waitFor(() => {
    expect(processesIn(root)).toEqual([]);
  }, 10_000);
}

test("a build that is killed at any renaming leaves a true record, and the next one works", async () => {
  const root = project();
  await expectGoodBuild(root, "at first");
  let killed = 0;
  for (let at = 1; ; at++) {
    change(root, at);
    const { exitCode } = await buildUntil(root, RENAMING, at);
    expectTrueRecord(root, `killed at renaming ${at}`);
    if (exitCode === 0) break;
    killed++;
    await untilNothingRuns(root);
    // Every other time the next build finds what two killed ones left.
    if (at % 2 === 0) await expectGoodBuild(root, `after renaming ${at}`);
  }
  // The record twice and once more, each of two executables away and into place.
  expect(killed).toBe(7);
  await expectGoodBuild(root, "at last");
});

test("a build that is killed anywhere else leaves a true record, and the next one works", async () => {
  const root = project();
  await expectGoodBuild(root, "at first");
  const trace = join(root, "..", "trace");
  await buildUntil(root, OPENING, 65_535);
  const count = readFileSync(trace, "utf8").split("\n").length;
  const points = 13;
  for (let point = 1; point <= points; point++) {
    change(root, point);
    const at = Math.floor((count * point) / (points + 1));
    const { exitCode } = await buildUntil(root, OPENING, at);
    expect(exitCode, `opening ${at} of ${count}`).not.toBe(0);
    expectTrueRecord(root, `killed at opening ${at}`);
    await untilNothingRuns(root);
    if (point % 3 === 0) await expectGoodBuild(root, `after opening ${at}`);
  }
  await expectGoodBuild(root, "at last");
});
