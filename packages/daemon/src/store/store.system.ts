/** Kills writers at random moments and audits what they had acknowledged; fills real disks; meets real permissions. */

import { Database } from "bun:sqlite";
import { readdirSync } from "node:fs";
import { join } from "node:path";

import { seededRandom, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { storeIn } from "./testing/sample-run.ts";
import { startWriter } from "./testing/writer-process.ts";

const ROUNDS = 60;
const SCRIPT = join(import.meta.dirname, "testing/write-runs.ts");

describe("several processes on one folder", () => {
  test("make it together and write everything", async () => {
    const folder = join(tempFolder(), "data");
    const writers = [1, 2, 3, 4].map(() => startWriter(folder, { count: 100 }));
    const results = await Promise.all(writers.map(({ done }) => done));
    expect(results).toEqual(writers.map(() => ({ isComplete: true, stderr: "" })));
    const store = storeIn(folder);
    const runs = await store.runs.list();
    expect(runs).toHaveLength(400);
    expect(runs.every(({ state }) => state === "exited")).toBe(true);
    expect(await store.webhooks.counts()).toEqual({ pending: 400, dead: 0 });
  });

  test(`killed ${ROUNDS} times while they make it, leave one that works`, async () => {
    const random = seededRandom(10);
    const root = tempFolder();
    for (let round = 0; round < ROUNDS; round += 1) {
      const folder = join(root, String(round));
      const writers = [1, 2].map(() => startWriter(folder, { count: 100_000 }));
      const timers = writers.map(({ kill }) => setTimeout(kill, 30 + random.below(120)));
      // oxlint-disable-next-line eslint/no-await-in-loop -- one folder after the other
      await Promise.all(writers.map(({ done }) => done));
      for (const timer of timers) clearTimeout(timer);
      const store = storeIn(folder);
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      const ids = new Set((await store.runs.list()).map(({ id }) => id));
      expect(writers.flatMap(({ inserted }) => inserted.filter((id) => !ids.has(id)))).toEqual([]);
      expect(store.notices()).toEqual([]);
    }
  });

  test(`killed ${ROUNDS} times at any moment, lose nothing that was acknowledged`, async () => {
    const folder = join(tempFolder(), "data");
    const { inserted, ended } = await killWriters(folder, { seed: 11 });
    const { runs, events } = rowsOf(folder);
    expect(ended.size).toBeGreaterThan(ROUNDS);
    expect([...inserted].filter((id) => !runs.has(id))).toEqual([]);
    expect([...ended].filter((id) => runs.get(id) !== "exited" || !events.has(id))).toEqual([]);
    // Run and event end together, acknowledged or not.
    expect([...runs].filter(([id, state]) => (state === "exited") !== events.has(id))).toEqual([]);
    expect(storeIn(folder).notices()).toEqual([]);
  });

  test(`killed ${ROUNDS} times while they tidy up, keep the newest runs and no file without one`, async () => {
    const folder = join(tempFolder(), "data");
    const kept = 20;
    const { inserted } = await killWriters(folder, { seed: 12, kept });
    const before = rowsOf(folder).runs;
    expect(inserted.size).toBeGreaterThan(ROUNDS * kept);
    const store = storeIn(folder, { retention: { keptRuns: kept } });
    await store.tidy();
    const { runs } = rowsOf(folder);
    expect([...runs.values()].filter((state) => state === "exited")).toHaveLength(kept);
    const running = [...before].filter(([, state]) => state === "running").map(([id]) => id);
    expect(running.filter((id) => !runs.has(id))).toEqual([]);
    expect(readdirSync(join(folder, "output")).filter((id) => !runs.has(id))).toEqual([]);
  });
});

type Promised = { readonly inserted: ReadonlySet<string>; readonly ended: ReadonlySet<string> };

/** What two writers at a time had promised when they were killed, round after round. */
async function killWriters(
  folder: string,
  { seed, kept }: { seed: number; kept?: number },
): Promise<Promised> {
  const random = seededRandom(seed);
  const [inserted, ended] = [new Set<string>(), new Set<string>()];
  for (let round = 0; round < ROUNDS; round += 1) {
    const options = { count: 100_000, ...(kept !== undefined && { kept }) };
    const writers = [1, 2].map(() => startWriter(folder, options));
    const timers = writers.map(({ kill }) => setTimeout(kill, 20 + random.below(400)));
    // oxlint-disable-next-line eslint/no-await-in-loop -- each round begins with what the last one left
    const results = await Promise.all(writers.map(({ done }) => done));
    for (const timer of timers) clearTimeout(timer);
    expect(results.map(({ stderr }) => stderr)).toEqual(["", ""]);
    for (const writer of writers) {
      for (const id of writer.inserted) inserted.add(id);
      for (const id of writer.ended) ended.add(id);
    }
  }
  return { inserted, ended };
}

function rowsOf(folder: string): { runs: ReadonlyMap<string, string>; events: ReadonlySet<string> } {
  const db = new Database(join(folder, "chatty.db"));
  expect(db.query("PRAGMA integrity_check").values()).toEqual([["ok"]]);
  const runs = db.query<{ id: string; state: string }, []>("SELECT id, state FROM runs").all();
  const events = db.query<{ run_id: string }, []>("SELECT run_id FROM webhook_events").all();
  db.close();
  return {
    runs: new Map(runs.map(({ id, state }) => [id, state])),
    events: new Set(events.map(({ run_id }) => run_id)),
  };
}

/** A mount namespace; who is not root needs a user namespace to make one. */
const NAMESPACE = ["unshare", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]), "--mount"];

type Outcome = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

async function run(command: readonly string[]): Promise<Outcome> {
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { stdout, stderr, exitCode };
}

const unshareTools =
  ["unshare", "mount"].every((tool) => Bun.which(tool) !== null) || process.env["CI"] === "true";
const isLinux = process.platform === "linux";

describe.skipIf(!isLinux || !unshareTools)("a real file system", () => {
  test("that is full: a fault, and all that was acknowledged is there", async () => {
    const [mountPoint, copy] = [tempFolder(), tempFolder()];
    // What is mounted there ends with the namespace; a copy of it stays.
    const script = `mount -t tmpfs -o size=600k tmpfs "$0" && "$1" "$2" "$0" 100000; cp -r "$0/." "$3"`;
    const shell = ["sh", "-c", script, mountPoint, process.execPath, SCRIPT, copy];
    const { stdout, stderr } = await run([...NAMESPACE, ...shell]);
    expect(stderr).toContain("store-full");
    const acknowledged = [...stdout.matchAll(/^inserted (\S+)$/gmu)].map(([, id]) => id ?? "");
    expect(acknowledged.length).toBeGreaterThan(10);
    const { runs } = rowsOf(copy);
    expect(acknowledged.filter((id) => !runs.has(id))).toEqual([]);
  });

  test("that is read-only: a fault of its own", async () => {
    const folder = tempFolder();
    await storeIn(folder).runs.list();
    const script = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$1" "$2" "$0" 1`;
    const shell = ["sh", "-c", script, folder, process.execPath, SCRIPT];
    const { stderr, exitCode } = await run([...NAMESPACE, ...shell]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("store-read-only")]);
  });
});
