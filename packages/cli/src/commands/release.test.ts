/** `slipway release`, `verify`, `smoke` and `clean` on one real release for this machine. */

import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hostTarget } from "@slipway/build";
import { executableName, TARGETS } from "@slipway/targets";
import { foreignProject, HELLO, sha256Of } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { keptSegments } from "../testing/kept-segments.ts";
import { runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();
const bare = `hello-${host}${TARGETS[host].suffix}`;
const FILES = { "src/main.ts": HELLO, LICENSE: "MIT\n" };
const segments = keptSegments();

function project(more = ""): string {
  return foreignProject(FILES, { config: `{ apps: { hello: "src/main.ts" }, targets: ["${host}"]${more} }` });
}

describe("slipway release", () => {
  test.each(["--snapshot", "--json"])(
    "refuses --publish with %s before anything is built",
    async (option) => {
      const { exitCode, stderr } = await runInMemory(["release", "--publish", option], { cwd: project() });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`Cannot use --publish with ${option}`);
    },
  );

  test("makes a release that verifies, runs, is the same again, and goes away", async () => {
    const cwd = project(', repository: "https://github.com/a/b"');
    const { exitCode, stdout, stderr } = await runInMemory(["release", "--snapshot"], { cwd });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/9 files in dist\/release: hello 1\.2\.3-snapshot\.[0-9a-f]+ \(a snapshot, /u);
    segments.keepFrom(cwd);
    const folder = join(cwd, "dist", "release");
    const before = readdirSync(folder).map((file) => [file, sha256Of(join(folder, file))]);
    expect(before).toHaveLength(9);

    const verified = await runInMemory(["verify", "dist/release", "--json"], { cwd });
    expect(JSON.parse(verified.stdout)).toMatchObject({
      files: 9,
      executables: 1,
      archives: 1,
      sboms: 1,
      snapshot: true,
    });

    const smoked = await runInMemory(["smoke", "--json"], { cwd });
    expect(JSON.parse(smoked.stdout)).toMatchObject({
      executables: [{ smoke: { kind: "passed", runs: 1, on: host } }],
    });

    expect((await runInMemory(["release", "--snapshot"], { cwd })).exitCode).toBe(0);
    expect(readdirSync(folder).map((file) => [file, sha256Of(join(folder, file))])).toEqual(before);

    const smoke = await runInMemory(["verify", folder, "--public-key", "RWQnonsense"], { cwd });
    expect(smoke.exitCode).toBe(3);

    expect(await runInMemory(["clean"], { cwd })).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    expect(readdirSync(join(cwd, "dist")).toSorted()).toEqual([".gitignore", ".lock"]);
  });

  test("a failed release leaves the last one as it was", async () => {
    const cwd = project();
    segments.giveTo(cwd);
    expect((await runInMemory(["release", "--snapshot"], { cwd })).exitCode).toBe(0);
    const record = readFileSync(join(cwd, "dist", "release.json"), "utf8");
    const digest = sha256Of(join(cwd, "dist", "release", bare));
    writeFileSync(join(cwd, "src", "main.ts"), 'console.log("other"); process.exit(3);');
    const { exitCode, stderr } = await runInMemory(["release", "--snapshot"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("exit code: found 3, wanted 0");
    expect(stderr).toContain("| other");
    expect(readFileSync(join(cwd, "dist", "release.json"), "utf8")).toBe(record);
    expect(sha256Of(join(cwd, "dist", "release", bare))).toBe(digest);
  });

  test("a real release wants a commit before anything is built", async () => {
    const cwd = project();
    const { exitCode, stderr } = await runInMemory(["release"], { cwd });
    expect(exitCode).toBe(4);
    expect(stderr).toContain("is no git checkout with a commit");
    expect(existsSync(join(cwd, "dist"))).toBe(false);
  });
});

describe("slipway smoke", () => {
  test("wants what it smokes to be built, and unchanged since", async () => {
    const cwd = project();
    expect((await runInMemory(["smoke"], { cwd })).stderr).toContain("was not built");
    expect((await runInMemory(["build"], { cwd })).exitCode).toBe(0);
    const path = join(cwd, "dist", "build", host, executableName("hello", host));
    renameSync(path, `${path}.away`);
    writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 });
    const { exitCode, stderr } = await runInMemory(["smoke"], { cwd });
    expect(exitCode).toBe(5);
    expect(stderr).toContain("is not what the build recorded");
  });
});

describe("slipway verify", () => {
  test("does not take the project itself for a release", async () => {
    const cwd = project();
    const { exitCode, stderr } = await runInMemory(["verify", "."], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no "checksums.txt"');
  });

  test("wants a folder", async () => {
    const cwd = project();
    const key = readFileSync(
      join(import.meta.dirname, "..", "..", "..", "..", "release", "keys", "snapshot.pub"),
      "utf8",
    );
    const args = ["verify", "nowhere", "--public-key", key.split("\n")[1] ?? ""];
    expect((await runInMemory(args, { cwd })).stderr).toContain("there is no such folder");
  });
});
