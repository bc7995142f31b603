/** Whatever is wrong: one clear error with the next move, an exit code from the table, and `dist` as it was. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { executableName } from "@slipway/targets";
import { foreignProject, HELLO, type Ran, runSlipway, treeState, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

const host = await hostTarget();
const CONFIG = '{ apps: { one: "src/one.ts", two: "src/two.ts" } }';

/** A project whose `dist` holds what an earlier build left: small files stand for the executables. */
function builtProject(): string {
  const files = Object.fromEntries(["one", "two"].map((app) => [`dist/${fileOf(app)}`, `the old ${app}`]));
  const executables = ["one", "two"].map((app) => ({
    app,
    target: host,
    version: "1.2.3",
    commit: null,
    file: fileOf(app),
    sizeBytes: 7,
    payloadBytes: 1,
    sha256: "0".repeat(64),
    runtime: { version: "1.4.4", sha256: "0".repeat(64) },
    sources: "0".repeat(64),
    config: "0".repeat(64),
    smoke: { kind: "not-run", reason: "it stands for an executable" },
  }));
  const record = { format: 1, product: "one", executables };
  const sources = { "src/one.ts": HELLO, "src/two.ts": HELLO };
  return foreignProject(
    {
      ...sources,
      ...files,
      "dist/.lock": "",
      "dist/.gitignore": "*\n",
      "dist/build.json": JSON.stringify(record),
    },
    { config: CONFIG },
  );
}

function fileOf(app: string): string {
  return `build/${host}/${executableName(app, host)}`;
}

/** Expects what every failure has: one error with one next move, no stack trace, no result. */
function expectOneError(ran: Ran, expected: { readonly exitCode: number; readonly says: string }): void {
  const lines = ran.stderr.trimEnd().split("\n");
  expect({ exitCode: ran.exitCode, stdout: ran.stdout, stderr: ran.stderr }).toEqual({
    exitCode: expected.exitCode,
    stdout: "",
    stderr: expect.stringContaining(expected.says),
  });
  expect(lines.filter((line) => line.startsWith("error: "))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith("  → "))).toHaveLength(1);
  expect(lines.at(-1)).toMatch(/^ {2}→ \S/u);
  expect(ran.stderr).not.toMatch(/^\s+at /mu);
  expect(ran.stderr).not.toContain("Slipway has a bug");
}

type Case = {
  readonly args?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly prepare?: (root: string) => void;
  readonly exitCode: number;
  readonly says: string;
};

function config(text: string): Readonly<Record<string, string>> {
  return { "slipway.config.ts": text };
}

const CASES: Readonly<Record<string, Case>> = {
  "an unknown app": { args: ["--app", "noe"], exitCode: 2, says: 'Cannot build app "noe"' },
  "an unknown target": { args: ["--target", "linux-x46"], exitCode: 2, says: 'Did you mean "linux-x64"?' },
  "an unknown option": { args: ["--hots"], exitCode: 2, says: 'Did you mean "--host"?' },
  "an option without its value": { args: ["--target"], exitCode: 2, says: "--target wants a value" },
  "an unknown layout": {
    args: ["--layout", "snap"],
    exitCode: 2,
    says: "→ Use: slipway build --layout tauri --out",
  },
  "a configuration that is not there": { args: ["--config", "no.ts"], exitCode: 3, says: '"no.ts"' },
  "a configuration that is a folder": { args: ["--config", "src"], exitCode: 3, says: "src" },
  "a configuration that throws": {
    files: config("throw new Error('no luck today');"),
    exitCode: 3,
    says: "no luck today",
  },
  "a configuration that throws text": { files: config("throw 'just text';"), exitCode: 3, says: "just text" },
  "a configuration that throws nothing": {
    files: config("throw undefined;"),
    exitCode: 3,
    says: "configuration",
  },
  "a configuration that rejects later": {
    files: config("await Promise.reject(new Error('rejected')); export default {};"),
    exitCode: 3,
    says: "rejected",
  },
  "a configuration with a syntax error": {
    files: config("export default {"),
    exitCode: 3,
    says: "slipway.config.ts:1:16",
  },
  "a configuration that imports what is missing": {
    files: config("import './missing.ts'; export default {};"),
    exitCode: 3,
    says: "missing.ts",
  },
  "a configuration of nothing": {
    files: config("export default {};"),
    exitCode: 3,
    says: "apps: found nothing",
  },
  "a configuration with an unknown key": {
    files: config('export default { apps: { one: { entry: "src/one.ts", minfy: true } } };'),
    exitCode: 3,
    says: 'Did you mean "minify"?',
  },
  "an entry that is missing": {
    files: config('export default { apps: { one: "src/missing.ts" } };'),
    exitCode: 3,
    says: '"src/missing.ts" does not exist',
  },
  "a syntax error in an app": {
    files: { "src/two.ts": "const a = ;" },
    exitCode: 1,
    says: "src/two.ts:1:11: Unexpected ;",
  },
  "a type error that nobody checks for and a name that is missing": {
    files: { "src/two.ts": "import { missing } from './one.ts'; console.log(missing);" },
    exitCode: 1,
    says: 'No matching export in "src/one.ts" for import "missing"',
  },
  "an import that leads nowhere": {
    files: { "src/two.ts": "import './no.ts';" },
    exitCode: 1,
    says: 'Could not resolve: "./no.ts"',
  },
  "a dynamic import nobody can resolve": {
    files: { "src/two.ts": "await import(process.argv[2]);" },
    exitCode: 1,
    says: "→ Import it by a literal name, or list what may stay unresolved in apps.two.allowUnresolved",
  },
  "an app that fails its smoke run": {
    files: { "src/two.ts": "console.error('cannot start'); process.exit(9);" },
    exitCode: 1,
    says: "exit code: found 9, wanted 0",
  },
  "an app that never ends": {
    files: {
      ...config('export default { apps: { one: { entry: "src/one.ts", smoke: [{ timeoutSeconds: 1 }] } } };'),
      "src/one.ts": "setInterval(() => {}, 1000);",
    },
    exitCode: 1,
    says: "it did not end within 1 s",
  },
  "an app that crashes": {
    files: { "src/two.ts": "process.kill(process.pid, 'SIGABRT');" },
    exitCode: 1,
    says: "exit code: found SIGABRT, wanted 0",
  },
};

describe("slipway build tells of", () => {
  test.each(Object.entries(CASES))("%s", async (_what, { args, files, prepare, exitCode, says }) => {
    const root = builtProject();
    writeFiles(root, files ?? {});
    prepare?.(root);
    const before = treeState(join(root, "dist"));
    const ran = await runSlipway(["build", "--host", ...(args ?? [])], { cwd: root });
    expectOneError(ran, { exitCode, says });
    expect(treeState(join(root, "dist"))).toEqual(before);
  });
});

describe("slipway build does not get over", () => {
  test.each<readonly [string, (dist: string) => void, number, string]>([
    ["a file in place of dist", (dist) => replaceByFile(dist), 4, "a file is there, a folder is wanted"],
    [
      "a file in place of dist/build",
      (dist) => replaceByFile(join(dist, "build")),
      4,
      "a file is there, a folder is wanted",
    ],
    [
      "a file in place of a target's folder",
      (dist) => replaceByFile(join(dist, "build", host)),
      4,
      "a file is there",
    ],
    [
      "a folder in place of an executable",
      (dist) => replaceByFolder(join(dist, fileOf("one"))),
      4,
      "a folder is there, a file is wanted",
    ],
    [
      "a folder in place of the record",
      (dist) => replaceByFolder(join(dist, "build.json")),
      4,
      "a folder is there",
    ],
    ["a folder in place of the lock", (dist) => replaceByFolder(join(dist, ".lock")), 4, ".lock"],
    ["a link to nowhere in place of dist", (dist) => replaceByLink(dist), 4, "dist"],
  ])("%s, and leaves it alone", async (_what, prepare, exitCode, says) => {
    const root = builtProject();
    const dist = join(root, "dist");
    prepare(dist);
    const before = treeState(root);
    expectOneError(await runSlipway(["build", "--host"], { cwd: root }), { exitCode, says });
    expect(treeState(root)).toEqual(before);
  });

  test("an unfinished folder of work that is a file: it is nobody's", async () => {
    const root = builtProject();
    writeFileSync(join(root, "dist", ".work"), "");
    expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(0);
  });

  test("a damaged record: it is written anew", async () => {
    const root = builtProject();
    writeFileSync(join(root, "dist", "build.json"), '{"format":1,"executables":[null]}');
    const ran = await runSlipway(["build", "--host", "--json"], { cwd: root });
    expect(ran.exitCode).toBe(0);
    const { executables }: { readonly executables: readonly unknown[] } = JSON.parse(ran.stdout);
    expect(executables).toHaveLength(2);
  });
});

function replaceByFile(path: string): void {
  rmSync(path, { recursive: true });
  writeFileSync(path, "mine");
}

function replaceByFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
  writeFileSync(join(path, "mine"), "");
}

function replaceByLink(path: string): void {
  rmSync(path, { recursive: true });
  symlinkSync("nowhere/at/all", path);
}
