import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { createStarts } from "./starts.ts";
import { createWork, type Work } from "./work.ts";

type Variables = Readonly<Record<string, string>>;

function workIn(folder: string, variables: Variables = {}): Work {
  return createWork({
    variables: { CHATTY_DATA_DIR: folder, CHATTY_KEYRING: "off", ...variables },
    platform: process.platform,
    version: "1.2.3",
    log: () => {},
  });
}

function dataFolder(): string {
  return join(tempFolder(), "data");
}

describe("createWork()", () => {
  test("touches nothing before it is asked, also at its end", async () => {
    const folder = dataFolder();
    const work = workIn(folder);
    expect(work.running()).toBe(0);
    expect(await work.isNeeded(1000)).toBe(false);
    await work.close();
    expect(existsSync(folder)).toBe(false);
  });

  test("says where everything is", async () => {
    const folder = dataFolder();
    const work = workIn(folder);
    expect(await work.details()).toEqual({
      data_folder: folder,
      webhooks: { pending: 0, dead: 0 },
      accounts: [],
      secrets: null,
      notices: [],
    });
    await work.close();
  });

  test("is needed while something runs, and ends it when it is closed", async () => {
    const work = workIn(dataFolder());
    const runs = await work.runs();
    const { id } = await runs.start({
      kind: "program",
      argv: [process.execPath, "-e", "await Bun.sleep(60_000)"],
    });
    expect(work.running()).toBe(1);
    expect(await work.isNeeded(0)).toBe(true);
    await work.stopRuns();
    expect(await runs.get(id)).toMatchObject({ state: "interrupted" });
    expect(await work.isNeeded(0)).toBe(false);
    await work.close();
  });

  test("says what is wrong with the webhook, and goes on when that is mended", async () => {
    const work = workIn(dataFolder(), { CHATTY_WEBHOOK_URL: "https://example.com/hook" });
    expect(await caught(() => work.runs())).toMatchObject({ code: "webhook-secret-missing" });
    expect(await work.details()).toMatchObject({
      webhooks: null,
      accounts: [],
      notices: [expect.stringContaining("CHATTY_WEBHOOK_SECRET is not set")],
    });
    await work.close();
  });

  test("says where providers.json is, and what is wrong in it, beside all else", async () => {
    const folder = dataFolder();
    mkdirSync(folder);
    const path = join(folder, "providers.json");
    writeFileSync(path, '[{"id":"a","kind":"api_key","hosts":[],"haeder":"x"}]');
    const work = workIn(folder);
    expect(await work.details()).toEqual({
      data_folder: folder,
      webhooks: { pending: 0, dead: 0 },
      accounts: null,
      secrets: null,
      notices: [expect.stringContaining(`"${path}"`)],
    });
    expect((await work.details()).notices[0]).toContain('"haeder" is not known');
    await work.close();
  });

  test.each([
    ["no JSON", "[{"],
    ["no list", "{}"],
    ["more than it may have", `"${"x".repeat(1_048_577)}"`],
  ])("says that providers.json has %s", async (_what, text) => {
    const folder = dataFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, "providers.json"), text);
    const fault = await caught(() => workIn(folder).accounts());
    expect(fault).toMatchObject({ code: "provider-invalid", exitCode: 3 });
  });
});

function closed(): Error {
  return new Error("closed");
}

test("createStarts() waits for none that are asked for after the end has begun", async () => {
  const starts = createStarts();
  const first = Promise.withResolvers<void>();
  const started = starts.during(() => first.promise, closed);
  starts.refuse();
  const settled = starts.settled();
  await expect(starts.during(() => new Promise(() => {}), closed)).rejects.toThrow("closed");
  first.resolve();
  await started;
  await settled;
});

test("createStarts() waits for starts and for those that come after them", async () => {
  const starts = createStarts();
  const done: string[] = [];
  void starts
    .during(async () => {
      await Bun.sleep(5);
      done.push("first");
    }, closed)
    .then(() => starts.during(async () => void done.push("second"), closed));
  await starts.settled();
  expect(done).toEqual(["first", "second"]);
});
