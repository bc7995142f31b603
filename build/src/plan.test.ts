import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { jobName, planBuild, reducedPlan, type Selection } from "./plan.ts";
import { sampleApp, sampleConfig } from "./testing/samples.ts";

const ALL: Selection = { apps: [], targets: [] };
const config = sampleConfig("/project", [
  sampleApp({ name: "one", targets: ["linux-x64", "windows-x64"] }),
  sampleApp({ name: "two", targets: ["linux-x64"], smoke: [] }),
]);

function namesOf(selection: Selection): readonly string[] {
  return planBuild(config, { selection, host: "linux-x64" }).jobs.map(jobName);
}

describe("planBuild()", () => {
  test("goes by the table's targets, then by the configuration's apps", () => {
    expect(namesOf(ALL)).toEqual(["one linux-x64", "two linux-x64", "one windows-x64"]);
  });

  test.each<readonly [string, Selection, readonly string[]]>([
    ["an app", { apps: ["two"], targets: [] }, ["two linux-x64"]],
    ["an app twice", { apps: ["two", "two"], targets: [] }, ["two linux-x64"]],
    ["a target twice", { apps: ["two"], targets: ["linux-x64", "linux-x64"] }, ["two linux-x64"]],
    [
      "apps in another order",
      { apps: ["two", "one"], targets: ["linux-x64"] },
      ["one linux-x64", "two linux-x64"],
    ],
    [
      "targets in another order, one of them not configured",
      { apps: ["one"], targets: ["freebsd-x64", "linux-x64"] },
      ["one linux-x64", "one freebsd-x64"],
    ],
  ])("takes %s", (_what, selection, expected) => {
    expect(namesOf(selection)).toEqual(expected);
  });

  test("names files as dist has them", () => {
    const { jobs } = planBuild(config, { selection: { apps: ["one"], targets: [] }, host: "linux-x64" });
    expect(jobs.map(({ file, executable }) => [file, executable])).toEqual([
      ["build/linux-x64/one", "one"],
      ["build/windows-x64/one.exe", "one.exe"],
    ]);
  });

  test("says why a job is not smoked", () => {
    const { jobs } = planBuild(config, { selection: ALL, host: "linux-x64" });
    expect(jobs.map((job) => job.smoke)).toEqual([
      { kind: "run", on: "linux-x64" },
      { kind: "skip", reason: "the configuration declares no smoke runs" },
      { kind: "skip", reason: "this machine is linux-x64" },
    ]);
  });

  test("needs the host's runtime even when nothing is built for it", () => {
    const selection: Selection = { apps: [], targets: ["windows-x64"] };
    const plan = planBuild(config, { selection, host: "darwin-arm64" });
    expect(plan.runtimes).toEqual(["darwin-arm64", "windows-x64"]);
  });

  test("compiles every slice of a universal executable, once, also where nobody asked for it by itself", () => {
    const selection: Selection = { apps: ["one"], targets: ["darwin-universal", "darwin-arm64"] };
    const plan = planBuild(config, { selection, host: "linux-x64" });
    expect(plan.jobs.map(jobName)).toEqual(["one darwin-arm64", "one darwin-universal"]);
    expect(plan.jobs.map(({ compiledFor }) => compiledFor)).toEqual([
      ["darwin-arm64"],
      ["darwin-x64", "darwin-arm64"],
    ]);
    expect(plan.compiles.map(jobName)).toEqual(["one darwin-x64", "one darwin-arm64"]);
    expect(plan.runtimes).toEqual(["linux-x64", "darwin-x64", "darwin-arm64"]);
  });

  test("runs a universal executable where one of its slices runs", () => {
    const selection: Selection = { apps: ["one"], targets: ["darwin-universal"] };
    const [job] = planBuild(config, { selection, host: "darwin-x64" }).jobs;
    expect(job?.smoke).toEqual({ kind: "run", on: "darwin-x64" });
  });

  test("has the same plan for the same input, and leaves the input alone", () => {
    const frozen = Object.freeze({ ...config, apps: Object.freeze([...config.apps]) });
    const first = planBuild(frozen, { selection: ALL, host: "linux-x64" });
    expect(planBuild(frozen, { selection: ALL, host: "linux-x64" })).toEqual(first);
  });

  test("names the app that was meant", async () => {
    const fault = await caught(() =>
      planBuild(config, { selection: { apps: ["one", "twoo"], targets: [] }, host: "linux-x64" }),
    );
    expect(fault).toMatchObject({ code: "unknown-app", exitCode: 2 });
    expect(fault.message).toBe('Cannot build app "twoo": the configuration has no app of that name');
    expect(fault.hint).toBe('Did you mean "two"?');
  });
});

test("reducedPlan() no longer compiles what only the refused jobs needed", () => {
  const selection: Selection = { apps: ["one"], targets: ["linux-x64", "darwin-universal"] };
  const plan = planBuild(config, { selection, host: "linux-x64" });
  const reduced = reducedPlan(plan, (job) => job.target === "linux-x64");
  expect([reduced.jobs, reduced.compiles].map((jobs) => jobs.map(jobName))).toEqual([
    ["one linux-x64"],
    ["one linux-x64"],
  ]);
});
