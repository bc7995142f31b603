import { Database } from "bun:sqlite";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { withMendLock } from "./mend-lock.ts";
import { storeDatabase } from "./store-database.ts";
import { sampleRun, storeIn } from "./testing/sample-run.ts";

import type { Run } from "./run-store.ts";

const PAGE_BYTES = 4096;

type Filled = { readonly folder: string; readonly path: string; readonly runs: readonly Run[] };

const eventOf = ({ id }: Run): { id: string; body: string } => ({ id: `msg_${id}`, body: "b" });

/** A database of 60 runs that take a page each; the first 40 have ended, with a webhook each. */
async function filled(): Promise<Filled> {
  const folder = tempFolder();
  const store = storeIn(folder, { eventOf });
  const runs = Array.from({ length: 60 }, (_, at) => sampleRun({ argv: [`row ${at} ${"x".repeat(2000)}`] }));
  for (const run of runs) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in their order
    await store.runs.insert(run);
  }
  await Promise.all(runs.slice(0, 40).map(({ id }) => store.runs.update(id, { state: "exited" })));
  await store.close();
  const path = join(folder, "chatty.db");
  // Each row is then there once: what was moved leaves its bytes behind, also in pages of other tables.
  const db = new Database(path);
  db.run("VACUUM");
  db.close();
  return { folder, path, runs };
}

function damagePage(path: string, page: number): void {
  const bytes = readFileSync(path);
  const start = (page - 1) * PAGE_BYTES;
  writeFileSync(path, bytes.fill(0xaa, start + 8, start + 40));
}

function rootPageOf(path: string, name: string): number {
  const db = new Database(path);
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
  const page = db.query<{ rootpage: number }, [string]>(sql).get(name)?.rootpage ?? 0;
  db.close();
  return page;
}

describe("a damaged database", () => {
  test.each(["runs_by_end", "runs_by_state", "webhook_events_by_attempt"])(
    "loses nothing where only the index %s is",
    async (index) => {
      const { folder, path, runs } = await filled();
      damagePage(path, rootPageOf(path, index));
      const store = storeIn(folder, { eventOf });
      await store.tidy();
      expect(await store.runs.list()).toHaveLength(60);
      expect(await store.runs.aliveOfOthers("me")).toHaveLength(20);
      expect(await store.webhooks.counts()).toEqual({ pending: 40, dead: 0 });
      expect(await store.runs.update(runs[50]?.id ?? "", { state: "exited" })).toBe(true);
      expect(store.notices()).toEqual([]);
      expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toEqual([]);
    },
  );

  test("keeps what can be read where a page of rows is, on both sides of it", async () => {
    const { folder, path, runs } = await filled();
    const at = readFileSync(path).lastIndexOf("row 20 ");
    damagePage(path, Math.floor(at / PAGE_BYTES) + 1);
    const store = storeIn(folder, { eventOf });
    await store.tidy();
    const kept = new Set((await store.runs.list()).map(({ id }) => id));
    expect(kept.size).toBeGreaterThan(50);
    expect(runs.filter(({ id }) => kept.has(id)).length).toBe(kept.size);
    expect([runs[0], runs[59]].map((run) => kept.has(run?.id ?? ""))).toEqual([true, true]);
    expect(await store.runs.aliveOfOthers("me")).toHaveLength(20);
    expect(await store.webhooks.counts()).toEqual({ pending: 40, dead: 0 });
    expect(store.notices()).toEqual([expect.stringContaining(`${kept.size} runs and 40 webhooks`)]);
  });
});

describe("a database that another process puts aside", () => {
  test("is not written to at that moment: what is acknowledged is in the new one", async () => {
    const folder = tempFolder();
    const path = join(folder, "chatty.db");
    const database = storeDatabase({ path, appVersion: "1.0.0", clock: Date.now, log: () => {} });
    onTestFinished(() => database.close());
    let writes = 0;
    await database.write((db) => {
      db.run("INSERT INTO leases (name, holder, expires_at_ms) VALUES ('a', 'me', 1)");
      if (writes++ > 0) return;
      for (const name of readdirSync(folder)) renameSync(join(folder, name), join(folder, `aside-${name}`));
    });
    expect(writes).toBe(2);
    const other = new Database(path);
    expect(other.query("SELECT holder FROM leases").values()).toEqual([["me"]]);
    other.close();
  });

  test("is waited for while it is mended, instead of beginning another one", async () => {
    const folder = tempFolder();
    const path = join(folder, "chatty.db");
    withMendLock(path, () => {});
    expect(statSync(`${path}.lock`).mode & (process.platform === "win32" ? 0 : 0o077)).toBe(0);
    const mender = new Database(`${path}.lock`);
    mender.run("BEGIN EXCLUSIVE");
    const impatient = storeIn(folder, { lockWaitMs: 20 });
    expect(await caught(() => impatient.runs.insert(sampleRun()))).toMatchObject({ code: "store-locked" });
    expect(readdirSync(folder)).not.toContain("chatty.db");
    const inserted = storeIn(folder).runs.insert(sampleRun());
    mender.close();
    await inserted;
    expect(await impatient.runs.list()).toHaveLength(1);
  });
});
