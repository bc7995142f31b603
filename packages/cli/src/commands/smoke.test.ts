import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { configDigest, hostTarget, planBuild, readSources, writeBuildRecord } from "@slipway/build";
import { recordingEnv, sampleEntry } from "@slipway/build/testing";
import { loadConfig } from "@slipway/config";
import { foreignProject, HELLO, sha256Of, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();
const FILE = `build/${host}/hello`;

/** A project whose `dist` has a recorded executable; it is a script. */
async function builtProject(script: string): Promise<string> {
  const smoke = '[{ stdin: "in", stdout: [/^in$/m], stderr: ["log"], exitCode: 3 }]';
  const root = foreignProject(
    { "src/main.ts": HELLO, [`dist/${FILE}`]: `#!${process.execPath}\n${script}` },
    { config: `{ apps: { hello: { entry: "src/main.ts", smoke: ${smoke} } } }` },
  );
  const dist = join(root, "dist");
  chmodSync(join(dist, FILE), 0o755);
  const config = await loadConfig(root);
  const [job] = planBuild(config, { selection: { apps: [], targets: [host] }, host }).jobs;
  if (job === undefined) throw new Error("an app on a target is a job");
  const entry = sampleEntry({
    target: host,
    file: FILE,
    sha256: sha256Of(join(dist, FILE)),
    sources: (await readSources(config, recordingEnv(dist))).digest,
    config: configDigest(job, { config, version: "1.2.3" }),
  });
  writeBuildRecord(dist, { format: 1, product: "hello", executables: [entry] });
  return root;
}

const GOOD = "console.log(await Bun.stdin.text()); console.error('log'); process.exitCode = 3;";

describe.skipIf(process.platform === "win32")("slipway smoke", () => {
  test("runs what was built, without a selection what is there, and records it", async () => {
    const root = await builtProject(GOOD);
    const { exitCode, stdout, stderr } = await runInMemory(["smoke"], { cwd: root });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("1 run passed");
    const json = await runInMemory(["smoke", "--json"], { cwd: root });
    expect(JSON.parse(json.stdout)).toMatchObject({
      executables: [{ app: "hello", smoke: { kind: "passed", runs: 1, on: host } }],
    });
  });

  test("--emulated runs this machine's own executables as ever", async () => {
    const root = await builtProject(GOOD);
    const { exitCode, stdout, stderr } = await runInMemory(["smoke", "--emulated"], { cwd: root });
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("1 run passed");
    expect(stdout).not.toContain("under");
  });

  test("refuses to run what was changed since", async () => {
    const root = await builtProject(GOOD);
    writeFileSync(join(root, "dist", FILE), "something else");
    const { exitCode, stdout, stderr } = await runInMemory(["smoke"], { cwd: root });
    expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: "" });
    expect(stderr).toContain("is not what the build recorded");
  });

  test("tries other expectations on what is there, and notes that it is older", async () => {
    const root = await builtProject(GOOD);
    const config = readFileSync(join(root, "slipway.config.ts"), "utf8");
    writeFiles(root, { "other.config.ts": config.replace('"log"', '"another log"') });
    const { exitCode, stderr } = await runInMemory(["smoke", "--config", "other.config.ts"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`hello ${host} was built from other sources or configuration than are here now`);
    expect(stderr).toContain('standard error: "another log" not found');
  });

  test("speaks of nothing that is no longer configured", async () => {
    const root = await builtProject(GOOD);
    const entry = sampleEntry({ app: "older", target: host });
    writeFiles(join(root, "dist"), { [entry.file]: "" });
    writeBuildRecord(join(root, "dist"), { format: 1, product: "hello", executables: [entry] });
    const { stdout } = await runInMemory(["smoke", "--json"], { cwd: root });
    expect(JSON.parse(stdout).executables).toEqual([expect.objectContaining({ app: "hello" })]);
  });

  test("says what went wrong", async () => {
    const { exitCode, stderr } = await runInMemory(["smoke"], { cwd: await builtProject("process.exit(9)") });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("exit code: found 9, wanted 3");
  });

  test.each(["the record", "the executable"])("asks for a build when %s is gone", async (what) => {
    const root = await builtProject(GOOD);
    rmSync(join(root, "dist", what === "the record" ? "build.json" : FILE));
    const { exitCode, stderr } = await runInMemory(["smoke", "--host"], { cwd: root });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`→ Build it first: slipway build --app hello --target ${host}`);
  });

  test("refuses a record nobody can read", async () => {
    const root = await builtProject(GOOD);
    writeFiles(root, { "dist/build.json": "{}" });
    const { exitCode, stderr } = await runInMemory(["smoke"], { cwd: root });
    expect(exitCode).toBe(4);
    expect(stderr).toContain("→ Remove it and build again");
  });
});
