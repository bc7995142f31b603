import { readdirSync } from "node:fs";
import { join } from "node:path";

import { sha256Of, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { assemble } from "../assemble.ts";
import { sampleRelease } from "../testing/sample-release.ts";
import { reversedPlan } from "./reversed-plan.ts";

test("reversedPlan() makes the same release in another order", async () => {
  const { root, folder, plan, built, record, key, env } = await sampleRelease(tempFolder());
  const digests = (): readonly string[] => readdirSync(folder).map((file) => sha256Of(join(folder, file)));
  const before = digests();
  const reversed = reversedPlan(plan);
  expect(reversed.archives[0]).toEqual(plan.archives.at(-1));
  expect(reversed.build.jobs[0]).toEqual(plan.build.jobs.at(-1));
  expect(await assemble({ root, plan: reversed, built, key }, env)).toEqual(record);
  expect(digests()).toEqual(before);
});
