import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { tryFileLock } from "./file-lock.ts";

const MODULE = join(import.meta.dirname, "file-lock.ts");

/** Takes the lock many times and looks whether it is alone. Nobody removes the file. */
function contenderText(folder: string, alone: string): string {
  return `const { mkdirSync, rmdirSync } = await import("node:fs");
    const { tryFileLock } = await import(${JSON.stringify(MODULE)});
    for (let taken = 0; taken < 60;) {
      let lock;
      try {
        mkdirSync(${JSON.stringify(folder)}, { recursive: true });
        lock = tryFileLock(${JSON.stringify(join(folder, ".lock"))});
      } catch {}
      if (lock === undefined) { await Bun.sleep(0); continue; }
      mkdirSync(${JSON.stringify(alone)});
      rmdirSync(${JSON.stringify(alone)});
      taken++;
      lock.release();
    }`;
}

describe("tryFileLock()", () => {
  test("gives a lock to one at a time", () => {
    const path = join(tempFolder(), ".lock");
    const first = tryFileLock(path);
    expect(first).toBeDefined();
    expect(tryFileLock(path)).toBeUndefined();
    first?.release();
    const second = tryFileLock(path);
    expect(second).toBeDefined();
    second?.release();
  });

  test("leaves the file empty, with the permissions that are asked for when it is made", () => {
    const path = join(tempFolder(), ".lock");
    tryFileLock(path, { mode: 0o600 })?.release();
    tryFileLock(path)?.release();
    expect(readFileSync(path)).toHaveLength(0);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === "win32")("makes a file as the umask says where nothing is asked", () => {
    const path = join(tempFolder(), ".lock");
    tryFileLock(path)?.release();
    expect(statSync(path).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test("locks the file that is at the path, whatever somebody holds who was there before", () => {
    const folder = tempFolder();
    const path = join(folder, ".lock");
    const old = tryFileLock(path);
    renameSync(path, join(folder, "old"));
    const current = tryFileLock(path);
    expect(current).toBeDefined();
    expect(tryFileLock(path)).toBeUndefined();
    old?.release();
    expect(tryFileLock(path)).toBeUndefined();
    current?.release();
  });

  test.skipIf(process.platform === "win32")("is never given to two of many processes", async () => {
    const base = tempFolder();
    const text = contenderText(join(base, "dist"), join(base, "alone"));
    const ends = Array.from({ length: 4 }, async () => {
      const child = Bun.spawn([process.execPath, "-e", text], { stdout: "ignore", stderr: "pipe" });
      return { stderr: await new Response(child.stderr).text(), exitCode: await child.exited };
    });
    for (const end of await Promise.all(ends)) expect(end).toEqual({ stderr: "", exitCode: 0 });
    expect(existsSync(join(base, "alone"))).toBe(false);
  });

  test("tells what is wrong with the file", () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "other"), "this is no lock file".repeat(100));
    expect(() => tryFileLock(join(folder, "folder"))).toThrow("unable to open database file");
    expect(() => tryFileLock(join(folder, "other"))).toThrow("not a database");
    rmSync(join(folder, "other"));
    expect(() => tryFileLock(join(folder, "gone", ".lock"))).toThrow("ENOENT");
  });
});
