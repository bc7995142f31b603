import { join } from "node:path";

import { expectGolden } from "@slipway/testkit";
import { expect, test } from "vitest";

import { COMPILE_SCRIPT, loopScripts, RELEASE_SCRIPT } from "./shell-loop.ts";
import { testPlan } from "./testing/test-plan.ts";

const PLACES = {
  scripts: "/bench/the scripts",
  out: "/bench/out",
  compiler: "/pins/host/bun",
  runtimeOf: (target: string) => `/pins/${target}/bun`,
};

test("loopScripts() writes one script per executable and archive, and two to start", async () => {
  const scripts = loopScripts(await testPlan(), PLACES);
  expect([...scripts.keys()].toSorted()).toEqual([
    COMPILE_SCRIPT,
    "compile/hub-linux-x64.sh",
    "compile/hub-windows-x64.sh",
    "compile/side-linux-x64.sh",
    "compile/side-windows-x64.sh",
    "pack/linux-x64.sh",
    "pack/windows-x64.sh",
    RELEASE_SCRIPT,
  ]);
});

test("loopScripts() join the slices of a universal executable after compiling each of them", async () => {
  const scripts = loopScripts(await testPlan(["darwin-universal"]), PLACES);
  expect([...scripts.keys()].filter((path) => path.includes("hub"))).toEqual([
    "compile/hub-darwin-x64.sh",
    "compile/hub-darwin-arm64.sh",
    "join/hub-darwin-universal.sh",
  ]);
  expect(scripts.get("join/hub-darwin-universal.sh")).toContain("-create /bench/out/darwin-x64/hub");
});

test("loopScripts() are what a user would write", async () => {
  const scripts = [...loopScripts(await testPlan(), PLACES)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = scripts.map(([path, content]) => `== ${path}\n${content}`).join("\n");
  expectGolden(text, join(import.meta.dirname, "golden", "shell-loop.txt"));
});

test("loopScripts() are shell", async () => {
  for (const [path, text] of loopScripts(await testPlan(), PLACES)) {
    const { exitCode, stderr } = Bun.spawnSync(["sh", "-n"], { stdin: Buffer.from(text) });
    expect({ path, exitCode, stderr: stderr.toString() }).toEqual({ path, exitCode: 0, stderr: "" });
  }
});
