import { rmSync } from "node:fs";
import { join } from "node:path";

import type { RuntimeTargetId } from "@slipway/targets";
import { caught, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { configDigest } from "../config-digest.ts";
import { type BuildPlan, planBuild } from "../plan.ts";
import { type ExecutableEntry, readBuildRecord, writeBuildRecord } from "../record/build-record.ts";
import { recordingEnv, sampleApp, sampleConfig, sampleEntry } from "../testing/samples.ts";
import { smokeBuilt } from "./smoke-built.ts";
import { declaredDigest, type SmokeResult } from "./smoke-result.ts";

const HOST: RuntimeTargetId = "linux-x64";
const config = sampleConfig("/project", [sampleApp()]);
const plan = planBuild(config, {
  selection: { apps: [], targets: [HOST] },
  host: HOST,
});

const SOURCES = { digest: "2".repeat(64) };

/** What the build would have recorded of the plan's one job. */
function entryOf(changes: Partial<ExecutableEntry> = {}): ExecutableEntry {
  const [job] = plan.jobs;
  if (job === undefined) throw new Error("an app on a target is a job");
  return sampleEntry({
    sources: SOURCES.digest,
    config: configDigest(job, { config, version: "1.2.3" }),
    ...changes,
  });
}

/** What one run of the plan's one job shows. */
const PASSED = {
  kind: "passed",
  runs: 1,
  declared: declaredDigest(sampleApp().smoke),
  on: HOST,
} as const;

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

/** A `dist` of three executables that passed once; the first and the third fail now. */
function distOfThree(scripts: Readonly<Record<string, string>> = {}): {
  readonly dist: string;
  readonly three: BuildPlan;
} {
  const apps = ["first", "second", "third"].map((name) => sampleApp({ name }));
  const three = planBuild(sampleConfig("/project", apps), {
    selection: { apps: [], targets: [HOST] },
    host: HOST,
  });
  const dist = tempFolder();
  const code = { first: "process.exit(9)", second: "", third: "process.exit(9)", ...scripts };
  const executables = three.jobs.map((job) => {
    const text = Object.entries(code).find(([name]) => name === job.app.name)?.[1] ?? "";
    writeFiles(dist, { [job.file]: `#!${process.execPath}\n${text}` });
    return sampleEntry({
      app: job.app.name,
      sources: SOURCES.digest,
      config: configDigest(job, { config, version: "1.2.3" }),
      sha256: sha256Of(join(dist, job.file)),
      smoke: PASSED,
    });
  });
  writeBuildRecord(dist, { format: 1, product: "hello", executables });
  return { dist, three };
}

describe.skipIf(process.platform === "win32")("smokeBuilt()", () => {
  test("records what it ran and leaves all other entries alone", async () => {
    const dist = distWith("console.log('1.2.3')");
    const other = readBuildRecord(dist)?.executables[1];
    await smokeBuilt(plan, { config, sources: SOURCES, env: recordingEnv(dist) });
    expect(readBuildRecord(dist)?.executables.map(({ smoke }) => smoke)).toEqual([PASSED, other?.smoke]);
  });

  test("records every result, also when some of them failed, and then says so", async () => {
    const { dist, three } = distOfThree();
    const fault = await caught(async () =>
      smokeBuilt(three, { config, sources: SOURCES, env: recordingEnv(dist) }),
    );
    expect(fault).toMatchObject({
      code: "smoke-failed",
      exitCode: 1,
      message: "Cannot accept 2 executables: their smoke runs went wrong",
    });
    expect(fault.details).toEqual(
      ["first", "third"].flatMap((name) => [
        `Cannot accept ${name} linux-x64: the smoke run "${name} --version" went wrong`,
        "  exit code: found 9, wanted 0",
      ]),
    );
    expect(readBuildRecord(dist)?.executables.map(({ smoke }) => smoke)).toEqual([
      { ...PASSED, kind: "failed" },
      PASSED,
      { ...PASSED, kind: "failed" },
    ]);
  });

  test("records what it knows when it is interrupted, and nothing of what it ended itself", async () => {
    const { dist, three } = distOfThree({ second: "setInterval(() => {}, 1000)" });
    const interruption = new AbortController();
    const env = recordingEnv(dist, { concurrency: 1, signal: interruption.signal });
    const fault = await caught(async () =>
      smokeBuilt(three, {
        config,
        sources: SOURCES,
        env: {
          ...env,
          report: (event) => {
            const isSecond = event.kind === "job-start" && event.job === "second linux-x64";
            if (isSecond && event.step === "smoking") interruption.abort();
          },
        },
      }),
    );
    expect(fault.code).toBe("interrupted");
    expect(readBuildRecord(dist)?.executables.map(({ smoke }) => smoke.kind)).toEqual([
      "failed",
      "passed",
      "passed",
    ]);
  });

  test("runs nothing at all when one executable is not what was recorded", async () => {
    const { dist, three } = distOfThree();
    writeFiles(dist, { "build/linux-x64/third": "" });
    const before = readBuildRecord(dist);
    const fault = await caught(async () =>
      smokeBuilt(three, { config, sources: SOURCES, env: recordingEnv(dist) }),
    );
    expect(fault.code).toBe("executable-wrong");
    expect(readBuildRecord(dist)).toEqual(before);
  });

  test("runs nothing that is not what was recorded", async () => {
    const dist = distWith("console.log('1.2.3')");
    writeFiles(dist, { "build/linux-x64/hello": `#!/bin/sh\ntouch "${join(dist, "was-run")}"\n` });
    const fault = await caught(async () =>
      smokeBuilt(plan, { config, sources: SOURCES, env: recordingEnv(dist) }),
    );
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5, hint: "Build it again" });
    expect(await Bun.file(join(dist, "was-run")).exists()).toBe(false);
  });

  test.each<readonly [string, Partial<ExecutableEntry>]>([
    ["sources", { sources: "9".repeat(64) }],
    ["configuration", { config: "9".repeat(64) }],
  ])("runs what was built from other %s too, and notes it", async (_what, changes) => {
    const dist = distWith("console.log('1.2.3')", changes);
    const env = recordingEnv(dist);
    const record = await smokeBuilt(plan, { config, sources: SOURCES, env });
    expect(record.executables[0]).toMatchObject({ ...changes, smoke: PASSED });
    expect(env.events).toContainEqual({
      kind: "note",
      text: "hello linux-x64 was built from other sources or configuration than are here now",
    });
  });

  test("counts what is noted, and notes nothing where all is as it would be built", async () => {
    const { dist, three } = distOfThree({ first: "", third: "" });
    const notesOf = async (
      changes: Partial<Parameters<typeof smokeBuilt>[1]>,
    ): Promise<readonly unknown[]> => {
      const env = recordingEnv(dist);
      await smokeBuilt(three, { config, sources: SOURCES, env, ...changes });
      return env.events.flatMap((event) => (event.kind === "note" ? [event.text] : []));
    };
    expect(await notesOf({})).toEqual([]);
    expect(await notesOf({ config: { ...config, product: "two" } })).toEqual([
      "3 of 3 executables were built from other sources or configuration than are here now",
    ]);
  });

  test.each([
    ["the executable", "build/linux-x64/hello"],
    ["the record", "build.json"],
  ])("asks for a build when %s is gone", async (_what, file) => {
    const dist = distWith("console.log('1.2.3')");
    rmSync(join(dist, file));
    const fault = await caught(async () =>
      smokeBuilt(plan, { config, sources: SOURCES, env: recordingEnv(dist) }),
    );
    expect(fault).toMatchObject({ code: "executable-missing", exitCode: 1 });
    expect(fault.hint).toBe("Build it first: slipway build --app hello --target linux-x64");
  });

  test("keeps what an emulator showed of the same executable, and only that", async () => {
    const foreign = planBuild(sampleConfig("/project", [sampleApp()]), {
      selection: { apps: [], targets: [HOST] },
      host: "linux-arm64",
    });
    const passed = { ...PASSED, by: "Emulator 1.0" };
    const smokeOf = async (smoke: SmokeResult): Promise<SmokeResult | undefined> => {
      const dist = distWith("console.log('1.2.3')", { smoke });
      return (await smokeBuilt(foreign, { config, sources: SOURCES, env: recordingEnv(dist) })).executables[0]
        ?.smoke;
    };
    const notRun = { kind: "not-run", reason: "this machine is linux-arm64" };
    expect(await smokeOf(passed)).toEqual(passed);
    expect(await smokeOf({ ...passed, declared: "0".repeat(64) })).toEqual(notRun);
    expect(await smokeOf({ kind: "not-run", reason: "an older one" })).toEqual(notRun);
  });

  test("replaces what an emulator showed by what this machine shows", async () => {
    const dist = distWith("console.log('1.2.3')", {
      smoke: { ...PASSED, by: "Emulator 1.0" },
    });
    const record = await smokeBuilt(plan, { config, sources: SOURCES, env: recordingEnv(dist) });
    expect(record.executables[0]?.smoke).toEqual(PASSED);
  });

  test("runs under emulators when it is told to, or records which one is missing", async () => {
    const dist = distWith("console.log('1.2.3')");
    const variables = { PATH: tempFolder() };
    const record = await smokeBuilt(plan, {
      config,
      sources: SOURCES,
      emulatedOn: "linux-arm64",
      env: recordingEnv(dist, { variables }),
    });
    expect(record.executables[0]?.smoke).toEqual({
      kind: "not-run",
      reason: expect.stringMatching(/^no emulator: qemu-x86_64-static /u),
    });
    const here = await smokeBuilt(plan, {
      config,
      sources: SOURCES,
      emulatedOn: HOST,
      env: recordingEnv(dist),
    });
    expect(here.executables[0]?.smoke).toEqual(PASSED);
  });

  test("refuses a place for emulators that the user named and that has none", async () => {
    const dist = distWith("console.log('1.2.3')");
    const before = readBuildRecord(dist);
    const folder = tempFolder();
    const variables = { PATH: tempFolder(), QEMU_LD_PREFIX: folder };
    const fault = await caught(async () =>
      smokeBuilt(plan, {
        config,
        sources: SOURCES,
        emulatedOn: "linux-arm64",
        env: recordingEnv(dist, { variables }),
      }),
    );
    expect(fault).toMatchObject({
      code: "emulator-unusable",
      exitCode: 4,
      message: `Cannot smoke hello linux-x64: no emulator: qemu-x86_64-static and ${folder}/lib/libc.so.6 are not installed`,
      hint: "Correct QEMU_LD_PREFIX, or unset it to look in the usual place",
    });
    expect(readBuildRecord(dist)).toEqual(before);
  });
});
