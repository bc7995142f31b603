import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { recordingEnv } from "@slipway/build/testing";
import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleUpdate } from "./testing/sample-update.ts";
import { emptyRepository, type Repository } from "./testing/tap-server.ts";
import { tryTap, updateTap } from "./update-tap.ts";

const PATH = process.env["PATH"];
const env = recordingEnv("/nowhere", { variables: { PATH, HOME: "/nowhere" } });

function filled(): Repository {
  const repository = emptyRepository();
  repository.commit("README.md", "A tap\n");
  return repository;
}

function logOf({ git }: Repository, branch = "main"): readonly string[] {
  return git("log", "--format=%an <%ae> %ad %cn %s", "--date=iso-strict", branch).split("\n");
}

describe("updateTap()", () => {
  test("commits one file as the author, at the date it is given, and leaves all others", async () => {
    const tap = filled();
    expect(await updateTap(sampleUpdate(tap.url), env)).toBeUndefined();
    expect(tap.git("show", "main:Formula/tool.rb")).toBe("ours");
    expect(tap.git("show", "main:README.md")).toBe("A tap");
    expect(logOf(tap)[0]).toBe("Bot <bot@example.org> 2026-11-18T11:06:40+00:00 Bot tool 1.2.3");
  });

  test("pushes nothing when it is there, or when what is there stays", async () => {
    const tap = filled();
    await updateTap(sampleUpdate(tap.url), env);
    expect(await updateTap(sampleUpdate(tap.url), env)).toBe("it is there");
    tap.commit("Formula/tool.rb", "later\n");
    expect(await updateTap(sampleUpdate(tap.url), env)).toBe("it is later");
    expect(logOf(tap)).toHaveLength(3);
  });

  test("makes the first commit on the branch that an empty repository is for", async () => {
    const tap = emptyRepository();
    tap.git("symbolic-ref", "HEAD", "refs/heads/trunk");
    await updateTap(sampleUpdate(tap.url), env);
    expect(logOf(tap, "trunk")).toHaveLength(1);
    expect(tap.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/trunk");
  });

  test("takes the branch that is named, and says which there are when it is not there", async () => {
    const tap = filled();
    tap.commit("README.md", "Beta\n", "beta");
    await updateTap(sampleUpdate(tap.url, { branch: "beta" }), env);
    expect([logOf(tap), logOf(tap, "beta")].map((log) => log.length)).toEqual([1, 2]);
    const fault = await caught(() => updateTap(sampleUpdate(tap.url, { branch: "gamma" }), env));
    expect(fault).toMatchObject({
      code: "tap-branch",
      hint: "Name one in channels.homebrew.branch: beta, main",
    });
  });

  test("takes the only branch where HEAD names another one, and asks where there are several", async () => {
    const tap = filled();
    tap.git("symbolic-ref", "HEAD", "refs/heads/gone");
    await updateTap(sampleUpdate(tap.url), env);
    expect(logOf(tap)).toHaveLength(2);
    tap.commit("README.md", "Beta\n", "beta");
    expect((await caught(() => updateTap(sampleUpdate(tap.url), env))).code).toBe("tap-branch");
  });

  test("obeys no hook, signing, filter or author of the user's settings, and no repository of a hook around it", async () => {
    const tap = filled();
    tap.commit(".gitattributes", "* text eol=crlf filter=upper\n");
    const home = tempFolder();
    const hooks = join(home, "hooks");
    mkdirSync(hooks);
    writeFileSync(join(hooks, "pre-push"), "#!/bin/sh\nexit 1\n");
    chmodSync(join(hooks, "pre-push"), 0o755);
    const settings = [
      "[user]\n\tname = Me\n\temail = me@example.org",
      "[commit]\n\tgpgSign = true",
      "[push]\n\tgpgSign = true\n\tfollowTags = true",
      "[gpg]\n\tprogram = /bin/false",
      `[core]\n\thooksPath = ${hooks}\n\tautocrlf = true`,
      '[filter "upper"]\n\tclean = tr a-z A-Z',
    ];
    writeFileSync(join(home, ".gitconfig"), `${settings.join("\n")}\n`);
    const variables = { PATH, HOME: home, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere/index" };
    await updateTap(sampleUpdate(tap.url), recordingEnv("/nowhere", { variables }));
    expect(tap.git("show", "main:Formula/tool.rb")).toBe("ours");
    expect(logOf(tap)[0]).toContain("Bot <bot@example.org>");
  });

  test("writes a file where a link is, and follows none", async () => {
    const tap = filled();
    tap.commit("Formula/tool.rb", "../../elsewhere");
    const blob = tap.git("rev-parse", "main:Formula/tool.rb");
    tap.git("update-index", "--cacheinfo", `120000,${blob},Formula/tool.rb`);
    const tree = tap.git("write-tree");
    tap.git("update-ref", "refs/heads/main", tap.git("commit-tree", tree, "-p", "main", "-m", "a link"));
    await updateTap(sampleUpdate(tap.url), env);
    expect(tap.git("ls-tree", "main", "Formula/")).toMatch(/^100644 blob \w+\tFormula\/tool\.rb$/u);
  });

  test(
    "of several at once every one ends well, with its own file and its own commit",
    { timeout: 60_000 },
    async () => {
      const tap = filled();
      const files = ["a", "b", "c"].map((name) => `Formula/${name}.rb`);
      const patience = { baseMs: 30, answerTimeoutMs: 10_000, secondMs: 1 };
      await Promise.all(
        files.map(async (path) => updateTap(sampleUpdate(tap.url, { path, message: path, patience }), env)),
      );
      expect(tap.git("ls-tree", "-r", "--name-only", "main").split("\n")).toEqual([...files, "README.md"]);
      expect(logOf(tap)).toHaveLength(4);
    },
  );

  test("says that there is no repository, and no git", async () => {
    const missing = `file://${tempFolder()}/none.git`;
    const fault = await caught(() => updateTap(sampleUpdate(missing), env));
    expect(fault.code).toBe("tap-missing");
    expect(fault.details.join("\n")).toContain("does not appear to be a git repository");
    const nothing = recordingEnv("/nowhere", { variables: { PATH: tempFolder() } });
    expect((await caught(() => updateTap(sampleUpdate(missing), nothing))).code).toBe("no-git");
  });

  test("says what a server's rule about the branch says, and tries it once", async () => {
    const tap = filled();
    const hook = join(tap.folder, "hooks", "pre-receive");
    mkdirSync(join(tap.folder, "hooks"), { recursive: true });
    writeFileSync(
      hook,
      "#!/bin/sh\necho x >> asked\necho 'error: GH006: Protected branch update failed' >&2\nexit 1\n",
    );
    chmodSync(hook, 0o755);
    const fault = await caught(() => updateTap(sampleUpdate(tap.url), env));
    expect(fault.code).toBe("tap-protected");
    expect(fault.details.join("\n")).toContain("GH006");
    expect(tap.git("rev-list", "--count", "main")).toBe("1");
    expect(await Bun.file(join(tap.folder, "asked")).text()).toBe("x\n");
  });

  test("stops when it is interrupted", async () => {
    const signal = AbortSignal.abort();
    const fault = await caught(() => updateTap(sampleUpdate(filled().url), { ...env, signal }));
    expect(fault.code).toBe("interrupted");
  });
});

describe("tryTap()", () => {
  test("finds out that ours would be taken, and changes nothing", async () => {
    const tap = filled();
    const before = tap.git("rev-parse", "main");
    expect(await tryTap(sampleUpdate(tap.url), env)).toBeUndefined();
    expect(tap.git("rev-parse", "main")).toBe(before);
    expect(await tryTap(sampleUpdate(emptyRepository().url), env)).toBeUndefined();
  });
});
