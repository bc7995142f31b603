import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { tryLockFile } from "./lock-file.ts";

const MODULE = join(import.meta.dirname, "lock-file.ts");

/** Takes the lock many times and looks whether it is alone. Nobody removes the file, `slipway clean` neither. */
function contenderText(folder: string, alone: string): string {
  return `const { mkdirSync, rmdirSync } = await import("node:fs");
    const { tryLockFile } = await import(${JSON.stringify(MODULE)});
    for (let taken = 0; taken < 60;) {
      let lock;
      try {
        mkdirSync(${JSON.stringify(folder)}, { recursive: true });
        lock = tryLockFile(${JSON.stringify(join(folder, ".lock"))});
      } catch {}
      if (lock === undefined) { await Bun.sleep(0); continue; }
      mkdirSync(${JSON.stringify(alone)});
      rmdirSync(${JSON.stringify(alone)});
      taken++;
      lock.release();
    }`;
}

describe("tryLockFile()", () => {
  test("gives a lock to one at a time", () => {
    const path = join(tempFolder(), ".lock");
    const first = tryLockFile(path);
    expect(first).toBeDefined();
    expect(tryLockFile(path)).toBeUndefined();
    first?.release();
    const second = tryLockFile(path);
    expect(second).toBeDefined();
    second?.release();
  });

  test("locks the file that is at the path, whatever somebody holds who was there before", () => {
    const folder = tempFolder();
    const path = join(folder, ".lock");
    const old = tryLockFile(path);
    renameSync(path, join(folder, "old"));
    const current = tryLockFile(path);
    expect(current).toBeDefined();
    expect(tryLockFile(path)).toBeUndefined();
    old?.release();
    expect(tryLockFile(path)).toBeUndefined();
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
    expect(() => tryLockFile(join(folder, "folder"))).toThrow("unable to open database file");
    expect(() => tryLockFile(join(folder, "other"))).toThrow("not a database");
    rmSync(join(folder, "other"));
    expect(() => tryLockFile(join(folder, "gone", ".lock"))).toThrow("ENOENT");
  });
});
