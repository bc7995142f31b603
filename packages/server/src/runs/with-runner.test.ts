import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { context, user } from "./testing/user.ts";
import { withRunner } from "./with-runner.ts";

import type { Runner } from "./runner.ts";

test("withRunner() hands on what the work came to, and closes the runner in any case", async () => {
  const { host, data } = user();
  const places = { dataFolder: data, configPath: "/nowhere", isConfigNamed: false, process: host };
  const env = { context, places: () => Promise.resolve(places) };
  const opened: Runner[] = [];
  expect(await withRunner(env, (runner) => Promise.resolve(opened.push(runner)))).toBe(1);
  const failing = withRunner(env, (runner) => {
    opened.push(runner);
    return Promise.reject(new Error("no"));
  });
  await expect(failing).rejects.toThrow("no");
  for (const runner of opened) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    expect(await caught(() => runner.history())).toMatchObject({ code: "runner-closed" });
  }
});
