import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, runProgram, seededRandom, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { commitSections } from "./commit-sections.ts";
import { type History, historyOf } from "./history.ts";
import { LIMITS } from "./limits.ts";

const REPOSITORY = "https://github.com/a/tool";
const VARIABLES = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@a.example",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@a.example",
};
const ENV = { variables: VARIABLES, signal: new AbortController().signal };

function git(cwd: string, ...args: readonly string[]): string {
  const { exitCode, stdout, stderr } = runProgram(["git", ...args], { cwd, env: VARIABLES });
  expect(exitCode, stderr).toBe(0);
  return stdout.trim();
}

/** A repository with these commits, each an empty one; "tag v1" makes a tag instead. */
function repository(messages: readonly string[]): string {
  const root = tempFolder();
  git(root, "init", "--quiet", "--initial-branch=main");
  for (const message of messages) {
    if (message.startsWith("tag ")) git(root, "tag", message.slice(4));
    else git(root, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--message", message);
  }
  return root;
}

async function subjects(root: string, version: string, unreleased = false): Promise<readonly string[]> {
  const { since, commits } = await historyOf(root, { version, unreleased }, ENV);
  return [since ?? "none", ...commits.map(({ message }) => message.split("\n")[0] ?? "")];
}

/** The sections of made-up commits, newest first. */
function sections(messages: readonly string[], changes: Partial<History> = {}): string {
  const commits = messages.map((message, index) => ({ hash: hashOf(index), message }));
  return commitSections({ since: "v1.0.0", commits, cut: false, ...changes }, REPOSITORY);
}

function hashOf(index: number): string {
  return String(index).padStart(7, "a").padEnd(40, "0");
}

function revert(index: number): string {
  return `Revert "x"\n\nThis reverts commit ${hashOf(index)}.`;
}

function link(index: number): string {
  return `([\`${hashOf(index).slice(0, 7)}\`](${REPOSITORY}/commit/${hashOf(index)}))`;
}

describe("historyOf()", () => {
  test("lists what came since the version before, newest first, without merges", async () => {
    const root = repository([
      "one",
      "tag v0.9.0",
      "two",
      "tag v1.0.0",
      "tag vision",
      "tag v1.1",
      "three",
      "four",
    ]);
    git(root, "checkout", "--quiet", "-b", "side", "v1.0.0");
    git(root, "commit", "--quiet", "--allow-empty", "--message", "side");
    git(root, "checkout", "--quiet", "main");
    git(root, "merge", "--quiet", "--no-ff", "--message", "Merge side", "side");
    const [since, ...rest] = await subjects(root, "1.1.0");
    expect([since, ...rest.toSorted()]).toEqual(["v1.0.0", "four", "side", "three"]);
    expect(await subjects(root, "1.0.0")).toEqual(["v0.9.0", "two"]);
    expect(await subjects(root, "0.9.0")).toEqual(["none", "one"]);
    git(root, "tag", "v1.1.0");
    expect((await subjects(root, "1.1.0"))[0]).toBe("v1.0.0");
    expect(await subjects(root, "1.1.0-snapshot.abc", true)).toEqual(["v1.1.0"]);
  });

  test("looks back over pre-releases, unless it is one", async () => {
    const messages = ["a", "tag v1.0.0", "b", "tag v1.1.0-beta.1", "c", "tag v1.1.0-beta.2", "d"];
    const root = repository(messages);
    expect(await subjects(root, "1.1.0")).toEqual(["v1.0.0", "d", "c", "b"]);
    expect(await subjects(root, "1.1.0-beta.3")).toEqual(["v1.1.0-beta.2", "d"]);
    expect(await subjects(root, "1.1.0-beta.2")).toEqual(["v1.1.0-beta.1", "c"]);
  });

  test("reads any message, bounded, whatever its bytes and the user's settings", async () => {
    const root = repository(["a"]);
    const file = join(tempFolder(), "message");
    const head = git(root, "cat-file", "commit", "HEAD").split("\n\n", 1)[0];
    writeFileSync(file, Buffer.from(`${head}\n\ncaf\xe9\xff\n`, "latin1"));
    git(root, "reset", "--quiet", "--soft", git(root, "hash-object", "-t", "commit", "-w", file));
    writeFileSync(file, "x".repeat(3_000_000));
    git(root, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file", file);
    git(root, "config", "i18n.logOutputEncoding", "UTF-16");
    git(root, "config", "log.showSignature", "true");
    const { commits, cut } = await historyOf(root, { version: "1.0.0", unreleased: false }, ENV);
    expect(commits.map(({ message }) => message.trim().length)).toEqual([3_000_000, 5]);
    expect(commits[1]?.message).toContain("caf\uFFFD\uFFFD");
    expect(cut).toBe(false);
    for (let count = 0; count < 2; count++)
      git(root, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--file", file);
    const long = await historyOf(root, { version: "1.0.0", unreleased: false }, ENV);
    expect(long.commits).toHaveLength(2);
    expect(long.cut).toBe(true);
  });

  test("says that there is nothing to tell from, or too little", async () => {
    const release = { version: "1.0.0", unreleased: false };
    const bare = await caught(async () => historyOf(tempFolder(), release, ENV));
    expect(bare).toMatchObject({ code: "changelog-missing", exitCode: 3 });
    const empty = await caught(async () => historyOf(repository([]), release, ENV));
    expect(empty.code).toBe("changelog-missing");
    const outer = repository(["a"]);
    writeFiles(outer, { ".gitignore": "scratch/\n", "scratch/a": "" });
    const scratch = await caught(async () => historyOf(join(outer, "scratch"), release, ENV));
    expect(scratch.code).toBe("changelog-missing");
    const place = tempFolder();
    git(place, "clone", "--quiet", "--depth=1", `file://${repository(["a", "b"])}`, "shallow");
    const shallow = await caught(async () => historyOf(join(place, "shallow"), release, ENV));
    expect(shallow).toMatchObject({ code: "history-incomplete", exitCode: 4 });
    expect(shallow.hint).toContain("fetch-depth: 0");
  });
});

describe("commitSections()", () => {
  test("sorts changes by what they mean to users, and leaves internal ones out", () => {
    const messages = [
      "feat(cli): add a `--json` option",
      "fix: read *all* files (#12)",
      "perf(pack)!: keep segments\n\nBREAKING CHANGE: old\nfolders are not read\n\nReviewed-by: A",
      "chore: update",
      "Docs(readme): typo",
      "chore!: drop Node 20",
      "Say what went wrong",
      "note: this is no type",
      'Revert "feat: older"\n\nThis reverts commit 1234567890.',
      "revert: something",
      "feat : no type either",
    ];
    expect(sections(messages)).toBe(`### Breaking changes

- **pack:** keep segments ${link(2)}
  old folders are not read
- drop Node 20 ${link(5)}

### Features

- **cli:** add a \`--json\` option ${link(0)}

### Fixes

- read \\*all\\* files (#12) ${link(1)}

### Reverts

- Revert "feat: older" ${link(8)}
- something ${link(9)}

### Other changes

- Say what went wrong ${link(6)}
- note: this is no type ${link(7)}
- feat : no type either ${link(10)}`);
  });

  test("leaves out what a later commit reverts, unless that is reverted itself", () => {
    expect(sections([revert(1), "feat: gone"])).toBe("Nothing that users would notice changed since v1.0.0.");
    expect(sections([revert(1), revert(2), "feat: there"])).toBe(`### Features\n\n- there ${link(2)}`);
  });

  test("says when nothing users notice changed, and when there is more than is shown", () => {
    expect(sections([])).toBe("Nothing that users would notice changed since v1.0.0.");
    expect(sections(["ci: x"], { since: undefined })).toBe("Nothing that users would notice changed.");
    expect(sections(["feat: a"], { cut: true })).toMatch(/\n\nThere are older commits since v1\.0\.0 that/u);
    const many = sections(Array.from({ length: LIMITS.commits }, () => `feat: ${"x".repeat(300)}`));
    expect(many.length).toBeLessThan(LIMITS.changesCharacters + 200);
    expect(many).toMatch(/\n\n\d+ more changes since v1\.0\.0 are not listed\.$/u);
  });

  test("shows hostile messages as text on lines of their own", () => {
    const text = sections([
      "feat(@a|<b>): <img src=x> [a](b)\n\nBREAKING CHANGE: <script>\n## Heading\n\n- item @all",
      "-notes-\nx\n\n-type-\nfeat\n-__proto__-\nBREAKING CHANGE: y",
      "feat: a\u202Eb\u0000c",
      "",
      " \n",
    ]);
    expect(text.split("\n").map((line) => line.replace(/ \(\[.*$/u, ""))).toEqual([
      "### Breaking changes",
      "",
      "- **@&#8203;a\\|\\<b\\>:** \\<img src=x\\> \\[a\\](b)",
      "  \\<script\\> ## Heading - item @&#8203;all",
      "- \\-notes-",
      "  y",
      "",
      "### Features",
      "",
      "- a b c",
    ]);
  });

  test("ends for any messages, and never with a line that is not its own", () => {
    const random = seededRandom(70);
    const words = [
      "feat",
      "fix",
      "(",
      ")",
      "!",
      ": ",
      "\n",
      "\n\n",
      "BREAKING CHANGE",
      "-a-",
      "#1",
      "@a",
      "x",
      " ",
      '"',
    ];
    words.push(
      "Revert ",
      "This reverts commit aaaaaa",
      "Closes",
      "`",
      "<",
      "\0",
      "\r",
      "-notes-",
      "-header-",
    );
    for (let round = 0; round < 2000; round++) {
      const messages = Array.from({ length: 3 }, () =>
        Array.from({ length: 20 }, () => words[random.below(words.length)]).join(""),
      );
      for (const line of sections(messages).split("\n"))
        expect(line).toMatch(/^(?:### [A-Z][a-z ]+|- .*\)|  .*|Nothing that .*)?$/u);
    }
  });

  test("is quick with messages of megabytes", () => {
    const units = [
      "fix ",
      "fix #1 ",
      "@",
      "a:",
      "BREAKING CHANGE: a\n",
      'Revert "',
      "http://",
      "\n",
      " ",
      "-a-\n",
    ];
    const text = sections(units.map((unit) => `feat: ${unit.repeat(3_000_000 / unit.length)}`));
    expect(text.length).toBeLessThan(20_000);
  });
});
