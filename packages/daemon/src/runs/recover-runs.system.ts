import { seededRandom, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { killAudit } from "./testing/kill-audit.ts";

test.skipIf(process.platform === "win32")("no process outlives 200 daemons that are killed", async () => {
  const audit = await killAudit({ folder: tempFolder(), kills: 200, lifeMs: 120, random: seededRandom(11) });
  expect(audit.findings).toEqual([]);
  expect(audit.interrupted).toBeGreaterThan(50);
});
