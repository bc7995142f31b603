/** The plan of a release of one small product, for tests. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { loadConfig } from "@slipway/config";
import { planRelease, type ReleasePlan } from "@slipway/release";
import { tempFolder } from "@slipway/testkit";
import type { TargetId } from "@slipway/targets";

/** Two apps, the second with every option that decides how it is compiled. */
const APPS = {
  hub: "src/main.ts",
  side: {
    entry: "side/main.ts",
    workers: ["side/worker.ts"],
    assets: ["LICENSE"],
    bytecode: false,
    minify: false,
    sourcemap: false,
    define: { LABEL: '"it is"' },
    external: ["fsevents"],
    conditions: ["node"],
    execArgv: ["--smol", "--no-addons"],
    allowUnresolved: ["plugin-*"],
    autoload: { dotenv: true },
  },
};

export async function testPlan(
  targets: readonly TargetId[] = ["linux-x64", "windows-x64"],
): Promise<ReleasePlan> {
  const root = tempFolder();
  for (const folder of ["src", "side"]) mkdirSync(join(root, folder));
  for (const file of ["src/main.ts", "side/main.ts", "side/worker.ts", "LICENSE"]) {
    writeFileSync(join(root, file), "");
  }
  writeFileSync(
    join(root, "slipway.config.json"),
    JSON.stringify({ product: "hub", version: "1.2.3", apps: APPS, targets }),
  );
  const config = await loadConfig(root);
  const sources = { commit: "a".repeat(40), dateSeconds: 1_700_000_000, dirty: false, digest: "d" };
  return planRelease(config, { sources, snapshot: false, host: "linux-x64" });
}
