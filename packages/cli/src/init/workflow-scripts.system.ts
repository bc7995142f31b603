/** The shell scripts in the workflows, run as GitHub's Linux machines run them. */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget, renderChecksums } from "@slipway/build";
import { loadConfig } from "@slipway/config";
import { foreignProject, HELLO, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { beforeEach, describe, expect, test } from "vitest";

import { workflowFacts } from "./workflow-facts.ts";
import { workflowFiles } from "./workflow-files.ts";

type Step = { readonly name?: string; readonly run?: string };
type Workflow = { readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>> };

const TAG = "v1.2.3";
const host = await hostTarget();

async function scripts(): Promise<readonly { readonly name: string; readonly run: string }[]> {
  const root = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
  const files = workflowFiles(workflowFacts(await loadConfig(root), host));
  return files.flatMap(({ text }) => {
    const { jobs }: Workflow = JSON.parse(JSON.stringify(Bun.YAML.parse(text)));
    return Object.values(jobs)
      .flatMap(({ steps = [] }) => steps)
      .flatMap(({ name = "", run }) => (run === undefined ? [] : [{ name, run }]));
  });
}

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** Runs the step of that name as `shell: bash` does. */
async function runStep(
  name: string,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly bin?: string },
): Promise<Ran> {
  const step = (await scripts()).find((one) => one.name.startsWith(name));
  expect(step, name).toBeDefined();
  const file = join(tempFolder(), "step.sh");
  writeFileSync(file, step?.run ?? "");
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], {
    cwd: options.cwd,
    encoding: "utf8",
    env: {
      PATH: [...(options.bin === undefined ? [] : [options.bin]), process.env["PATH"]].join(":"),
      HOME: tempFolder(),
      GITHUB_REF_NAME: TAG,
      TAG,
      ...options.env,
    },
  });
}

/** A folder with a program in the place of Bun; only what calls Slipway is another. */
function fakeBun(run: string): string {
  const bin = tempFolder();
  const text = `#!/bin/sh\ncase "$1" in run|x) ;; *) exec '${process.execPath}' "$@" ;; esac\n${run}\n`;
  writeFileSync(join(bin, "bun"), text);
  chmodSync(join(bin, "bun"), 0o755);
  return bin;
}

/** A program in the place of GitHub's. */
function fakeGh(script: string): string {
  const bin = tempFolder();
  writeFileSync(join(bin, "gh"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "gh"), 0o755);
  return bin;
}

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}

function commit(folder: string, file: string): void {
  writeFiles(folder, { [file]: "" });
  git(folder, "add", file);
  git(folder, "commit", "--quiet", "--message", file);
}

describe("every script", () => {
  test("is one that shellcheck finds nothing in", async () => {
    for (const { run } of await scripts()) {
      const { status, stdout } = spawnSync("shellcheck", ["--shell=bash", "-"], {
        input: `set -eo pipefail\n${run}`,
        encoding: "utf8",
      });
      expect({ status, stdout }, run).toEqual({ status: 0, stdout: "" });
    }
  });

  test("gets what others may name through its environment alone", async () => {
    for (const { run } of await scripts()) expect(run).not.toContain("${{");
  });
});

describe("planning", () => {
  test.each([
    ["goes on for the version's own tag", { refusal: null, version: "1.2.3" }, ""],
    [
      "stops for another tag",
      { refusal: null, version: "1.2.4" },
      "Cannot release v1.2.3: the version is 1.2.4",
    ],
    [
      "stops where a release would",
      { refusal: "no key", version: "1.2.3-snapshot.a" },
      "Cannot release v1.2.3: no key",
    ],
  ])("%s", async (_what, plan, found) => {
    const bin = fakeBun(`echo '${JSON.stringify(plan)}'`);
    const { status, stderr } = await runStep("See that the tag", {
      cwd: tempFolder(),
      bin,
      env: { RUNNER_TEMP: tempFolder() },
    });
    expect(status, stderr).toBe(found === "" ? 0 : 1);
    expect(stderr).toContain(found);
  });
});

test("merging names every folder with a record, in one order, however many machines smoked", async () => {
  for (const folders of [
    ["built", "smoked"],
    ["built", "smoked/smoked-a", "smoked/smoked-b"],
  ]) {
    const temporary = tempFolder();
    const machines = join(temporary, "machines and more", "machines");
    writeFiles(machines, Object.fromEntries(folders.map((folder) => [`${folder}/build.json`, "{}"])));
    const bin = fakeBun('shift 3; printf "%s\\n" "$@"');
    const env = { RUNNER_TEMP: join(temporary, "machines and more") };
    const { stdout } = await runStep("Merge what every machine has", { cwd: temporary, bin, env });
    expect(stdout.trimEnd().split("\n")).toEqual([
      "slipway",
      "merge",
      ...folders.map((folder) => join(machines, folder)),
    ]);
  }
});

describe("committing the digests", () => {
  let temporary = "";
  let origin = "";

  function clone(): string {
    const folder = join(tempFolder(), "clone");
    git(temporary, "clone", "--quiet", origin, folder);
    return folder;
  }

  beforeEach(() => {
    temporary = tempFolder();
    origin = join(tempFolder(), "origin.git");
    git(temporary, "init", "--quiet", "--bare", "--initial-branch", "main", origin);
    const first = clone();
    commit(first, "README.md");
    git(first, "push", "--quiet", "origin", "HEAD:main");
    writeFiles(temporary, { [`checksums/${TAG}.sha256`]: "digests\n", [`checksums/${TAG}.json`]: "{}\n" });
  });

  async function add(cwd: string): Promise<Ran> {
    return runStep("Add the files", { cwd, env: { RUNNER_TEMP: temporary, BRANCH: "main" } });
  }

  test("adds both files, also when somebody else pushes meanwhile, and does nothing the second time", async () => {
    const own = clone();
    const other = clone();
    commit(other, "other");
    git(other, "push", "--quiet", "origin", "HEAD:main");
    const { status, stderr } = await add(own);
    expect(status, stderr).toBe(0);
    const after = clone();
    expect(git(after, "log", "--format=%s").trimEnd().split("\n")).toEqual([
      `Keep the checksums of ${TAG}`,
      "other",
      "README.md",
    ]);
    expect(readFileSync(join(after, "checksums/releases", `${TAG}.sha256`), "utf8")).toBe("digests\n");
    expect(readFileSync(join(after, "checksums/releases", `${TAG}.json`), "utf8")).toBe("{}\n");
    const again = await add(after);
    expect(again.status, again.stderr).toBe(0);
    expect(git(after, "log", "--format=%s").trimEnd().split("\n")).toHaveLength(3);
  });

  test("refuses to change what was committed", async () => {
    expect((await add(clone())).status).toBe(0);
    writeFiles(temporary, { [`checksums/${TAG}.sha256`]: "others\n" });
    const later = clone();
    expect((await add(later)).status).not.toBe(0);
    expect(git(later, "status", "--porcelain")).toBe("");
  });

  test("fails where nobody may push", async () => {
    const own = clone();
    rmSync(origin, { recursive: true });
    expect((await add(own)).status).not.toBe(0);
  });
});

async function compare(temporary: string, script: string, committed = ""): Promise<Ran> {
  const env = { RUNNER_TEMP: temporary, GITHUB_REPOSITORY: "octo/app", COMMITTED: committed };
  return runStep("See that it is what was committed", { cwd: temporary, env, bin: fakeGh(script) });
}

describe("validating", () => {
  test("compares what was published with what was committed: no file more, none less, none other", async () => {
    const temporary = tempFolder();
    const published = join(temporary, "published");
    writeFiles(published, { "a.tar.gz": "a", "b c.txt": "b" });
    const digests = ["a.tar.gz", "b c.txt"].map((file) => [file, sha256Of(join(published, file))] as const);
    const list = join(temporary, "checksums", `${TAG}.sha256`);
    writeFiles(temporary, {
      "dist/release.json": "{}\n",
      "dist/release/checksums.txt": "list",
      "dist/published.sha256": renderChecksums(new Map(digests)),
    });
    const output = join(temporary, "output");
    const env = { RUNNER_TEMP: temporary, GITHUB_OUTPUT: output };
    const listed = await runStep("Hand on what was proven", { cwd: temporary, env });
    expect(listed.status, listed.stderr).toBe(0);
    const sha256 = sha256Of(join(temporary, "dist/release/checksums.txt"));
    expect(readFileSync(output, "utf8")).toBe(`checksums=${sha256}\n`);
    expect(readFileSync(join(temporary, "checksums", `${TAG}.json`), "utf8")).toBe("{}\n");
    const committed = `cat '${list}'`;
    expect((await compare(temporary, committed)).status).toBe(0);
    for (const [file, text] of [
      ["d", "more"],
      ["a.tar.gz", "other"],
    ] as const) {
      const before = existsSync(join(published, file))
        ? readFileSync(join(published, file), "utf8")
        : undefined;
      writeFileSync(join(published, file), text);
      expect((await compare(temporary, committed)).status, file).toBe(1);
      rmSync(join(published, file));
      if (before !== undefined) {
        expect((await compare(temporary, committed)).status, `without ${file}`).toBe(1);
        writeFileSync(join(published, file), before);
      }
    }
    expect((await compare(temporary, committed)).status).toBe(0);
  });

  test("says that nothing was committed where that is so, and stops where nobody knows", async () => {
    const temporary = tempFolder();
    writeFiles(join(temporary, "published"), { a: "a" });
    const missing = 'echo "{}"; echo "gh: Not Found (HTTP 404)" >&2; exit 1';
    const history = (commits: string): string =>
      `case "$*" in */commits*) ${commits}; exit;; esac; ${missing}`;
    const none = await compare(temporary, history(":"));
    expect(none).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`::notice::No digests of ${TAG}`),
    });
    const deleted = await compare(temporary, history("echo abc"));
    expect(deleted).toMatchObject({ status: 1, stdout: expect.stringContaining("were deleted") });
    expect((await compare(temporary, history("exit 1"))).status).toBe(1);
    const forgotten = await compare(temporary, history(":"), "true");
    expect(forgotten).toMatchObject({ status: 1, stdout: expect.stringContaining("::error::No digests") });
    const unknown = await compare(temporary, 'echo "gh: Server Error (HTTP 502)" >&2; exit 1');
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining("HTTP 502") });
  });

  test("says that Slipway did not make what has no list of digests", async () => {
    const temporary = tempFolder();
    writeFiles(join(temporary, "published"), { "a.zip": "a" });
    const env = { RUNNER_TEMP: temporary };
    const foreign = await runStep("See that Slipway made it", { cwd: temporary, env });
    expect(foreign).toMatchObject({ status: 1, stdout: expect.stringContaining("::error::v1.2.3 has no") });
    writeFiles(join(temporary, "published"), { "checksums.txt": "" });
    expect((await runStep("See that Slipway made it", { cwd: temporary, env })).status).toBe(0);
  });
});
