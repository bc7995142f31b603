import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import type { BuildJob } from "../plan.ts";
import { type ExecutableEntry, readBuildRecord } from "../record/build-record.ts";
import { ranResult } from "../smoke/smoke-result.ts";
import { recordingEnv } from "../testing/samples.ts";
import { expectBuilt, type ExpectBuiltInput } from "./expect-built.ts";
import { machine, sampleProject } from "./testing/machines.ts";

const project = sampleProject();
const { commit } = project.sources;
const input: ExpectBuiltInput = {
  ...project,
  identity: { version: "1.2.3", commit, dirty: false, dateSeconds: 0 },
};
const isOne = (job: BuildJob): boolean => job.file === "build/linux-x64/one";

function built(changes: (job: BuildJob) => Partial<ExecutableEntry> = () => ({})): string {
  return machine(project, () => true, changes);
}

describe("expectBuilt()", () => {
  test("gives the record of what was built from this project as it is", async () => {
    const dist = built();
    expect(await expectBuilt(input, recordingEnv(dist))).toEqual(readBuildRecord(dist));
  });

  test("names every executable that is missing", async () => {
    const dist = built();
    rmSync(join(dist, "build/linux-x64/one"));
    expect(await caught(() => expectBuilt(input, recordingEnv(dist)))).toMatchObject({
      code: "merge-incomplete",
      message: "Cannot release what was built: 1 of 6 executables are missing",
      details: ["one linux-x64"],
    });
    rmSync(join(dist, "build.json"));
    const fault = await caught(() => expectBuilt(input, recordingEnv(dist)));
    expect(fault).toMatchObject({ code: "merge-incomplete", exitCode: 1 });
    expect(fault.details).toHaveLength(6);
  });

  test.each([
    [{ version: "1.2.3-snapshot.abc" }, "one linux-x64 says it is version 1.2.3-snapshot.abc, wanted 1.2.3"],
    [
      { date: "2026-01-01T00:00:00Z" },
      "one linux-x64 is dated 2026-01-01T00:00:00Z, wanted 1970-01-01T00:00:00Z",
    ],
    [{ commit: null }, `one linux-x64 was built from no commit, wanted commit ${commit}`],
    [{ sources: "6".repeat(64) }, "one linux-x64 was built from other sources"],
    [{ config: "7".repeat(64) }, "one linux-x64 was built with other configuration"],
  ])("refuses an entry with %j", async (changes, expected) => {
    const dist = built((job) => (isOne(job) ? changes : {}));
    const fault = await caught(() => expectBuilt(input, recordingEnv(dist)));
    expect(fault).toMatchObject({ code: "executable-wrong", exitCode: 5 });
    expect(fault.details).toContain(expected);
  });

  test("refuses a file that was changed since", async () => {
    const dist = built();
    writeFileSync(join(dist, "build/linux-x64/one"), "changed");
    expect((await caught(() => expectBuilt(input, recordingEnv(dist)))).details).toEqual([
      "one linux-x64 is not what the build recorded",
    ]);
  });

  test("refuses what failed when it was smoked", async () => {
    const dist = built((job) => (isOne(job) ? { smoke: ranResult("failed", job, { on: "linux-x64" }) } : {}));
    expect(await caught(() => expectBuilt(input, recordingEnv(dist)))).toMatchObject({
      code: "smoke-failed",
      details: ["one linux-x64"],
    });
  });
});
