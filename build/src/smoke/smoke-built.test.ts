import { rmSync } from "node:fs";
import { join } from "node:path";

import type { TargetId } from "@slipway/targets";
import { caught, sha256Of, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { planBuild } from "../plan.ts";
import { readBuildRecord, writeBuildRecord } from "../record/build-record.ts";
import { recordingEnv, sampleApp, sampleConfig, sampleEntry } from "../testing/samples.ts";
import { smokeBuilt } from "./smoke-built.ts";

const HOST: TargetId = "linux-x64";
const plan = planBuild(sampleConfig("/project", [sampleApp()]), {
  selection: { apps: [], targets: [HOST] },
  host: HOST,
});

/** A `dist` with a recorded executable that is a script. */
function distWith(script: string): string {
  const dist = tempFolder();
  const file = "build/linux-x64/hello";
  writeFiles(dist, { [file]: `#!${process.execPath}\n${script}` });
  const executables = [sampleEntry({ sha256: sha256Of(join(dist, file)) }), sampleEntry({ app: "other" })];
  writeFiles(dist, { "build/linux-x64/other": "" });
  writeBuildRecord(dist, { format: 1, product: "hello", version: "1.2.3", commit: null, executables });
  return dist;
}

describe.skipIf(process.platform === "win32")("smokeBuilt()", () => {
  test("records what it ran and leaves all other entries alone", async () => {
    const dist = distWith("console.log('1.2.3')");
    const other = readBuildRecord(dist)?.executables[1];
    await smokeBuilt(plan, recordingEnv(dist));
    expect(readBuildRecord(dist)?.executables.map(({ smoke }) => smoke)).toEqual([
      { kind: "passed", runs: 1, on: HOST },
      other?.smoke,
    ]);
  });

  test("runs nothing that is not what was recorded", async () => {
    const dist = distWith("console.log('1.2.3')");
    writeFiles(dist, { "build/linux-x64/hello": `#!/bin/sh\ntouch "${join(dist, "was-run")}"\n` });
    const fault = await caught(async () => smokeBuilt(plan, recordingEnv(dist)));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5, hint: "Build it again" });
    expect(await Bun.file(join(dist, "was-run")).exists()).toBe(false);
  });

  test.each([
    ["the executable", "build/linux-x64/hello"],
    ["the record", "build.json"],
  ])("asks for a build when %s is gone", async (_what, file) => {
    const dist = distWith("console.log('1.2.3')");
    rmSync(join(dist, file));
    const fault = await caught(async () => smokeBuilt(plan, recordingEnv(dist)));
    expect(fault).toMatchObject({ code: "executable-missing", exitCode: 1 });
    expect(fault.hint).toBe("Build it first: slipway build --app hello --target linux-x64");
  });
});
