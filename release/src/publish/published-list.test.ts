import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught } from "@slipway/testkit";
import { expect, test } from "vitest";

import { publish } from "./publish.ts";
import { publishableRelease } from "./testing/publishable-release.ts";
import { publishUnproven } from "./testing/stages.ts";

test("the list of what is published is there once that is proven, and is what sha256sum takes", async () => {
  const made = await publishableRelease();
  const list = join(made.root, "dist", "published.sha256");
  const { options } = made;
  writeFileSync(list, "of an earlier version\n");
  await publish({ ...options, dryRun: true }, made.env);
  expect(existsSync(list)).toBe(true);
  await publish({ ...options, isDraftOnly: true }, made.env);
  expect(existsSync(list)).toBe(false);
  await publish(options, made.env);
  const text = readFileSync(list, "utf8");
  expect(text.split("\n")).toHaveLength(made.record.artifacts.length + 1);
  const published = join(made.root, "site", "v1.2.3");
  const { status, stdout } = spawnSync("sha256sum", ["--check", list], { cwd: published, encoding: "utf8" });
  if (status !== null) expect({ status, stdout }).toMatchObject({ status: 0 });
  rmSync(list);
  await publish(options, made.env);
  expect(readFileSync(list, "utf8")).toBe(text);
});

test("there is no list of what is published and not what was made", async () => {
  const made = await publishableRelease();
  const { options } = made;
  await publishUnproven(made);
  writeFileSync(join(made.root, "site", "v1.2.3", "latest.json"), "{}");
  expect((await caught(async () => publish(options, made.env))).kind).not.toBe("interrupted");
  expect(existsSync(join(made.root, "dist", "published.sha256"))).toBe(false);
});

test("what publishes starts nothing of it, and the table says how to", async () => {
  const made = await publishableRelease();
  const { verification } = await publish(made.options, made.env);
  expect(verification?.claims.find(({ claim }) => claim === "started here")).toEqual({
    claim: "started here",
    proven: false,
    text: `not by what publishes; start them: slipway verify ${join(made.root, "site", "v1.2.3")}`,
  });
});
