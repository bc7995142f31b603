/** `slipway publish` of one real release for this machine, into a folder. */

import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, HELLO, runProgram, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();

function project(config: string): string {
  return foreignProject(
    {
      "src/main.ts": HELLO,
      LICENSE: "MIT\n",
      "CHANGELOG.md": "# Changelog\n\n## [1.2.3] - 2026-11-20\n\n- Now\n",
      ".gitignore": "*.key\nsite/\n",
    },
    { config: `{ apps: { hello: "src/main.ts" }, targets: ["${host}"], ${config} }` },
  );
}

function commit(cwd: string): void {
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message=one"],
  ])
    expect(runProgram(["git", ...args], { cwd }).exitCode).toBe(0);
}

test("slipway publish shows the plan, makes a draft, publishes and proves it, and finds that everything is done", async () => {
  const cwd = project('signing: { publicKey: "keys/slipway.pub" }, publish: { dir: "site" }');
  mkdirSync(join(cwd, "keys"));
  const keys = await runInMemory(["keys", "new", "--out", "keys", "--no-password"], { cwd });
  expect(keys.exitCode, keys.stderr).toBe(0);
  const variables = {
    PATH: process.env["PATH"],
    SLIPWAY_SECRET_KEY_FILE: join(cwd, "keys", "slipway.key"),
  };
  commit(cwd);
  const released = await runInMemory(["release"], { cwd, variables });
  expect(released.exitCode, released.stderr).toBe(0);

  const dry = await runInMemory(["publish", "--dry-run"], { cwd, variables });
  expect(dry.exitCode, dry.stderr).toBe(0);
  expect(dry.stdout).toMatch(/^v1\.2\.3 to folder .*site:\n {2}make a draft\n {2}upload checksums\.txt \(/u);
  expect(dry.stdout).toMatch(
    / {2}publish the draft\n(?: {2}update stable\/latest\.json\n)? {2}verify it as a stranger: [^\n]+\nNothing was changed\n$/u,
  );

  const draft = await runInMemory(["publish", "--draft"], { cwd, variables });
  expect(draft.exitCode, draft.stderr).toBe(0);
  expect(draft.stdout).toMatch(/^v1\.2\.3 is a draft, and whole: \d+ files, folder /u);
  expect(draft.stdout).toContain("slipway verify v1.2.3 --draft\n");
  expect(existsSync(join(cwd, "site", "v1.2.3"))).toBe(false);
  const looked = await runInMemory(["verify", "v1.2.3", "--draft"], { cwd });
  expect(looked.exitCode, looked.stderr).toBe(0);
  expect(looked.stdout).toMatch(/\nstarted here +proven /u);
  const rest = await runInMemory(["publish", "--dry-run"], { cwd, variables });
  expect(rest.stdout).not.toContain("upload");
  expect(rest.stdout).toContain("  publish the draft\n");

  const published = await runInMemory(["publish"], { cwd, variables });
  expect(published.exitCode, published.stderr).toBe(0);
  expect(published.stdout).toMatch(/^v1\.2\.3 is published: \d+ files at /u);
  expect(published.stdout).toMatch(/\n1\.2\.3: all \d+ files hold, signed with key /u);
  const verified = await runInMemory(["verify", join("site", "v1.2.3")], { cwd });
  expect(verified.exitCode, verified.stderr).toBe(0);
  const started = /\nstarted here +(?<proven>(?:not )?proven) [^\n]+/u;
  expect(started.exec(published.stdout)?.groups).toEqual({ proven: "not proven" });
  expect(started.exec(verified.stdout)?.groups).toEqual({ proven: "proven" });
  expect(published.stdout.replace(started, "")).toContain(verified.stdout.replace(started, ""));

  const again = await runInMemory(["publish", "--json"], { cwd, variables });
  expect(JSON.parse(again.stdout)).toMatchObject({ tag: "v1.2.3", changes: 0, plan: [] });

  rmSync(join(cwd, "site"), { recursive: true });
  const both = await runInMemory(["release", "--publish"], { cwd, variables });
  expect(both.exitCode, both.stderr).toBe(0);
  expect(both.stdout).toMatch(/\nv1\.2\.3 is published: \d+ files at /u);
  expect(both.stdout).toMatch(/\n1\.2\.3: all \d+ files hold, signed with key /u);

  writeFiles(cwd, { "src/main.ts": `${HELLO}// changed\n`, "dist/release/latest.json.txt": "" });
  const changed = await runInMemory(["publish"], { cwd, variables });
  expect(changed.exitCode).toBe(1);
  expect(changed.stderr).toContain("dirty-tree: ");
  expect(changed.stderr).toContain("latest.json.txt");
});
