/** A copied project is to git what the first one is, and holds nothing that git does not know. */

import { existsSync, lstatSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Env, readSources } from "@slipway/build";
import { recordingEnv } from "@slipway/build/testing";
import { runProgram, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { copyProject } from "./copy-project.ts";

/** Git with no settings of this machine. */
const VARIABLES = {
  ...process.env,
  HOME: "/nowhere",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

function git(cwd: string, ...args: readonly string[]): string {
  const { exitCode, stdout, stderr } = runProgram(["git", ...args], { cwd, env: VARIABLES });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
}

function commitAll(root: string): void {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "a commit");
}

function checkout(files: Readonly<Record<string, string>>): string {
  const root = tempFolder();
  writeFiles(root, files);
  git(root, "init", "--quiet");
  commitAll(root);
  return root;
}

function envOf(root: string): Env {
  return recordingEnv(join(root, "dist"), { variables: VARIABLES });
}

async function copied(root: string): Promise<string> {
  return copyProject(root, { to: join(tempFolder(), "another place ü", "copy"), env: envOf(root) });
}

/** Copies a project and expects that both are the same sources. */
async function expectSame(root: string): Promise<string> {
  const second = await copied(root);
  const [copy, original] = await Promise.all(
    [second, root].map((folder) => readSources({ root: folder, apps: [] }, envOf(folder))),
  );
  expect(copy).toEqual(original);
  return second;
}

const FILES = {
  "src/main.ts": "main",
  "src/ünï code.ts": "unicode",
  ".gitignore": "dist/\nnode_modules/\nsecret\n",
};

describe("copyProject() of a checkout", () => {
  test("gives the same commit, and none of what git ignores", async () => {
    const root = checkout(FILES);
    writeFiles(root, { secret: "", "dist/build/a": "", "src/secret": "" });
    const second = await expectSame(root);
    expect(git(second, "rev-parse", "HEAD")).toBe(git(root, "rev-parse", "HEAD"));
    for (const file of ["secret", "dist", "src/secret"])
      expect(existsSync(join(second, file)), file).toBe(false);
  });

  test.each<readonly [string, (root: string) => void]>([
    [
      "changed, removed, new and staged files",
      (root) => {
        writeFiles(root, { "src/main.ts": "changed", "src/new.ts": "new", "staged.ts": "staged" });
        git(root, "add", "staged.ts");
        git(root, "rm", "--quiet", "src/ünï code.ts");
      },
    ],
    [
      "a file that left the index and is there",
      (root) => git(root, "rm", "--quiet", "--cached", "src/main.ts"),
    ],
    [
      "a folder with a repository without commits",
      (root) => {
        writeFiles(root, { "inner/a.ts": "" });
        git(join(root, "inner"), "init", "--quiet");
      },
    ],
    [
      "settings of its own",
      (root) => {
        git(root, "config", "core.fileMode", "false");
        writeFiles(root, { ".git/info/exclude": "excluded\n", excluded: "" });
      },
    ],
    [
      "a detached head and packed references",
      (root) => {
        git(root, "tag", "v1");
        git(root, "pack-refs", "--all");
        git(root, "checkout", "--quiet", "--detach");
      },
    ],
  ])("with %s is the same sources", async (_what, change) => {
    const root = checkout(FILES);
    change(root);
    await expectSame(root);
  });

  test.skipIf(process.platform === "win32")(
    "keeps links and the bit that makes a file a program",
    async () => {
      const root = checkout({ ...FILES, run: "#!/bin/sh\n" });
      symlinkSync("src/main.ts", join(root, "link"));
      git(root, "add", "--chmod=+x", "run");
      runProgram(["chmod", "755", "run"], { cwd: root });
      commitAll(root);
      const second = await expectSame(root);
      expect(readlinkSync(join(second, "link"))).toBe("src/main.ts");
      expect(lstatSync(join(second, "run")).mode & 0o777).toBe(0o700);
      expect(lstatSync(join(second, "src/main.ts")).mode & 0o777).toBe(0o600);
      expect(lstatSync(join(second, "src/main.ts")).mtimeMs).toBe(1e12);
    },
  );

  test("brings all of it when the project is a part, and returns where that part is", async () => {
    const root = checkout({ ...FILES, "apps/foo/main.ts": "", "lib/a.ts": "a" });
    const second = await expectSame(join(root, "apps/foo"));
    expect(readFileSync(join(second, "../../lib/a.ts"), "utf8")).toBe("a");
  });

  test("works from a linked work tree and from a shallow clone", async () => {
    const root = checkout(FILES);
    commitAll((writeFiles(root, { more: "" }), root));
    const place = tempFolder();
    git(root, "worktree", "add", "--quiet", join(place, "linked"));
    git(place, "clone", "--quiet", "--depth=1", `file://${root}`, "shallow");
    await expectSame(join(place, "linked"));
    await expectSame(join(place, "shallow"));
  });

  test("brings submodules as checkouts of their own", async () => {
    const inner = checkout({ "inner.ts": "inner", ".gitignore": "ignored\n" });
    const root = checkout(FILES);
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    commitAll(root);
    writeFiles(root, { "sub/new.ts": "new", "sub/ignored": "" });
    const second = await expectSame(root);
    expect(git(join(second, "sub"), "rev-parse", "HEAD")).toBe(git(inner, "rev-parse", "HEAD"));
    expect(existsSync(join(second, "sub", "ignored"))).toBe(false);
  });

  test("changes nothing in the first one", async () => {
    const root = checkout(FILES);
    const before = git(root, "status", "--porcelain", "--ignored");
    const second = await copied(root);
    writeFileSync(join(second, "src/main.ts"), "changed");
    commitAll(second);
    expect(git(root, "status", "--porcelain", "--ignored")).toBe(before);
    expect(git(root, "log", "--oneline").split("\n")).toHaveLength(1);
  });
});

describe("copyProject() without version control", () => {
  test("brings every file but dist", async () => {
    const root = tempFolder();
    writeFiles(root, { "src/main.ts": "main", ".env": "", "src/dist/a": "", "dist/build/a": "" });
    const second = await expectSame(root);
    expect(existsSync(join(second, "dist"))).toBe(false);
  });
});

describe("what is installed", () => {
  test("comes as hard links, with links between packages as they are", async () => {
    const root = checkout(FILES);
    writeFiles(root, {
      "node_modules/.store/a/index.js": "a",
      "node_modules/.cache/tool/state": "state",
      "packages/one/node_modules/b/index.js": "b",
    });
    symlinkSync(".store/a", join(root, "node_modules/a"), "junction");
    symlinkSync(join(root, "packages/one/node_modules/b"), join(root, "node_modules/b"), "junction");
    const second = await expectSame(root);
    const file = "node_modules/.store/a/index.js";
    expect(lstatSync(join(second, file)).ino).toBe(lstatSync(join(root, file)).ino);
    expect(readFileSync(join(second, "node_modules/a/index.js"), "utf8")).toBe("a");
    expect(readlinkSync(join(second, "node_modules/b"))).toBe(join(second, "packages/one/node_modules/b"));
    expect(existsSync(join(second, "node_modules/.cache"))).toBe(false);
  });
});
