import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";

import { caught, tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { folderNotice } from "../places/index.ts";
import { sampleRun, storeIn } from "../store/testing/sample-run.ts";
import { SECRET, startReceiver } from "../webhooks/testing/receiver.ts";
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
      webhook_set: false,
      notices: [],
    });
    await work.close();
    expect(existsSync(folder)).toBe(false);
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

  test("is needed while a login is under way", async () => {
    const folder = dataFolder();
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "providers.json"), '[{"id":"a","kind":"api_key","hosts":["a.example"]}]');
    const work = workIn(folder);
    const accounts = await work.accounts();
    const login = await accounts.login({ provider: "a" });
    expect(login.state).toBe("pending");
    expect(work.loginsUnderWay()).toBe(1);
    expect(await work.isNeeded(0)).toBe(true);
    await work.close();
    expect(work.loginsUnderWay()).toBe(0);
  });

  test("says what is wrong with the webhook, shows the history, and starts nothing", async () => {
    const work = workIn(dataFolder(), { CHATTY_WEBHOOK_URL: "https://example.com/hook" });
    const runs = await work.runs();
    expect(await runs.list()).toEqual([]);
    const starting = caught(() => runs.start({ kind: "program", argv: ["true"] }));
    expect(await starting).toMatchObject({ code: "webhook-secret-missing", exitCode: 3 });
    expect(await work.details()).toMatchObject({
      webhooks: { pending: 0, dead: 0 },
      accounts: [],
      webhook_set: true,
      notices: [
        {
          message: expect.stringMatching(/CHATTY_WEBHOOK_SECRET is not set$/u),
          hint: expect.stringMatching(/^Set it to/u),
          stops_runs: true,
        },
      ],
    });
    await work.close();
    const fresh = workIn(dataFolder(), { CHATTY_WEBHOOK_URL: "garbage" });
    expect((await fresh.details()).notices).toEqual([expect.objectContaining({ stops_runs: true })]);
    await fresh.close();
  });

  test("tells the end of a run that a dead daemon has left once the webhook is right", async () => {
    const folder = dataFolder();
    mkdirSync(folder, { mode: 0o700 });
    const { id } = sampleRun();
    const store = storeIn(folder);
    await store.runs.insert(sampleRun({ id, instance: "2147483646.never.00" }));
    await store.close();
    const { url, received, has } = await startReceiver(() => ({ kind: "answer", status: 200 }));
    const wrong = workIn(folder, { CHATTY_WEBHOOK_URL: url });
    expect(await (await wrong.runs()).get(id)).toMatchObject({ state: "interrupted" });
    await wrong.close();
    for (const times of [1, 2]) {
      const right = workIn(folder, { CHATTY_WEBHOOK_URL: url, CHATTY_WEBHOOK_SECRET: SECRET });
      // oxlint-disable-next-line eslint/no-await-in-loop -- the second start has nothing to tell any more
      await right.runs();
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      if (times === 1) await has(1);
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await right.close();
    }
    expect(received.map(({ body }) => JSON.parse(body).data.id)).toEqual([id]);
  });

  test("says where providers.json is, and what is wrong in it, beside all else", async () => {
    const folder = dataFolder();
    mkdirSync(folder, { mode: 0o700 });
    const path = join(folder, "providers.json");
    writeFileSync(path, '[{"id":"a","kind":"api_key","hosts":[],"haeder":"x"}]');
    const work = workIn(folder);
    expect(await work.details()).toEqual({
      data_folder: folder,
      webhooks: { pending: 0, dead: 0 },
      accounts: [],
      secrets: null,
      webhook_set: false,
      notices: [
        { message: expect.stringContaining(`"${path}"`), hint: expect.anything(), stops_runs: false },
      ],
    });
    expect((await work.details()).notices[0]?.message).toContain('"haeder" is not known');
    const accounts = await work.accounts();
    expect(await accounts.listAccounts()).toEqual({ accounts: [] });
    expect(await caught(() => accounts.login({ provider: "a" }))).toMatchObject({ code: "provider-invalid" });
    writeFileSync(path, '[{"id":"a","kind":"api_key","hosts":["a.example"]}]');
    expect(await accounts.login({ provider: "a" })).toMatchObject({ state: "pending" });
    expect(await work.details()).toMatchObject({ accounts: [], notices: [] });
    await work.close();
  });

  test.skipIf(process.platform === "win32")("says that others may enter the data folder", async () => {
    const folder = dataFolder();
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const lines: string[] = [];
    const work = createWork({
      variables: { CHATTY_DATA_DIR: folder, CHATTY_KEYRING: "off" },
      platform: process.platform,
      version: "1.2.3",
      log: (level, message) => lines.push(`${level} ${message}`),
    });
    const notice = `Others may enter the data folder "${folder}" (mode 755); to keep them out: chmod 700 "${folder}"`;
    expect((await work.details()).notices).toEqual([{ message: notice, hint: null, stops_runs: false }]);
    expect(lines).toContain(`warn ${notice}`);
    chmodSync(folder, 0o700);
    expect((await work.details()).notices).toEqual([]);
    expect(folderNotice(folder, { ownUid: 12_345 })).toContain("belongs to user");
    await work.close();
  });

  test("says why secrets cannot be used, once something needed one", async () => {
    const folder = dataFolder();
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, "secrets.json"), '{"cut');
    const provider = { id: "a", kind: "api_key", hosts: ["api.example.com"] };
    writeFileSync(join(folder, "providers.json"), JSON.stringify([provider]));
    const work = workIn(folder);
    const accounts = await work.accounts();
    expect((await work.details()).notices).toEqual([]);
    expect((await caught(() => accounts.login({ provider: "a" }))).code).toBe("secrets-damaged");
    const { notices, secrets } = await work.details();
    expect({ notices, secrets }).toEqual({
      notices: [expect.objectContaining({ message: expect.stringContaining("secrets.json") })],
      secrets: null,
    });
    await work.close();
  });

  test("gives no advice on the rights of what is no folder", () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "", { mode: 0o644 });
    expect(folderNotice(file)).toBeUndefined();
    expect(folderNotice(devNull)).toBeUndefined();
  });

  test.each([
    ["no JSON", "[{"],
    ["no list", "{}"],
    ["more than it may have", `"${"x".repeat(1_048_577)}"`],
  ])("says that providers.json has %s", async (_what, text) => {
    const folder = dataFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, "providers.json"), text);
    const accounts = await workIn(folder).accounts();
    const fault = await caught(() => accounts.login({ provider: "a" }));
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
