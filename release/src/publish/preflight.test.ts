import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sampleApp } from "@slipway/build/testing";
import { caught, GITHUB_TOKEN, runProgram } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { publish } from "./publish.ts";
import { type Publishable, publishableRelease, publishOptions } from "./testing/publishable-release.ts";

async function faultOf(made: Publishable, changes: Partial<Publishable["options"]> = {}) {
  return caught(() => publish({ ...made.options, ...changes }, made.env));
}

/** Changes a JSON file of `dist` as text. */
function edit(made: Publishable, file: string, change: (text: string) => string): void {
  const path = join(made.env.dist, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

describe("what stands in the way of publishing", () => {
  test("a tree that differs from its commit", async () => {
    const made = await publishableRelease();
    const sources = { ...made.options.sources, dirty: true };
    expect((await faultOf(made, { sources })).code).toBe("dirty-tree");
  });

  test("a release of another commit, of another version, or a snapshot", async () => {
    const made = await publishableRelease();
    const sources = { ...made.options.sources, commit: "b".repeat(40) };
    expect(await faultOf(made, { sources })).toMatchObject({
      code: "release-stale",
      message: expect.stringContaining("checked out is bbbb"),
    });
    edit(made, "release.json", (text) => text.replace('"snapshot": false', '"snapshot": true'));
    expect((await faultOf(made)).message).toContain("it is a snapshot");
  });

  test("no section in the changelog", async () => {
    const made = await publishableRelease();
    writeFileSync(join(made.root, "CHANGELOG.md"), "# Changelog\n\n## [1.0.0] - 2026-01-01\n\n- Old\n");
    expect((await faultOf(made)).code).toBe("changelog-missing");
  });

  test("no public key", async () => {
    const made = await publishableRelease();
    const config = { ...made.config, publicKey: undefined };
    expect((await faultOf(made, { config })).code).toBe("no-public-key");
  });

  test("no destination", async () => {
    const made = await publishableRelease();
    const config = { ...made.config, destination: undefined };
    expect((await faultOf(made, { config })).code).toBe("no-destination");
  });

  test("an executable that nothing ran, unless it is waived with a reason; one that failed never", async () => {
    const made = await publishableRelease();
    edit(made, "build.json", (text) =>
      text.replace('"kind": "passed"', '"kind": "not-run", "reason": "no emulator"'),
    );
    expect(await faultOf(made)).toMatchObject({
      code: "not-smoked",
      details: ["tool for linux-x64: no emulator"],
      hint: expect.stringContaining('publish: { waive: { "tool": { "linux-x64": "why" } } }'),
    });
    const config = { ...made.config, waivers: { tool: { "linux-x64": "run by hand on the device" } } };
    expect((await publish(publishOptions(config, { dryRun: true }), made.env)).plan).not.toEqual([]);
    edit(made, "build.json", (text) => text.replace('"kind": "not-run"', '"kind": "failed"'));
    expect((await faultOf(made, { config })).details).toEqual(["tool for linux-x64: its smoke runs failed"]);
    rmSync(join(made.env.dist, "build.json"));
    expect((await faultOf(made)).details).toEqual([
      "tool for linux-x64: dist/build.json does not have the executable of the release",
    ]);
  });

  test("executables that nothing ran for the same reason are told in one line", async () => {
    const made = await publishableRelease();
    const targets = ["linux-x64", "linux-arm64"] as const;
    const apps = ["tool", "tool-helper", "tool-other"].map((name) =>
      sampleApp({ name, targets: name === "tool-other" ? ["linux-arm64"] : targets }),
    );
    edit(made, "build.json", (text) =>
      text.replace('"kind": "passed"', '"kind": "not-run", "reason": "no emulator"'),
    );
    const fault = await faultOf(made, { config: { ...made.config, apps } });
    expect(fault.message).toContain("that 5 executables run");
    const missing = "dist/build.json does not have the executable of the release";
    expect(fault.details).toEqual([
      "tool for linux-x64: no emulator",
      `tool and tool-other for linux-arm64: ${missing}`,
      `tool-helper for linux-x64, linux-arm64: ${missing}`,
    ]);
  });

  test("the tag is on another commit here, or the workflow runs for another tag", async () => {
    const made = await publishableRelease();
    for (const args of [
      ["init", "--quiet"],
      [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message=one",
      ],
      ["tag", "v1.2.3"],
    ])
      expect(runProgram(["git", ...args], { cwd: made.root }).exitCode).toBe(0);
    const env = { ...made.env, variables: { PATH: process.env["PATH"] } };
    expect((await caught(() => publish(made.options, env))).code).toBe("tag-elsewhere");
    const workflow = { ...made.env, variables: { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.2.4" } };
    const other = await publishableRelease();
    expect((await caught(() => publish(other.options, workflow))).message).toContain('for the tag "v1.2.4"');
  });

  test("a record that is of other files than those that are verified", async () => {
    const made = await publishableRelease();
    for (const name of ["checksums.txt.minisig", "provenance.intoto.jsonl"]) {
      const artifacts = made.record.artifacts.filter(({ file }) => file !== name);
      edit(made, "release.json", () => JSON.stringify({ ...made.record, artifacts }));
      expect((await faultOf(made)).code).toBe("release-stale");
    }
    const latest = made.record.artifacts.find(({ file }) => file === "latest.json")?.sha256 ?? "";
    edit(made, "release.json", () => JSON.stringify(made.record).replace(latest, "0".repeat(64)));
    expect(await faultOf(made)).toMatchObject({
      code: "release-stale",
      details: [`latest.json: recorded is ${"0".repeat(64)}, verified ${latest}`],
    });
    expect(existsSync(join(made.root, "site"))).toBe(false);
  });

  test("all that is cheap is told at once, before the release is read, and nothing is changed", async () => {
    const made = await publishableRelease();
    const path = join(made.env.dist, "release", "checksums.txt");
    const bytes = readFileSync(path);
    bytes[0] = 0;
    writeFileSync(path, bytes);
    expect((await faultOf(made)).code).toBe("release-untrusted");
    rmSync(join(made.root, "CHANGELOG.md"));
    const sources = { ...made.options.sources, dirty: true };
    const destination = { kind: "github", owner: "a", name: "b", api: "http://127.0.0.1:1" } as const;
    const fault = await faultOf(made, { sources, config: { ...made.config, destination } });
    expect(fault.code).toBe("not-publishable");
    const codes = fault.details.filter((line) => /^[a-z]/u.test(line)).map((line) => line.split(":")[0]);
    expect(codes).toEqual(["dirty-tree", "changelog-missing", "no-token"]);
    expect(JSON.stringify(fault.details)).not.toContain(GITHUB_TOKEN);
  });
});
