/** Disks that are read-only, full or somebody else's: one clear error, and what was in `dist` stays whole. */

import { chownSync, cpSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";

import {
  foreignProject,
  HELLO,
  type Ran,
  runProgram,
  runSlipway,
  SLIPWAY_MAIN,
  treeState,
} from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

function project(): string {
  return foreignProject(
    { "src/one.ts": HELLO, "src/two.ts": HELLO },
    { config: '{ apps: { one: "src/one.ts", two: "src/two.ts" } }' },
  );
}

async function builtProject(): Promise<string> {
  const root = project();
  expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(0);
  return root;
}

/** Mounts something on a folder until the test is done. Needs root. */
function mount(folder: string, args: readonly string[]): void {
  const { exitCode, stderr } = runProgram(["mount", ...args, folder], { cwd: "/" });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  onTestFinished(() => {
    runProgram(["umount", folder], { cwd: "/" });
  });
}

/** Makes `dist` a disk of its own of this size, with what was in it. */
function smallDisk(root: string, options: string): void {
  const dist = join(root, "dist");
  const kept = join(root, "..", "kept");
  renameSync(dist, kept);
  mkdirSync(dist);
  mount(dist, ["-t", "tmpfs", "-o", options, "none"]);
  cpSync(kept, dist, { recursive: true });
}

function expectError(ran: Ran, says: string): void {
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 4, stdout: "" });
  expect(ran.stderr.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(1);
  expect(ran.stderr).toMatch(/\n {2}→ [A-Z][^\n]+\n$/u);
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).not.toMatch(/bug|^\s+at /mu);
}

describe("on a read-only disk", () => {
  test.each([["build", "--host"], ["smoke"], ["clean"]])(
    "slipway %s changes nothing and says why",
    async (...args) => {
      const root = await builtProject();
      const dist = join(root, "dist");
      mount(dist, ["--bind", dist]);
      expect(runProgram(["mount", "-o", "remount,ro,bind", dist], { cwd: "/" }).exitCode).toBe(0);
      const before = treeState(dist);
      expectError(await runSlipway(args, { cwd: root }), "the file system is read-only");
      expect(treeState(dist)).toEqual(before);
    },
  );

  test("slipway build says why it cannot make its folder", async () => {
    const root = project();
    mount(root, ["--bind", root]);
    expect(runProgram(["mount", "-o", "remount,ro,bind", root], { cwd: "/" }).exitCode).toBe(0);
    expectError(await runSlipway(["build", "--host"], { cwd: root }), "the file system is read-only");
  });
});

describe("on a full disk", () => {
  /** One executable is about 110 MB; two of them are there already. */
  test.each([
    ["at the first byte", "size=219m"],
    ["within the first executable", "size=270m"],
    ["within the second executable", "size=380m"],
    ["for lack of inodes", "size=900m,nr_inodes=9"],
  ])("slipway build stops %s and leaves everything as it was", async (_where, options) => {
    const root = await builtProject();
    smallDisk(root, options);
    const dist = join(root, "dist");
    const before = treeState(dist);
    expectError(await runSlipway(["build", "--host"], { cwd: root }), "the disk is full");
    expect(treeState(dist)).toEqual(before);
  });

  test("slipway build works again once there is space", async () => {
    const root = await builtProject();
    smallDisk(root, "size=270m");
    const dist = join(root, "dist");
    expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(4);
    expect(runProgram(["mount", "-o", "remount,size=600m", dist], { cwd: "/" }).exitCode).toBe(0);
    expect((await runSlipway(["build", "--host"], { cwd: root })).exitCode).toBe(0);
  });
});

describe("in somebody else's folder", () => {
  test("slipway build says that it may not write there", () => {
    const root = project();
    const dist = join(root, "dist");
    mkdirSync(dist);
    for (const folder of [join(root, ".."), root, dist]) runProgram(["chmod", "755", folder], { cwd: "/" });
    chownSync(dist, 0, 0);
    const user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    const ran = runProgram([...user, process.execPath, SLIPWAY_MAIN, "build", "--host"], {
      cwd: root,
      env: { HOME: root },
    });
    expectError(ran, "permission denied");
    expect(treeState(dist)).toEqual({});
  });
});
