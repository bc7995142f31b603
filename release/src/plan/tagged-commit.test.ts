import { recordingEnv } from "@slipway/build/testing";
import { caught, runProgram, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { expectTag, taggedCommit } from "./tagged-commit.ts";

/** A repository of two commits, the first of which is tagged; the answer of a `git` in it. */
function repository(): { readonly root: string; readonly ask: (...args: readonly string[]) => string } {
  const root = tempFolder();
  const ask = (...args: readonly string[]): string => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    const ran = runProgram(["git", ...identity, ...args], { cwd: root });
    expect(ran.exitCode, ran.stderr).toBe(0);
    return ran.stdout.trim();
  };
  ask("init", "--quiet");
  ask("commit", "--quiet", "--allow-empty", "--message=one");
  ask("tag", "--annotate", "--message=one", "v1.2.3");
  ask("commit", "--quiet", "--allow-empty", "--message=two");
  return { root, ask };
}

test("taggedCommit() is the commit behind a tag", async () => {
  const { root, ask } = repository();
  const env = recordingEnv(root);
  expect(await taggedCommit(root, "v1.2.3", env)).toBe(ask("rev-parse", "HEAD~1"));
  expect(await taggedCommit(root, "v1.2.4", env)).toBeUndefined();
  expect(await taggedCommit(tempFolder(), "v1.2.3", env)).toBeUndefined();
});

test("expectTag() refuses a release of another commit than the one that has its tag", async () => {
  const { root, ask } = repository();
  const env = recordingEnv(root);
  const plan = { version: "1.2.3", commit: ask("rev-parse", "HEAD"), snapshot: false };
  const fault = await caught(async () => expectTag({ root }, plan, env));
  expect(fault).toMatchObject({ code: "tag-elsewhere", exitCode: 1 });
  await expectTag({ root }, { ...plan, commit: ask("rev-parse", "HEAD~1") }, env);
  await expectTag({ root }, { ...plan, version: "1.2.4" }, env);
  await expectTag({ root }, { ...plan, snapshot: true }, env);
});
