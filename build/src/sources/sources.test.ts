import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, runProgram, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { Env } from "../env.ts";
import { sha256Text } from "../hash-file.ts";
import { recordingEnv } from "../testing/samples.ts";
import { changedFiles } from "./file-digests.ts";
import { type Project, readSources, type Sources } from "./sources.ts";

/** Git with no settings of this machine, and commits that are the same everywhere. */
const VARIABLES = {
  ...process.env,
  HOME: "/nowhere",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
  GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
};
const DATE_SECONDS = Date.parse("2026-01-02T03:04:05Z") / 1000;

/** Windows has no such names. */
const ODD_NAME = process.platform === "win32" ? "src/a  b'.ts" : 'src/a "b"\n\tc.ts';

function git(cwd: string, ...args: readonly string[]): string {
  const { exitCode, stdout, stderr } = runProgram(["git", ...args], { cwd, env: VARIABLES });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
}

function commit(root: string): string {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "a commit");
  return git(root, "rev-parse", "HEAD");
}

const FILES = { "src/main.ts": "main", "src/ünï code.ts": "unicode", ".gitignore": "dist/\nnode_modules/\n" };

function checkout(files: Readonly<Record<string, string>> = FILES): string {
  const root = tempFolder();
  writeFiles(root, files);
  git(root, "init", "--quiet");
  commit(root);
  return root;
}

async function read(
  root: string,
  changes: Partial<Env> = {},
  apps: Project["apps"] = [],
): Promise<Required<Sources>> {
  return readSources({ root, apps }, recordingEnv(join(root, "dist"), { variables: VARIABLES, ...changes }));
}

describe("readSources() in a checkout", () => {
  test("knows commit and date, and that nothing was changed", async () => {
    const root = checkout();
    const id = git(root, "rev-parse", "HEAD");
    expect(await read(root)).toMatchObject({ commit: id, dateSeconds: DATE_SECONDS, dirty: false });
  });

  test("ignores what is built, whether or not git ignores it", async () => {
    const root = checkout({ "src/main.ts": "main" });
    const clean = await read(root);
    writeFiles(root, { "dist/build/linux-x64/hello": "executable" });
    expect(await read(root)).toEqual(clean);
    writeFiles(root, { "distant.ts": "a source" });
    expect((await read(root)).dirty).toBe(true);
  });

  test.each<readonly [string, (root: string) => void]>([
    ["a changed file", (root) => writeFileSync(join(root, "src/main.ts"), "other")],
    [
      "a staged file",
      (root) => {
        writeFileSync(join(root, "src/main.ts"), "other");
        git(root, "add", "--all");
      },
    ],
    ["a removed file", (root) => rmSync(join(root, "src/main.ts"))],
    ["an untracked file", (root) => writeFileSync(join(root, "src/new.ts"), "")],
    ["an untracked file in an untracked folder", (root) => writeFiles(root, { "a/b/new.ts": "" })],
    ["a renamed file", (root) => renameSync(join(root, "src/main.ts"), join(root, "src/moved.ts"))],
    ["a file renamed in the index", (root) => git(root, "mv", "src/main.ts", "src/moved.ts")],
    [
      "a link in place of a file",
      (root) => {
        rmSync(join(root, "src/main.ts"));
        symlinkSync("/etc/hostname", join(root, "src/main.ts"));
      },
    ],
    ["a file with an odd name", (root) => writeFileSync(join(root, ODD_NAME), "")],
  ])("is another source with %s, and the same again without", async (_what, change) => {
    const root = checkout();
    const clean = await read(root);
    change(root);
    const changed = await read(root);
    expect(changed).toMatchObject({ commit: clean.commit, dirty: true });
    expect(changed.digest).not.toBe(clean.digest);
    git(root, "reset", "--quiet", "--hard");
    git(root, "clean", "--quiet", "--force", "-d");
    expect(await read(root)).toEqual(clean);
  });

  test("depends on the content of what was changed", async () => {
    const root = checkout();
    const digests = ["one", "two", "one"].map((text) => async () => {
      writeFileSync(join(root, "src/main.ts"), text);
      return (await read(root)).digest;
    });
    const [first, second, third] = [await digests[0]?.(), await digests[1]?.(), await digests[2]?.()];
    expect(first).not.toBe(second);
    expect(third).toBe(first);
  });

  test("is the same for the same content in two checkouts, clean and changed", async () => {
    const roots = [checkout(), checkout()];
    const clean = await Promise.all(roots.map(async (root) => read(root)));
    expect(clean[0]).toEqual(clean[1]);
    for (const root of roots) writeFiles(root, { "src/main.ts": "changed", "b.ts": "b", "a.ts": "a" });
    const changed = await Promise.all(roots.map(async (root) => read(root)));
    expect(changed[0]).toEqual(changed[1]);
  });

  test("is the same for the same content under another commit", async () => {
    const root = checkout();
    const before = await read(root);
    git(root, "commit", "--quiet", "--allow-empty", "--message", "again");
    const after = await read(root);
    expect(after.commit).not.toBe(before.commit);
    expect(after.digest).toBe(before.digest);
  });

  test("looks at the whole checkout when the project is a part of it: it imports from there", async () => {
    const root = checkout({ "apps/foo/src/main.ts": "import '../../lib/a.ts'", "lib/a.ts": "a" });
    const project = join(root, "apps/foo");
    const clean = await read(project);
    expect(clean.dirty).toBe(false);
    writeFiles(root, { "apps/foo/dist/build/hello": "" });
    expect(await read(project)).toEqual(clean);
    writeFiles(root, { "lib/a.ts": "changed", "apps/foo/new.ts": "" });
    const changed = await read(project);
    expect(changed).toMatchObject({ commit: clean.commit, dirty: true });
    expect([...changed.files.keys()]).toEqual(["../../lib/a.ts", "new.ts"]);
  });

  test.skipIf(process.platform === "win32")("knows its own output also through a link", async () => {
    const root = checkout({ "app/src/main.ts": "main" });
    const link = join(tempFolder(), "link");
    symlinkSync(join(root, "app"), link);
    writeFiles(root, { "app/dist/build/hello": "" });
    expect((await read(link)).dirty).toBe(false);
  });

  test("takes a project that the checkout ignores for one without version control", async () => {
    const root = checkout({ ".gitignore": "scratch/\n", "lib/a.ts": "a" });
    const project = join(root, "scratch/app");
    writeFiles(project, { "src/main.ts": "main" });
    const before = await read(project);
    expect(before).toMatchObject({ commit: undefined, dirty: true });
    writeFiles(project, { "src/main.ts": "changed" });
    expect((await read(project)).digest).not.toBe(before.digest);
  });

  test("looks into submodules: their commits, their edits, and theirs in turn", async () => {
    const inner = checkout({ "inner.ts": "inner" });
    const outer = checkout({ "outer.ts": "outer" });
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "deep");
    commit(outer);
    const root = checkout();
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", outer, "sub");
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init", "--recursive");
    git(root, "config", "diff.ignoreSubmodules", "all");
    git(root, "config", "submodule.sub.ignore", "all");
    git(root, "-c", "submodule.sub.ignore=none", "add", "--all");
    git(root, "commit", "--quiet", "--message", "submodules");
    const clean = await read(root);
    expect(clean.dirty).toBe(false);
    const seen = new Set([clean.digest]);
    for (const [file, text] of [
      ["sub/outer.ts", "one"],
      ["sub/outer.ts", "two"],
      ["sub/new.ts", "new"],
      ["sub/deep/inner.ts", "one"],
      ["sub/deep/inner.ts", "two"],
    ] as const) {
      writeFiles(root, { [file]: text });
      const changed = await read(root);
      expect(changed.dirty).toBe(true);
      expect([...changed.files.keys()]).toContain(file);
      seen.add(changed.digest);
    }
    commit(join(root, "sub/deep"));
    commit(join(root, "sub"));
    seen.add((await read(root)).digest);
    expect(seen.size).toBe(7);
  });

  test("is dirty where a submodule's folder is gone or is a file", async () => {
    const root = checkout();
    const sub = checkout({ "a.ts": "a" });
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", sub, "sub");
    commit(root);
    rmSync(join(root, "sub"), { recursive: true });
    const gone = await read(root);
    writeFiles(root, { sub: "a file" });
    const file = await read(root);
    expect([gone.dirty, file.dirty]).toEqual([true, true]);
    expect(file.digest).not.toBe(gone.digest);
  });

  test("looks into a checkout that was put into this one", async () => {
    const root = checkout();
    writeFiles(root, { "vendor/thing/a.ts": "a" });
    git(join(root, "vendor/thing"), "init", "--quiet");
    const fresh = await read(root);
    writeFiles(root, { "vendor/thing/a.ts": "b" });
    const changed = await read(root);
    commit(join(root, "vendor/thing"));
    const committed = await read(root);
    expect(new Set([fresh, changed, committed].map(({ digest }) => digest)).size).toBe(3);
  });

  test("does not depend on the user's git settings", async () => {
    const root = checkout();
    writeFiles(root, { "src/new.ts": "", "src/main.ts": "changed" });
    const plain = await read(root);
    for (const [key, value] of [
      ["status.showUntrackedFiles", "no"],
      ["status.renames", "copies"],
      ["status.relativePaths", "true"],
      ["status.branch", "true"],
      ["core.quotePath", "true"],
      ["log.showSignature", "true"],
      ["log.decorate", "full"],
      ["format.pretty", "oneline"],
      ["color.ui", "always"],
    ] as const)
      git(root, "config", key, value);
    expect(await read(root)).toEqual(plain);
  });

  test("refuses more changes than it can look at, and says what to do", async () => {
    const root = checkout({ "src/main.ts": "main" });
    const folder = `${"long-".repeat(40)}/${"name-".repeat(40)}`;
    mkdirSync(join(root, folder), { recursive: true });
    for (let index = 0; index < 11_000; index++) writeFileSync(join(root, folder, String(index)), "");
    const fault = await caught(async () => read(root));
    expect(fault).toMatchObject({
      code: "git-failed",
      hint: "Add what is generated or installed to .gitignore",
    });
  });

  test.skipIf(process.platform === "win32" || process.getuid?.() !== 0)(
    "does not take somebody else's checkout for a folder without version control",
    async () => {
      const root = checkout();
      chmodSync(root, 0o777);
      for (const path of [root, join(root, ".git")]) chownSync(path, 12_345, 12_345);
      const fault = await caught(async () => read(root));
      expect(fault).toMatchObject({ code: "git-failed", exitCode: 4 });
      expect(fault.details.join("\n")).toContain("safe.directory");
    },
  );

  test("tells what git says of a checkout that is damaged", async () => {
    const root = checkout();
    writeFileSync(join(root, ".git/index"), "damaged");
    const fault = await caught(async () => read(root));
    expect(fault).toMatchObject({
      code: "git-failed",
      exitCode: 4,
      hint: "Run git status there and mend what it says",
    });
    expect(fault.details.length).toBeGreaterThan(0);
  });

  test("tells of an interruption, and not of what git says of it", async () => {
    const root = checkout();
    expect((await caught(async () => read(root, { signal: AbortSignal.abort() }))).code).toBe("interrupted");
  });
});

describe.each<readonly [string, (root: string) => void]>([
  ["in a checkout", (root) => (git(root, "init", "--quiet"), commit(root))],
  ["without a commit", () => undefined],
])("readSources() %s", (_where, prepare) => {
  const windows = { icon: "dist/a[b].ico", hideConsole: false };
  const apps = [{ assets: ["node_modules/pack/data", "dist/page.html"], windows }];

  test.each([
    ["an asset", "dist/page.html"],
    ["a file in an asset", "node_modules/pack/data/deep/a.txt"],
    ["an icon", "dist/a[b].ico"],
  ])("looks into %s that is ignored", async (_what, file) => {
    const root = tempFolder();
    const ignored = { "dist/page.html": "1", "node_modules/pack/data/deep/a.txt": "2", "dist/a[b].ico": "3" };
    writeFiles(root, { ...FILES, ...ignored, "dist/ab.ico": "" });
    prepare(root);
    const before = await read(root, {}, apps);
    writeFiles(root, { "dist/ab.ico": "changed" });
    expect(await read(root, {}, apps)).toEqual(before);
    writeFiles(root, { [file]: "changed" });
    const after = await read(root, {}, apps);
    expect(after.digest).not.toBe(before.digest);
    expect(after.dirty).toBe(before.dirty);
    expect(changedFiles(before.files, after.files)).toEqual([file]);
  });
});

describe("readSources() without a commit", () => {
  test.each<readonly [string, (root: string) => void, Partial<Env>]>([
    ["outside of any checkout", () => undefined, {}],
    ["in a checkout without a commit", (root) => git(root, "init", "--quiet"), {}],
    ["on a machine without git", (root) => git(root, "init", "--quiet"), { variables: { PATH: "/nowhere" } }],
  ])("goes by the files %s", async (_what, prepare, changes) => {
    const root = tempFolder();
    writeFiles(root, { "src/main.ts": "main", "b.ts": "b" });
    prepare(root);
    const sources = await read(root, changes);
    expect(sources).toMatchObject({ commit: undefined, dirty: true, dateSeconds: 315_532_800 });
    const listed = [`b.ts ${sha256Text("b")}`, `src/main.ts ${sha256Text("main")}`].join("\n");
    expect(sources.digest).toBe(sha256Text(listed));
  });

  test("leaves out what is installed or built, or version control's own", async () => {
    const root = tempFolder();
    writeFiles(root, { "src/main.ts": "main" });
    const before = await read(root);
    writeFiles(root, { "node_modules/a/b": "", "src/node_modules/a": "", "dist/a": "", "sub/.git": "" });
    expect(await read(root)).toEqual(before);
  });

  test.each([".env", ".config/a", "distant/a", "src/dist/a", "packages/a/dist/b"])(
    "takes %s for a source",
    async (file) => {
      const root = tempFolder();
      writeFiles(root, { "src/main.ts": "main" });
      const before = await read(root);
      writeFiles(root, { [file]: "" });
      const after = await read(root);
      expect(after.digest).not.toBe(before.digest);
      expect([...after.files.keys()].toSorted()).toEqual([file, "src/main.ts"].toSorted());
    },
  );

  test.each([
    ["1700000000", 1_700_000_000],
    ["", 315_532_800],
    ["yesterday", 315_532_800],
    ["-5", 315_532_800],
  ])("takes SOURCE_DATE_EPOCH %j for the date", async (text, expected) => {
    const variables = { ...VARIABLES, SOURCE_DATE_EPOCH: text };
    expect((await read(tempFolder(), { variables })).dateSeconds).toBe(expected);
  });
});
