import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { withLock } from "@slipway/build";
import { foreignProject, HELLO, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

function project(): string {
  return foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
}

describe("slipway clean", () => {
  test("removes dist and nothing else, and says with --json whether there was one", async () => {
    const root = project();
    writeFiles(root, { "dist/build/linux-x64/hello": "", "dist/.work/a": "", "dist/.cache/b": "", mine: "" });
    expect(await runInMemory(["clean", "--json"], { cwd: root })).toEqual({
      exitCode: 0,
      stdout: '{"removed":true,"left":[]}\n',
      stderr: "",
    });
    expect(readdirSync(join(root, "dist")).toSorted()).toEqual([".gitignore", ".lock"]);
    expect(existsSync(join(root, "mine"))).toBe(true);
    expect(await runInMemory(["clean"], { cwd: root })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("leaves what somebody else put into dist, and says so", async () => {
    const root = project();
    writeFiles(root, { "dist/build/linux-x64/hello": "", "dist/notes.txt": "mine" });
    const { exitCode, stderr } = await runInMemory(["clean"], { cwd: root });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "left in dist, not made by Slipway: notes.txt\n",
    });
    expect([existsSync(join(root, "dist/notes.txt")), existsSync(join(root, "dist/build"))]).toEqual([
      true,
      false,
    ]);
  });

  test("leaves a dist alone in which another command works", async () => {
    const root = project();
    writeFiles(root, { "dist/mine": "" });
    await withLock(join(root, "dist"), async () => {
      const { exitCode, stderr } = await runInMemory(["clean"], { cwd: root });
      expect(exitCode).toBe(4);
      expect(stderr).toContain("another slipway is working there");
    });
    expect(existsSync(join(root, "dist", "mine"))).toBe(true);
  });

  test("does not remove a file that is called dist", async () => {
    const root = project();
    writeFileSync(join(root, "dist"), "mine");
    expect((await runInMemory(["clean"], { cwd: root })).exitCode).toBe(4);
    expect(existsSync(join(root, "dist"))).toBe(true);
  });
});
