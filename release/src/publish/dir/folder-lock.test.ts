import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { LOCK_FILE, withFolderLock } from "./folder-lock.ts";

describe("withFolderLock()", () => {
  test("lets one change the folder at a time, and the next one when that one failed", async () => {
    const folder = join(tempFolder(), "site");
    let inside = 0;
    const most: number[] = [];
    const jobs = Array.from({ length: 5 }, async (_, index) =>
      withFolderLock(folder, async () => {
        inside += 1;
        most.push(inside);
        await Promise.resolve();
        inside -= 1;
        if (index === 0) throw new Error("power cut");
      }),
    );
    const outcomes = await Promise.allSettled(jobs);
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(most).toEqual([1, 1, 1, 1, 1]);
  });

  test("says that the lock cannot be taken", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "a", LOCK_FILE), { recursive: true });
    writeFileSync(join(folder, LOCK_FILE), "this is no lock file".repeat(100));
    for (const unfit of [folder, join(folder, "a")])
      expect((await caught(() => withFolderLock(unfit, () => undefined))).code).toBe("no-rights");
  });
});
