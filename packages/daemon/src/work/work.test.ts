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

test("createStarts() waits for starts and for those that come after them", async () => {
  const starts = createStarts();
  const done: string[] = [];
  void starts
    .during(async () => {
      await Bun.sleep(5);
      done.push("first");
    })
    .then(() => starts.during(async () => void done.push("second")));
  await starts.settled();
  expect(done).toEqual(["first", "second"]);
});
