import { rmSync } from "node:fs";
import { join } from "node:path";

import type { TargetId } from "@slipway/targets";
import { caught, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { configDigest } from "../config-digest.ts";
import { planBuild } from "../plan.ts";
import { type ExecutableEntry, readBuildRecord, writeBuildRecord } from "../record/build-record.ts";
import { recordingEnv, sampleApp, sampleConfig, sampleEntry } from "../testing/samples.ts";
import { smokeBuilt } from "./smoke-built.ts";
import type { SmokeResult } from "./smoke.ts";

const HOST: TargetId = "linux-x64";
const plan = planBuild(sampleConfig("/project", [sampleApp()]), {
  selection: { apps: [], targets: [HOST] },
  host: HOST,
});

const SOURCES = { digest: "2".repeat(64) };

/** What the build would have recorded of the plan's one job. */
function entryOf(changes: Partial<ExecutableEntry> = {}): ExecutableEntry {
  const [job] = plan.jobs;
  if (job === undefined) throw new Error("an app on a target is a job");
  return sampleEntry({ sources: SOURCES.digest, config: configDigest(job, "1.2.3"), ...changes });
}

/** A `dist` with a recorded executable that is a script. */
function distWith(script: string, changes: Partial<ExecutableEntry> = {}): string {
  const dist = tempFolder();
  const file = "build/linux-x64/hello";
  writeFiles(dist, { [file]: `#!${process.execPath}\n${script}` });
  const executables = [
    entryOf({ sha256: sha256Of(join(dist, file)), ...changes }),
    sampleEntry({ app: "other" }),
  ];
  writeFiles(dist, { "build/linux-x64/other": "" });
  writeBuildRecord(dist, { format: 1, product: "hello", executables });
  return dist;
}

describe.skipIf(process.platform === "win32")("smokeBuilt()", () => {
  test("records what it ran and leaves all other entries alone", async () => {
    const dist = distWith("console.log('1.2.3')");
    const other = readBuildRecord(dist)?.executables[1];
    await smokeBuilt(plan, { sources: SOURCES, env: recordingEnv(dist) });
    expect(readBuildRecord(dist)?.executables.map(({ smoke }) => smoke)).toEqual([
      { kind: "passed", runs: 1, on: HOST },
      other?.smoke,
    ]);
  });

  test("runs nothing that is not what was recorded", async () => {
    const dist = distWith("console.log('1.2.3')");
    writeFiles(dist, { "build/linux-x64/hello": `#!/bin/sh\ntouch "${join(dist, "was-run")}"\n` });
    const fault = await caught(async () => smokeBuilt(plan, { sources: SOURCES, env: recordingEnv(dist) }));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5, hint: "Build it again" });
    expect(await Bun.file(join(dist, "was-run")).exists()).toBe(false);
  });

  test.each<readonly [string, Partial<ExecutableEntry>]>([
    ["sources", { sources: "9".repeat(64) }],
    ["configuration", { config: "9".repeat(64) }],
    ["configuration", { version: "1.2.4" }],
  ])("runs nothing that was built from other %s", async (what, changes) => {
    const dist = distWith("console.log('1.2.3')", changes);
    const fault = await caught(async () => smokeBuilt(plan, { sources: SOURCES, env: recordingEnv(dist) }));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5, hint: "Build it again" });
    expect(fault.message).toBe(
      `Cannot smoke hello linux-x64: "dist/build/linux-x64/hello" was built from other ${what}`,
    );
  });

  test.each([
    ["the executable", "build/linux-x64/hello"],
    ["the record", "build.json"],
  ])("asks for a build when %s is gone", async (_what, file) => {
    const dist = distWith("console.log('1.2.3')");
    rmSync(join(dist, file));
    const fault = await caught(async () => smokeBuilt(plan, { sources: SOURCES, env: recordingEnv(dist) }));
    expect(fault).toMatchObject({ code: "executable-missing", exitCode: 1 });
    expect(fault.hint).toBe("Build it first: slipway build --app hello --target linux-x64");
  });

  test("keeps what an emulator showed of the same executable, and only that", async () => {
    const foreign = planBuild(sampleConfig("/project", [sampleApp()]), {
      selection: { apps: [], targets: [HOST] },
      host: "linux-arm64",
    });
    const passed = { kind: "passed", runs: 1, on: HOST, by: "Emulator 1.0" } as const;
    const smokeOf = async (smoke: SmokeResult): Promise<SmokeResult | undefined> => {
      const dist = distWith("console.log('1.2.3')", { smoke });
      return (await smokeBuilt(foreign, { sources: SOURCES, env: recordingEnv(dist) })).executables[0]?.smoke;
    };
    const notRun = { kind: "not-run", reason: "this machine is linux-arm64" };
    expect(await smokeOf(passed)).toEqual(passed);
    expect(await smokeOf({ ...passed, runs: 2 })).toEqual(notRun);
    expect(await smokeOf({ kind: "not-run", reason: "an older one" })).toEqual(notRun);
  });

  test("replaces what an emulator showed by what this machine shows", async () => {
    const dist = distWith("console.log('1.2.3')", {
      smoke: { kind: "passed", runs: 1, on: HOST, by: "Emulator 1.0" },
    });
    const record = await smokeBuilt(plan, { sources: SOURCES, env: recordingEnv(dist) });
    expect(record.executables[0]?.smoke).toEqual({ kind: "passed", runs: 1, on: HOST });
  });

  test("runs under emulators when it is told to, or records which one is missing", async () => {
    const dist = distWith("console.log('1.2.3')");
    const variables = { PATH: tempFolder() };
    const record = await smokeBuilt(plan, {
      sources: SOURCES,
      emulatedOn: "linux-arm64",
      env: recordingEnv(dist, { variables }),
    });
    expect(record.executables[0]?.smoke).toEqual({
      kind: "not-run",
      reason: expect.stringMatching(/^no emulator: qemu-x86_64-static /u),
    });
    const here = await smokeBuilt(plan, { sources: SOURCES, emulatedOn: HOST, env: recordingEnv(dist) });
    expect(here.executables[0]?.smoke).toEqual({ kind: "passed", runs: 1, on: HOST });
  });
});
