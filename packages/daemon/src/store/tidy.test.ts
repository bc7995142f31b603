import { Database } from "bun:sqlite";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { sampleRun, storeIn } from "./testing/sample-run.ts";

import type { Store } from "./open-store.ts";

function addOutput(folder: string, { id, sizeBytes = 10 }: { id: string; sizeBytes?: number }): void {
  mkdirSync(join(folder, "output"), { recursive: true });
  writeFileSync(join(folder, "output", id), "x".repeat(sizeBytes));
}

/** Runs that ended one after the other, with their output; the first has ended first. */
async function addEnded(
  store: Store,
  options: { folder: string; count: number; argv?: string },
): Promise<readonly string[]> {
  const runs = Array.from({ length: options.count }, () => sampleRun({ argv: [options.argv ?? ""] }));
  for (const [at, { id }] of runs.entries()) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    await store.runs.insert(runs[at] ?? sampleRun());
    addOutput(options.folder, { id });
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    await store.runs.update(id, { state: "exited", endedAtMs: Date.now() - 1000 + at });
  }
  return runs.map(({ id }) => id);
}

function outputs(folder: string): readonly string[] {
  return readdirSync(join(folder, "output")).toSorted();
}

describe("tidy()", () => {
  test("removes surplus runs with their files and never one that runs", async () => {
    const folder = tempFolder();
    const store = storeIn(folder, { retention: { keptRuns: 2 } });
    const running = sampleRun({ startedAtMs: 0 });
    await store.runs.insert(running);
    addOutput(folder, running);
    const ended = await addEnded(store, { folder, count: 5 });
    expect(await store.tidy()).toEqual({ removedRuns: 3, removedFiles: 3, removedEvents: 0 });
    const kept = [running.id, ...ended.slice(3)];
    expect((await store.runs.list()).map(({ id }) => id)).toEqual(kept.toReversed());
    expect(outputs(folder)).toEqual(kept);
    expect(await store.tidy()).toEqual({ removedRuns: 0, removedFiles: 0, removedEvents: 0 });
  });

  test("counts what output takes on the disk", async () => {
    const folder = tempFolder();
    const store = storeIn(folder, { retention: { keptOutputBytes: 30 } });
    const ended = await addEnded(store, { folder, count: 4 });
    await store.tidy();
    expect(outputs(folder)).toEqual(ended.slice(2));
  });

  test("removes a file without a run", async () => {
    const folder = tempFolder();
    const store = storeIn(folder);
    const [kept = ""] = await addEnded(store, { folder, count: 1 });
    addOutput(folder, { id: Bun.randomUUIDv7() });
    expect(await store.tidy()).toMatchObject({ removedRuns: 0, removedFiles: 1 });
    expect(outputs(folder)).toEqual([kept]);
  });

  test("needs no output folder", async () => {
    expect(await storeIn(tempFolder()).tidy()).toEqual({ removedRuns: 0, removedFiles: 0, removedEvents: 0 });
  });

  test("keeps the output of a database that was put aside, until it is as old as a run may be", async () => {
    const folder = tempFolder();
    const first = storeIn(folder);
    const [fresh = "", old = ""] = await addEnded(first, { folder, count: 2 });
    await first.close();
    const hourAgo = Date.now() / 1000 - 3600;
    for (const id of [fresh, old]) utimesSync(join(folder, "output", id), hourAgo, hourAgo);
    utimesSync(join(folder, "output", old), hourAgo - 86_400, hourAgo - 86_400);
    writeFileSync(join(folder, "chatty.db"), new Uint8Array(9000));
    const second = storeIn(folder, { retention: { keptAgeMs: 86_400_000 } });
    await second.tidy();
    expect(second.notices()).toHaveLength(1);
    expect(outputs(folder)).toEqual([fresh]);
  });

  test("gives the space of many removed runs back to the disk", async () => {
    const folder = tempFolder();
    const store = storeIn(folder, { retention: { keptRuns: 1 } });
    await addEnded(store, { folder, count: 12, argv: "x".repeat(200_000) });
    await store.tidy();
    await store.close();
    expect(statSync(join(folder, "chatty.db")).size).toBeLessThan(500_000);
    const db = new Database(join(folder, "chatty.db"));
    expect(db.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
    db.close();
  });

  test("leaves what several stores write at once alone", async () => {
    const folder = tempFolder();
    const [one, two] = [storeIn(folder), storeIn(folder)];
    const [ended] = await Promise.all([
      addEnded(one, { folder, count: 10 }),
      ...Array.from({ length: 10 }, () => two.tidy()),
    ]);
    expect(outputs(folder)).toEqual(ended);
    expect(existsSync(join(folder, "chatty.db"))).toBe(true);
  });
});
