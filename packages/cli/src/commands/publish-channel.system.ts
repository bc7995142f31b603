/** `slipway publish` of one real release for this machine, ending with a formula in a tap. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { foreignProject, HELLO, runProgram, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

function git(cwd: string, ...args: readonly string[]): string {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
  const { exitCode, stdout, stderr } = runProgram(["git", ...who, ...args], { cwd });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

/** A project whose tap is at `url`. */
async function project(url: string): Promise<string> {
  const config = `{
    apps: { hello: "src/main.ts" }, targets: ["${await hostTarget()}"], repository: "https://github.com/octo/hello",
    signing: { publicKey: "keys/slipway.pub" }, publish: { dir: "site" },
    channels: { homebrew: { tap: "${url}", description: "Says hello" } },
  }`;
  const changelog = "# Changelog\n\n## [1.2.3] - 2026-11-20\n\n- Now\n";
  const files = { "src/main.ts": HELLO, "CHANGELOG.md": changelog, ".gitignore": "*.key\nsite/\n" };
  return foreignProject({ ...files, LICENSE: "MIT\n" }, { config });
}

test("slipway publish shows what it would push to the tap, pushes it, and finds that it is there", async () => {
  const tap = tempFolder();
  git(tap, "init", "--quiet", "--bare", "--initial-branch=main", ".");
  const cwd = await project(`file://${tap}`);
  mkdirSync(join(cwd, "keys"));
  expect((await runInMemory(["keys", "new", "--out", "keys", "--no-password"], { cwd })).exitCode).toBe(0);
  git(cwd, "init", "--quiet");
  git(cwd, "add", "--all");
  git(cwd, "commit", "--quiet", "--message=one");
  const key = { SLIPWAY_SECRET_KEY_FILE: join(cwd, "keys", "slipway.key") };
  const place = { cwd, variables: { PATH: process.env["PATH"], ...key } };
  const released = await runInMemory(["release"], place);
  expect(released.exitCode, released.stderr).toBe(0);

  const dry = await runInMemory(["publish", "--dry-run"], place);
  expect(dry.stdout).toContain("  update stable/latest.json\n");
  expect(dry.stdout).toContain(" https://github.com/octo/hello/releases/download/v1.2.3/{file} as where ");
  expect(dry.exitCode, dry.stderr).toBe(0);
  expect(dry.stdout).toContain(`\n  update Formula/hello.rb in file://${tap}\n`);
  expect(git(tap, "for-each-ref")).toBe("");

  const published = await runInMemory(["publish"], place);
  expect(published.exitCode, published.stderr).toBe(0);
  expect(published.stdout).toContain(`\nhomebrew, file://${tap}: Formula/hello.rb is pushed\n`);
  expect(git(tap, "log", "--format=%s", "main")).toBe("hello 1.2.3\n");
  const archive = `hello-${await hostTarget()}.tar.gz`;
  const sums = await Bun.file(join(cwd, "site", "v1.2.3", "checksums.txt")).text();
  const digest = sums
    .split("\n")
    .find((line) => line.endsWith(archive))
    ?.slice(0, 64);
  expect(git(tap, "show", "main:Formula/hello.rb")).toContain(`sha256 "${digest}"`);

  const again = await runInMemory(["publish"], place);
  expect(again.stdout).toContain("the formula of 1.2.3 is there\n");
  expect(git(tap, "rev-list", "--count", "main")).toBe("1\n");
});
