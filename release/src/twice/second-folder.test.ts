import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test, vi } from "vitest";

import { expectPlace, onSameDisk, withSecondFolder } from "./second-folder.ts";

function place(): { readonly folder: string; readonly env: { readonly variables: Record<string, string> } } {
  const folder = tempFolder();
  return { folder, env: { variables: { TMPDIR: folder } } };
}

function fill(path: string): void {
  mkdirSync(join(path, "a", "b"), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, "a", "b", "c"), "content", { mode: 0o400 });
}

describe("withSecondFolder()", () => {
  test("gives a new folder where TMPDIR says, and removes it", async () => {
    const { folder, env } = place();
    const seen = await withSecondFolder({ wantedBytes: 1, env }, async ({ path }) => {
      fill(path);
      return Promise.resolve(path);
    });
    expect(seen.startsWith(join(folder, "slipway-twice-"))).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("removes it when the work in it fails", async () => {
    const { folder, env } = place();
    const failed = withSecondFolder({ wantedBytes: 1, env }, async ({ path }) => {
      fill(path);
      return Promise.reject(new Error("as planned"));
    });
    await expect(failed).rejects.toThrow("as planned");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is removed when the process that works in it is killed", async () => {
    const { folder } = place();
    const code = `const { withSecondFolder } = await import(${JSON.stringify(join(import.meta.dirname, "second-folder.ts"))});
      await withSecondFolder({ wantedBytes: 1, env: { variables: { TMPDIR: ${JSON.stringify(folder)} } } }, async ({ path }) => {
        await Bun.write(path + "/file", "content");
        console.log("ready");
        await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe" });
    await child.stdout.getReader().read();
    expect(readdirSync(folder)).toHaveLength(1);
    child.kill("SIGKILL");
    await child.exited;
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 10_000);
  });

  test("refuses where there is too little room, and makes nothing", async () => {
    const { folder, env } = place();
    const fault = await caught(async () =>
      withSecondFolder({ wantedBytes: 2 ** 60, env }, async () => Promise.resolve()),
    );
    expect(fault).toMatchObject({ code: "no-room-for-second", exitCode: 4 });
    expect(fault.message).toMatch(/: \d+ MiB are free, about 1099511627776 are wanted$/u);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("expectPlace()", () => {
  const leastBytes = 1;

  test("takes a folder outside of the project, also one whose name begins like it", () => {
    const folder = tempFolder();
    writeFiles(folder, { "project/a": "", "project-2/a": "", "..project/a": "" });
    for (const name of ["project-2", "..project", "."]) {
      const env = { variables: { TMPDIR: join(folder, name) } };
      expectPlace({ outsideOf: join(folder, "project"), leastBytes, env });
    }
  });

  test.each([
    ["project", "it lies in the project"],
    ["project/inner", "it lies in the project"],
    ["link", "it lies in the project"],
    ["none", "there is no such folder"],
    ["project/inner/file", "there is no such folder"],
  ])("refuses %s as TMPDIR: %s", async (name, found) => {
    const folder = tempFolder();
    writeFiles(folder, { "project/inner/file": "" });
    symlinkSync(join(folder, "project", "inner"), join(folder, "link"));
    const env = { variables: { TMPDIR: join(folder, name) } };
    const fault = await caught(() => expectPlace({ outsideOf: join(folder, "project"), leastBytes, env }));
    expect(fault).toMatchObject({ code: "no-room-for-second", exitCode: 4 });
    expect(fault.message).toContain(found);
    expect(fault.hint).toContain("TMPDIR");
  });

  test("refuses where there is too little room", async () => {
    const { env } = place();
    const options = { outsideOf: tempFolder(), leastBytes: 2 ** 60, env };
    expect((await caught(() => expectPlace(options))).message).toMatch(/MiB are free/u);
  });
});

test("onSameDisk() compares with the folder for temporary files", () => {
  const { folder, env } = place();
  expect(onSameDisk(folder, env)).toBe(true);
  if (existsSync("/proc/self")) expect(onSameDisk("/proc", env)).toBe(false);
});
