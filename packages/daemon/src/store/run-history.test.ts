import { tempFolder, caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { STORE_LIMITS } from "./limits.ts";
import { RUN_STATES } from "./run-store.ts";
import { sampleRun, storeIn } from "./testing/sample-run.ts";

import type { Run } from "./run-store.ts";
import type { Store } from "./open-store.ts";

async function insertMany(store: Store, count: number): Promise<readonly Run[]> {
  const runs = Array.from({ length: count }, (_, at) => sampleRun({ command: `run ${at}` }));
  await Promise.all(runs.map((run) => store.runs.insert(run)));
  return runs;
}

describe("insert() and get()", () => {
  test("give back what was put in, of both kinds", async () => {
    const { runs } = storeIn(tempFolder());
    const program = sampleRun();
    const http = sampleRun({
      kind: "http",
      argv: null,
      cwd: null,
      request: { method: "POST", url: "https://example.org", headers: { a: "b" }, body: null, account: "me" },
    });
    await runs.insert(program);
    await runs.insert(http);
    expect(await runs.get(program.id)).toEqual(program);
    expect(await runs.get(http.id)).toEqual(http);
    expect(await runs.get("nothing")).toBeUndefined();
  });

  test("outlive the store", async () => {
    const folder = tempFolder();
    const run = sampleRun();
    const first = storeIn(folder);
    await first.runs.insert(run);
    await first.close();
    expect(await storeIn(folder).runs.get(run.id)).toEqual(run);
  });

  test("refuse a second run of the same id and keep the first", async () => {
    const { runs } = storeIn(tempFolder());
    const run = sampleRun();
    await runs.insert(run);
    const fault = await caught(() => runs.insert({ ...run, command: "other" }));
    expect(fault.code).toBe("run-exists");
    expect(await runs.get(run.id)).toEqual(run);
  });
});

describe("update()", () => {
  test("changes what is named and leaves the rest", async () => {
    const { runs } = storeIn(tempFolder());
    const run = sampleRun();
    await runs.insert(run);
    expect(await runs.update(run.id, { pid: 42, processStartTime: "77" })).toBe(true);
    expect(await runs.update(run.id, {})).toBe(true);
    expect(await runs.update(run.id, { outputBytes: 10, outputTruncated: true })).toBe(true);
    expect(await runs.get(run.id)).toEqual({
      ...run,
      pid: 42,
      processStartTime: "77",
      outputBytes: 10,
      outputTruncated: true,
    });
  });

  test.each(RUN_STATES.filter((state) => state !== "running"))("ends a run as %s, once", async (state) => {
    const { runs } = storeIn(tempFolder(), { clock: () => 1234 });
    const run = sampleRun();
    const error = { code: "c", message: "m", hint: "h" };
    await runs.insert(run);
    expect(await runs.update(run.id, { state, exitCode: 3, signal: "SIGKILL", error })).toBe(true);
    const ended = { ...run, state, exitCode: 3, signal: "SIGKILL", error, endedAtMs: 1234 };
    expect(await runs.get(run.id)).toEqual(ended);
    expect(await runs.update(run.id, { state: "exited", exitCode: 0 })).toBe(false);
    expect(await runs.update(run.id, { outputBytes: 9 })).toBe(false);
    expect(await runs.get(run.id)).toEqual(ended);
  });

  test("keeps the end it is given", async () => {
    const { runs } = storeIn(tempFolder());
    const run = sampleRun();
    await runs.insert(run);
    await runs.update(run.id, { state: "exited", endedAtMs: 5 });
    expect((await runs.get(run.id))?.endedAtMs).toBe(5);
  });

  test("says false for a run that is not there", async () => {
    expect(await storeIn(tempFolder()).runs.update("nothing", { state: "exited" })).toBe(false);
  });

  test("of several stores that end a run at once, one gets true and one event is queued", async () => {
    const folder = tempFolder();
    const stores = [1, 2, 3].map(() =>
      storeIn(folder, { eventOf: ({ state }) => ({ id: Bun.randomUUIDv7(), body: state }) }),
    );
    const run = sampleRun();
    await stores[0]?.runs.insert(run);
    const ended = await Promise.all(stores.map(({ runs }) => runs.update(run.id, { state: "interrupted" })));
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]?.webhooks.counts()).toEqual({ pending: 1, dead: 0 });
  });

  test("queues the event with the end or neither", async () => {
    const { runs, webhooks } = storeIn(tempFolder(), {
      eventOf: () => {
        throw new Error("no event");
      },
    });
    const run = sampleRun();
    await runs.insert(run);
    await expect(runs.update(run.id, { state: "exited" })).rejects.toThrow("no event");
    expect(await runs.get(run.id)).toEqual(run);
    expect(await webhooks.counts()).toEqual({ pending: 0, dead: 0 });
  });
});

describe("list()", () => {
  test("gives no more than fits into one message, and at least one", async () => {
    const store = storeIn(tempFolder());
    const runs = Array.from({ length: 50 }, () => sampleRun({ argv: ["x".repeat(100_000)] }));
    await Promise.all(runs.map((run) => store.runs.insert(run)));
    const found: Run[] = [];
    let pages = 0;
    for (let page = await store.runs.list(); page.length > 0; pages += 1) {
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(4_000_000);
      found.push(...page);
      // oxlint-disable-next-line eslint/no-await-in-loop -- page after page
      page = await store.runs.list({ before: page.at(-1)?.id ?? "" });
    }
    expect({ pages, ids: found.map(({ id }) => id) }).toEqual({
      pages: 3,
      ids: runs.map(({ id }) => id).toReversed(),
    });
    const large = sampleRun({ argv: ["x".repeat(3_000_000)] });
    await store.runs.insert(large);
    expect(await store.runs.list({ limit: 1 })).toEqual([large]);
    expect(await store.runs.list()).toEqual([large]);
  });

  test("pages from the newest to the oldest, each run once", async () => {
    const store = storeIn(tempFolder());
    const inserted = await insertMany(store, 25);
    const pages: Run[][] = [];
    for (let before: string | undefined; ;) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- each page needs the one before
      const page = await store.runs.list({ limit: 10, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      pages.push([...page]);
      before = page.at(-1)?.id;
    }
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(inserted.toReversed());
  });

  test("of one state", async () => {
    const store = storeIn(tempFolder());
    const [a, b, c] = await insertMany(store, 3);
    await store.runs.update(b?.id ?? "", { state: "failed" });
    expect((await store.runs.list({ state: "failed" })).map(({ id }) => id)).toEqual([b?.id]);
    expect((await store.runs.list({ state: "running" })).map(({ id }) => id)).toEqual([c?.id, a?.id]);
    const query = { state: "running", before: c?.id ?? "", limit: 5 } as const;
    expect((await store.runs.list(query)).map(({ id }) => id)).toEqual([a?.id]);
  });

  test("takes limits that make no sense as the nearest that does", async () => {
    const store = storeIn(tempFolder());
    await insertMany(store, 3);
    expect(await store.runs.list({ limit: -4 })).toHaveLength(1);
    expect(await store.runs.list({ limit: 2.9 })).toHaveLength(2);
    expect(await store.runs.list({ limit: STORE_LIMITS.listRuns * 9 })).toHaveLength(3);
  });
});

test("aliveOfOthers() gives the running runs of other instances, oldest first", async () => {
  const { runs } = storeIn(tempFolder());
  const [mine, ended, first, second] = [
    sampleRun({ instance: "me" }),
    sampleRun({ instance: "other" }),
    sampleRun({ instance: "other", pid: 7, processStartTime: "9" }),
    sampleRun({ instance: "third" }),
  ];
  for (const run of [second, mine, ended, first]) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- in this order
    await runs.insert(run);
  }
  await runs.update(ended.id, { state: "exited" });
  expect(await runs.aliveOfOthers("me")).toEqual([first, second]);
});
