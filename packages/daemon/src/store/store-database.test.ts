import { Database } from "bun:sqlite";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { caught, mutate, seededRandom, tempFolder, treeState } from "@slipway/testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { runHistory } from "./run-history.ts";
import { type StoreDatabase, storeDatabase } from "./store-database.ts";
import { sampleRun, storeIn } from "./testing/sample-run.ts";

const isWindows = process.platform === "win32";
const isRoot = process.getuid?.() === 0;

function databaseIn(folder: string): StoreDatabase {
  const path = join(folder, "chatty.db");
  const database = storeDatabase({ path, appVersion: "1.0.0", clock: Date.now, log: () => {} });
  onTestFinished(() => database.close());
  return database;
}

/** A folder with a database of so many runs. */
async function filledFolder(count: number): Promise<string> {
  const folder = tempFolder();
  const store = storeIn(folder);
  await Promise.all(
    Array.from({ length: count }, () => store.runs.insert(sampleRun({ argv: ["x".repeat(2000)] }))),
  );
  await store.close();
  return folder;
}

describe("opening", () => {
  test("touches no disk before the first call, then makes a private folder and file", async () => {
    const folder = join(tempFolder(), "a", isWindows ? "b c#d%20" : "b c#d%20?e=1");
    const store = storeIn(folder);
    expect(existsSync(folder)).toBe(false);
    expect(await store.runs.list()).toEqual([]);
    if (!isWindows) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(folder))
        expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test("closing leaves one file, and closes what was never opened", async () => {
    const folder = await filledFolder(1);
    expect(readdirSync(folder)).toEqual(["chatty.db"]);
    await storeIn(join(folder, "none")).close();
    expect(readdirSync(folder)).toEqual(["chatty.db"]);
  });

  test("acknowledged writes are synced, in a write-ahead log, with foreign keys", async () => {
    const pragmas = ["synchronous", "journal_mode", "foreign_keys", "auto_vacuum"];
    const values = await databaseIn(tempFolder()).read((db) =>
      pragmas.map(
        (name) => Object.values(db.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get() ?? {})[0],
      ),
    );
    expect(values).toEqual([2, "wal", 1, 2]);
  });

  test("a closed store refuses", async () => {
    const store = storeIn(tempFolder());
    await store.close();
    expect((await caught(() => store.runs.list())).code).toBe("store-failed");
  });
});

describe("a database from a newer version", () => {
  test("is refused by name of who made it, and nothing is touched", async () => {
    const folder = await filledFolder(1);
    const newer = new Database(join(folder, "chatty.db"));
    newer.run("INSERT INTO schema_history VALUES (99, '7.8.9', 0)");
    newer.run("PRAGMA user_version = 99");
    newer.run("DROP TABLE runs");
    newer.close();
    const before = treeState(folder);
    const fault = await caught(() => storeIn(folder).runs.list());
    expect(fault.code).toBe("store-newer");
    expect(fault.message).toContain("chatty-daemon version 7.8.9 made it (format 99)");
    expect(fault.hint).toContain("Update to 7.8.9");
    expect(treeState(folder)).toEqual(before);
  });

  test("is refused by number when it does not say who made it", async () => {
    const folder = await filledFolder(0);
    const newer = new Database(join(folder, "chatty.db"), { create: true });
    newer.run("PRAGMA user_version = 99");
    newer.close();
    expect((await caught(() => storeIn(folder).runs.list())).message).toContain("a newer version made it");
  });

  test("is noticed when another process migrates it while it is open", async () => {
    const folder = await filledFolder(1);
    const store = storeIn(folder);
    expect(await store.runs.list()).toHaveLength(1);
    const newer = new Database(join(folder, "chatty.db"));
    newer.run("PRAGMA user_version = 99");
    newer.close();
    expect((await caught(() => store.runs.insert(sampleRun({ argv: ["x".repeat(2000)] })))).code).toBe(
      "store-newer",
    );
  });
});

describe("what is no database of ours", () => {
  test.each([
    ["text", "hello world, this is a letter\n".repeat(300)],
    ["a short text", "hi"],
    ["bytes", "\u0007".repeat(8192)],
  ])("%s is refused and stays", async (_, content) => {
    const folder = tempFolder();
    writeFileSync(join(folder, "chatty.db"), content);
    const fault = await caught(() => storeIn(folder).runs.insert(sampleRun()));
    expect(fault.code).toBe("store-not-a-database");
    expect(readFileSync(join(folder, "chatty.db"), "utf8")).toBe(content);
  });

  test("another program's database is refused and stays", async () => {
    const folder = tempFolder();
    const other = new Database(join(folder, "chatty.db"), { create: true });
    other.run("CREATE TABLE letters (text)");
    other.close();
    const before = treeState(folder);
    expect((await caught(() => storeIn(folder).runs.list())).code).toBe("store-not-a-database");
    expect(treeState(folder)).toEqual(before);
  });

  test("a folder in its place is refused", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "chatty.db"));
    expect((await caught(() => storeIn(folder).runs.list())).code).toBe("store-failed");
  });

  test("a file where the data folder should be is refused", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    expect((await caught(() => storeIn(join(file, "data")).runs.list())).code).toBe("file-in-the-way");
  });
});

describe("a corrupted database", () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ["zeros from a crash", (path) => writeFileSync(path, new Uint8Array(statSync(path).size))],
    ["a cut end", (path) => truncateSync(path, statSync(path).size - 5000)],
    ["a cut header", (path) => truncateSync(path, 50)],
    [
      "a destroyed page of the schema",
      (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xaa, 100, 4096));
      },
    ],
  ];

  test.each(damages)("of %s is kept, named in log and notice, and a new one is begun", async (_, damage) => {
    const folder = await filledFolder(20);
    damage(join(folder, "chatty.db"));
    const damaged = readFileSync(join(folder, "chatty.db"));
    const lines: string[] = [];
    const store = storeIn(folder, { log: (level, message) => lines.push(`${level} ${message}`) });
    const run = sampleRun();
    await store.runs.insert(run);
    await store.tidy();
    expect(await store.runs.get(run.id)).toEqual(run);
    const aside = readdirSync(folder).filter((name) =>
      /^chatty\.db\.corrupt-\d{8}T\d{6}\.\d{3}Z$/u.test(name),
    );
    expect(aside).toHaveLength(1);
    expect(readFileSync(join(folder, aside[0] ?? ""))).toEqual(damaged);
    expect(store.notices()).toHaveLength(1);
    expect(store.notices()[0]).toContain(join(folder, aside[0] ?? ""));
    expect(lines).toEqual([`error ${store.notices()[0]}`]);
  });

  test("damage that no query meets is found by tidy()", async () => {
    const folder = await filledFolder(20);
    const path = join(folder, "chatty.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xaa, bytes.length - 8192));
    const store = storeIn(folder);
    await store.tidy();
    expect(store.notices()).toHaveLength(1);
  });

  test("is put aside by one of several stores that meet it at once", async () => {
    const folder = await filledFolder(20);
    writeFileSync(join(folder, "chatty.db"), new Uint8Array(40_000));
    const stores = [1, 2, 3].map(() => storeIn(folder));
    const runs = stores.map(() => sampleRun());
    await Promise.all(stores.map((store, at) => store.runs.insert(runs[at] ?? sampleRun())));
    expect(await stores[0]?.runs.list()).toEqual(runs.toReversed());
    expect(stores.flatMap((store) => store.notices())).toHaveLength(1);
  });

  test("of any kind never ends in anything but rows, a fault or a kept file", async () => {
    const original = await filledFolder(10);
    const bytes = readFileSync(join(original, "chatty.db"));
    const random = seededRandom(5);
    const codes = new Set<string>();
    for (let round = 0; round < 40; round += 1) {
      const folder = tempFolder();
      writeFileSync(join(folder, "chatty.db"), mutate(bytes, random));
      const store = storeIn(folder);
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      codes.add(
        await store.tidy().then(
          () => "fine",
          (error: unknown) => caught(() => Promise.reject(error)).then(({ code }) => code),
        ),
      );
      if (store.notices().length > 0) expect(readdirSync(folder).join(" ")).toContain("corrupt-");
    }
    expect(
      [...codes].filter(
        (code) => !["fine", "store-newer", "store-not-a-database", "store-corrupted"].includes(code),
      ),
    ).toEqual([]);
  });
});

describe("a replaced database", () => {
  test.skipIf(isWindows)("is noticed: what is acknowledged is in the file that is there", async () => {
    const folder = tempFolder();
    const store = storeIn(folder);
    await store.runs.insert(sampleRun());
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const run = sampleRun();
    await store.runs.insert(run);
    expect(await storeIn(folder).runs.list()).toEqual([run]);
    expect(store.notices()).toEqual([expect.stringContaining("replaced")]);
  });

  test.skipIf(isWindows)("the log of the new file is not removed with the old one's", async () => {
    const [folder, other] = [tempFolder(), await filledFolder(2)];
    const old = storeIn(folder);
    await old.runs.insert(sampleRun());
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    renameSync(join(other, "chatty.db"), join(folder, "chatty.db"));
    const fresh = storeIn(folder);
    const run = sampleRun();
    await fresh.runs.insert(run);
    await old.close();
    expect(existsSync(join(folder, "chatty.db-wal"))).toBe(true);
    expect(await storeIn(folder).runs.get(run.id)).toEqual(run);
  });
});

describe("a held database", () => {
  test("is waited for, without blocking, and then refused", async () => {
    const folder = await filledFolder(1);
    const holder = new Database(join(folder, "chatty.db"));
    onTestFinished(() => holder.close());
    holder.run("BEGIN IMMEDIATE");
    const lockWaitMs = 400;
    const store = storeIn(folder, { lockWaitMs });
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 20);
    const begun = performance.now();
    const fault = await caught(() => store.runs.insert(sampleRun()));
    clearInterval(ticking);
    expect(fault.code).toBe("store-locked");
    expect(fault.message).toContain("for more than 400 ms");
    expect(performance.now() - begun).toBeGreaterThanOrEqual(lockWaitMs);
    expect(ticks).toBeGreaterThan(3);
    // Reading goes on meanwhile, and so does writing afterwards.
    expect(await store.runs.list()).toHaveLength(1);
    holder.run("ROLLBACK");
    await store.runs.insert(sampleRun());
    expect(await store.runs.list()).toHaveLength(2);
  });

  test("makes no call wait longer because others wait before it", async () => {
    const folder = await filledFolder(0);
    const store = storeIn(folder, { lockWaitMs: 200 });
    await store.runs.list();
    const holder = new Database(join(folder, "chatty.db"));
    onTestFinished(() => holder.close());
    holder.run("BEGIN IMMEDIATE");
    const begun = performance.now();
    const faults = await Promise.all(
      Array.from({ length: 10 }, () => caught(() => store.runs.insert(sampleRun()))),
    );
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(["store-locked"]));
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  test("is used as soon as it is let go of, in the order of the calls", async () => {
    const folder = await filledFolder(0);
    const store = storeIn(folder);
    await store.runs.list();
    const holder = new Database(join(folder, "chatty.db"));
    onTestFinished(() => holder.close());
    holder.run("BEGIN IMMEDIATE");
    const run = sampleRun();
    const calls = [
      store.runs.insert(run),
      store.runs.update(run.id, { outputBytes: 1 }),
      store.runs.update(run.id, { state: "exited", outputBytes: 2 }),
    ];
    setTimeout(() => holder.run("ROLLBACK"), 100);
    expect(await Promise.all(calls)).toEqual([undefined, true, true]);
    expect((await store.runs.get(run.id))?.outputBytes).toBe(2);
  });
});

test("many writes at once let the process do other things in between", async () => {
  const store = storeIn(tempFolder());
  let turns = 0;
  let isDone = false;
  function turn(): void {
    turns += 1;
    if (!isDone) setImmediate(turn);
  }
  turn();
  await Promise.all(Array.from({ length: 30 }, () => store.runs.insert(sampleRun())));
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(30);
});

describe("a full disk", () => {
  test("is a fault, keeps all that was acknowledged, and is over when there is room", async () => {
    const database = databaseIn(tempFolder());
    const runs = runHistory({ database, clock: Date.now, onEnd: () => {}, onEnded: () => {} });
    await database.maintain((db) => db.run("PRAGMA max_page_count = 40"));
    const kept: string[] = [];
    const fault = await caught(async () => {
      for (let count = 0; count < 1000; count += 1) {
        const run = sampleRun({ argv: ["x".repeat(1000)] });
        // oxlint-disable-next-line eslint/no-await-in-loop -- until it is full
        await runs.insert(run);
        kept.push(run.id);
      }
    });
    expect(fault.code).toBe("store-full");
    expect((await runs.list()).map(({ id }) => id)).toEqual(kept.toReversed());
    expect((await caught(() => runs.insert(sampleRun({ argv: ["x".repeat(9000)] })))).code).toBe(
      "store-full",
    );
    await database.maintain((db) => db.run("PRAGMA max_page_count = 4000"));
    await runs.insert(sampleRun());
    expect(await runs.list()).toHaveLength(kept.length + 1);
  });
});

describe("a read-only place", () => {
  test("is a fault, and what is there can be read", async () => {
    const database = databaseIn(await filledFolder(1));
    await database.maintain((db) => db.run("PRAGMA query_only = ON"));
    const runs = runHistory({ database, clock: Date.now, onEnd: () => {}, onEnded: () => {} });
    expect((await caught(() => runs.insert(sampleRun()))).code).toBe("store-read-only");
    expect(await runs.list()).toHaveLength(1);
  });

  test.skipIf(isWindows || isRoot)("a folder nobody can write to", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "data"), { mode: 0o500 });
    expect((await caught(() => storeIn(join(folder, "data")).runs.list())).code).toBe("store-read-only");
  });
});
