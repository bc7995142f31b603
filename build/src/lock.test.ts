import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { withLock } from "./lock.ts";

const LOCK = join(import.meta.dirname, "lock.ts");

/** A process that takes the lock on a folder and keeps it until it is killed. */
async function holder(dist: string): Promise<Bun.Subprocess<"ignore", "pipe", "inherit">> {
  const code = `const { withLock } = await import(${JSON.stringify(LOCK)});
    await withLock(${JSON.stringify(dist)}, async () => {
      process.stdout.write("held");
      await new Promise(() => setInterval(() => {}, 1000));
    });`;
  const child = Bun.spawn([process.execPath, "-e", code], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  onTestFinished(() => child.kill("SIGKILL"));
  const { value } = await child.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("held");
  return child;
}

describe("withLock()", () => {
  test("gives what the action gives and can be taken again", async () => {
    const dist = join(tempFolder(), "dist");
    expect(await withLock(dist, async () => Promise.resolve(1))).toBe(1);
    expect(await withLock(dist, async () => Promise.resolve(2))).toBe(2);
  });

  test("refuses a second one while the first is held, and lets go when the action fails", async () => {
    const dist = tempFolder();
    const outcome = withLock(dist, async () => {
      const fault = await caught(async () => withLock(dist, async () => Promise.resolve()));
      expect(fault).toMatchObject({ code: "output-locked", exitCode: 4 });
      expect(fault.message).toBe(`Cannot write to "${dist}": another slipway is working there`);
      throw new Error("the action failed");
    });
    await expect(outcome).rejects.toThrow("the action failed");
    expect(await withLock(dist, async () => Promise.resolve(3))).toBe(3);
  });

  test("is refused while another process holds it, and taken at once after that was killed", async () => {
    const dist = tempFolder();
    const child = await holder(dist);
    writeFiles(dist, { ".work/of-the-other/file": "" });
    const fault = await caught(async () => withLock(dist, async () => Promise.resolve()));
    expect(fault.code).toBe("output-locked");
    expect(existsSync(join(dist, ".work/of-the-other/file"))).toBe(true);
    child.kill("SIGKILL");
    await child.exited;
    expect(await withLock(dist, async () => Promise.resolve(readdirSync(dist)))).not.toContain(".work");
  });

  test("clears what an interrupted command left, before and after", async () => {
    const dist = tempFolder();
    const left = { ".work/hello.linux-x64/hello": "half", ".build.json.1234.tmp": "half" };
    writeFiles(dist, { ...left, "build/linux-x64/hello": "whole", ".mine.tmp": "whole" });
    await withLock(dist, async () => {
      expect(existsSync(join(dist, ".work"))).toBe(false);
      writeFiles(dist, { ".work/new": "" });
      return Promise.resolve();
    });
    expect(readdirSync(dist).toSorted()).toEqual([".gitignore", ".lock", ".mine.tmp", "build"]);
  });

  test.each(["elsewhere", "nowhere"])("refuses a link that leads %s", async (where) => {
    const root = tempFolder();
    mkdirSync(join(root, "elsewhere"));
    symlinkSync(join(root, where), join(root, "dist"));
    const fault = await caught(async () => withLock(join(root, "dist"), async () => Promise.resolve()));
    expect(fault).toMatchObject({
      code: "output-blocked",
      exitCode: 4,
      hint: "Make it a folder; to keep it on another disk, mount the disk there",
    });
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
  });

  test("keeps dist out of version control, unless the project has a say of its own", async () => {
    const dist = tempFolder();
    await withLock(dist, async () => Promise.resolve());
    expect(readFileSync(join(dist, ".gitignore"), "utf8")).toBe("*\n");
    writeFiles(dist, { ".gitignore": "build\n" });
    await withLock(dist, async () => Promise.resolve());
    expect(readFileSync(join(dist, ".gitignore"), "utf8")).toBe("build\n");
  });

  test("names the file that is where its folder is wanted", async () => {
    const dist = join(tempFolder(), "dist");
    writeFileSync(dist, "a file");
    const fault = await caught(async () => withLock(dist, async () => Promise.resolve()));
    expect(fault).toMatchObject({ code: "output-blocked", exitCode: 4 });
    expect(fault.message).toBe(`Cannot write to "${dist}": a file is there, a folder is wanted`);
  });

  test("names the file above that is where a folder is wanted", async () => {
    const root = tempFolder();
    writeFileSync(join(root, "file"), "");
    const fault = await caught(async () =>
      withLock(join(root, "file", "dist"), async () => Promise.resolve()),
    );
    expect(fault).toMatchObject({ code: "file-in-the-way", exitCode: 4 });
  });

  test.each<readonly [string, (dist: string) => void]>([
    ["a folder", (dist) => mkdirSync(join(dist, ".lock"))],
    ["something else", (dist) => writeFileSync(join(dist, ".lock"), "this is no lock file".repeat(100))],
  ])("tells when its own file is %s", async (_what, prepare) => {
    const dist = tempFolder();
    prepare(dist);
    const fault = await caught(async () => withLock(dist, async () => Promise.resolve()));
    expect(fault).toMatchObject({ code: "output-blocked", exitCode: 4 });
    expect(fault.hint).toContain(".lock");
  });
});
