import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { testPlan } from "./testing/test-plan.ts";
import { neededTools, requireTools } from "./tools.ts";

test("neededTools() asks only for what the sides start", async () => {
  const plan = await testPlan();
  expect(neededTools(plan, ["slipway-build"])).toEqual(["git", "sync"]);
  expect(neededTools(plan, ["slipway-build", "compile-loop"])).toEqual(["git", "sync", "sh", "xargs"]);
});

test("neededTools() asks for what packs the plan's archives", async () => {
  const tools = neededTools(await testPlan(), ["release-loop"]);
  expect(tools).toEqual(["git", "sync", "sh", "xargs", "tar", "gzip", "zip", "sha256sum"]);
  expect(neededTools(await testPlan(["windows-x64"]), ["release-loop"])).not.toContain("gzip");
});

test("neededTools() asks for what joins the slices of a universal executable", async () => {
  const plan = await testPlan(["darwin-universal"]);
  expect(neededTools(plan, ["compile-loop"])).toEqual(["git", "sync", "sh", "xargs", "llvm-lipo-14"]);
});

test("neededTools() asks for curl where it sends files", async () => {
  expect(neededTools(await testPlan(), ["upload-large", "curl-large"])).toEqual([
    "git",
    "sync",
    "curl",
    "sh",
  ]);
});

test("requireTools() names every missing tool and each package once", async () => {
  const plan = await testPlan();
  const fault = await caught(() => requireTools(plan, { sides: ["release-loop"], path: "/nowhere" }));
  expect(fault).toMatchObject({ code: "tool-missing", exitCode: 4 });
  expect(fault.message).toContain('"xargs"');
  expect(fault.hint.match(/coreutils/gu)).toHaveLength(1);
});
