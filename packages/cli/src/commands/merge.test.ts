/** `slipway merge`, and `release --built` of what it makes, with real executables of this machine. */

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, HELLO, sha256Of, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { type Outcome, runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();
const FILES = {
  "src/two.ts": `import { left } from "left"; left(); ${HELLO}`,
  "node_modules/left/package.json":
    '{ "name": "left", "version": "1.0.0", "license": "MIT", "main": "index.js" }',
  "node_modules/left/index.js": "exports.left = () => globalThis.left = 1;",
  "node_modules/left/LICENSE": "MIT, by left\n",
};

/** The project as it is on one machine; one of its apps notes in `log` that it was started. */
function machine(log = join(tempFolder(), "log")): string {
  const noting = `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(log)}, "."); ${HELLO}`;
  const one = '{ entry: "src/one.ts", completions: { bash: ["--version"] } }';
  return foreignProject(
    { ...FILES, "src/one.ts": noting },
    { config: `{ product: "hello", apps: { one: ${one}, two: "src/two.ts" }, targets: ["${host}"] }` },
  );
}

async function succeed(args: readonly string[], cwd: string): Promise<Outcome> {
  const outcome = await runInMemory(args, { cwd });
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  return outcome;
}

function filesIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => [file, sha256Of(join(folder, file))]);
}

/** As a step of a workflow hands files to the next one: without modes. */
function handedOver(dist: string): string {
  const folder = join(tempFolder(), "handed over");
  cpSync(dist, folder, { recursive: true });
  for (const file of readdirSync(join(folder, "build", host)))
    chmodSync(join(folder, "build", host, file), 0o644);
  return folder;
}

describe("slipway merge", () => {
  test("and release --built make of two machines' work the same release as one machine", async () => {
    const log = join(tempFolder(), "log");
    const whole = machine(log);
    await succeed(["release", "--snapshot"], whole);

    const halves: string[] = [];
    for (const app of ["one", "two"]) {
      const root = machine(log);
      await succeed(["build", "--snapshot", "--app", app], root);
      halves.push(handedOver(join(root, "dist")));
    }
    const last = machine(log);
    const incomplete = await runInMemory(["merge", halves[0] ?? ""], { cwd: last });
    expect(incomplete.exitCode).toBe(1);
    expect(incomplete.stderr).toContain(`two ${host}: no folder has it`);
    expect(readdirSync(join(last, "dist")).toSorted()).toEqual([".gitignore", ".lock"]);

    const { stdout } = await succeed(["merge", ...halves], last);
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    // Compressing takes most of the time, and is not what this is about.
    mkdirSync(join(last, "dist", ".cache"), { recursive: true });
    cpSync(join(whole, "dist", ".cache", "segments"), join(last, "dist", ".cache", "segments"), {
      recursive: true,
    });
    const starts = readFileSync(log, "utf8");
    await succeed(["release", "--built", "--snapshot"], last);
    expect(readFileSync(log, "utf8"), "something of the app was started").toBe(starts);
    const [wanted, found] = [whole, last].map((root) => filesIn(join(root, "dist", "release")));
    expect(wanted).not.toHaveLength(0);
    expect(found).toEqual(wanted);
    const records = [whole, last].flatMap((root) =>
      ["build.json", "release.json"].map((file) => sha256Of(join(root, "dist", file))),
    );
    expect(records.slice(0, 2)).toEqual(records.slice(2));

    const published = join(whole, "dist", "release");
    rmSync(join(last, "dist", "release"), { recursive: true });
    await succeed(["release", "--built", "--snapshot", "--signatures", published], last);
    expect(filesIn(join(last, "dist", "release"))).toEqual(wanted);

    const before = treeState(join(last, "dist", "release"));
    const strange = tempFolder();
    const args = ["release", "--built", "--snapshot", "--signatures", strange];
    const unsigned = await runInMemory(args, { cwd: last });
    expect(unsigned.exitCode).toBe(5);
    expect(unsigned.stderr).toContain("Cannot take over the published signature of");
    const other = await runInMemory(["release", "--built"], { cwd: last });
    expect(other.exitCode).toBe(4);
    expect(other.stderr).toContain("is no git checkout with a commit");
    rmSync(join(last, "dist", ".cache", "printed"), { recursive: true });
    const unprinted = await runInMemory(["release", "--built", "--snapshot"], { cwd: last });
    expect(unprinted.exitCode).toBe(4);
    expect(unprinted.stderr).toContain(
      'completions and man pages of "one": none of its executables has printed',
    );
    rmSync(join(last, "dist", "build", host), { recursive: true });
    const gone = await runInMemory(["release", "--built", "--snapshot"], { cwd: last });
    expect(gone.stderr).toContain("2 of 2 executables are missing");
    expect(treeState(join(last, "dist", "release"))).toEqual(before);
  });

  test("release --built refuses executables that say they are something else", async () => {
    const root = machine();
    await succeed(["build"], root);
    const { exitCode, stderr } = await runInMemory(["release", "--built", "--snapshot"], { cwd: root });
    expect(exitCode).toBe(5);
    expect(stderr).toContain(`one ${host} says it is version 1.2.3, wanted 1.2.3-snapshot.`);
    expect(existsSync(join(root, "dist", "release"))).toBe(false);
  });

  test("puts everything into the folder that --out names, and prints its record with --json", async () => {
    const root = machine();
    await succeed(["build"], root);
    renameSync(join(root, "dist"), join(root, "..", "built"));
    const { stdout } = await succeed(["merge", "../built", "--out", "../merged", "--json"], root);
    expect(JSON.parse(stdout)).toMatchObject({
      product: "hello",
      executables: [{ app: "one" }, { app: "two" }],
    });
    expect(readdirSync(join(root, "..", "merged")).toSorted()).toEqual([
      ".cache",
      ".gitignore",
      ".lock",
      "build",
      "build.json",
    ]);
    expect(existsSync(join(root, "dist"))).toBe(false);
  });

  test("wants at least one folder, with a record in it", async () => {
    const root = machine();
    expect((await runInMemory(["merge"], { cwd: root })).stderr).toContain("FOLDER… is missing");
    const { exitCode, stderr } = await runInMemory(["merge", "src"], { cwd: root });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot merge "src": there is no build.json in it');
  });
});
