/** The apps of this repository, built for every target that an emulator runs here, and run by each. */

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import type { BuildRecord } from "@slipway/build";
import { type Ran, runSlipway, tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

const REPOSITORY = resolve(import.meta.dirname, "..", "..", "..", "..");

/** What runs each target's executables on the machine CI uses; undefined for the machine itself. */
const RUN_BY: Readonly<Record<string, RegExp | undefined>> = {
  "linux-x64": undefined,
  "linux-arm64": /^qemu-aarch64 \d/u,
  "linux-x64-musl": /^musl 1\.\d/u,
  "linux-arm64-musl": /^musl 1\.\d.*, qemu-aarch64 \d/u,
  "windows-x64": /^Wine 1\d\./u,
};

/** Runs `slipway` on this repository, with another folder in place of its `dist`. */
async function slipway(args: readonly string[], dist: string): Promise<Ran> {
  mkdirSync(join(REPOSITORY, "dist"), { recursive: true });
  const asRoot = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return runSlipway(args, {
    cwd: REPOSITORY,
    under: ["unshare", "--mount", ...asRoot, "sh", "-c", 'mount --bind "$0" dist && exec "$@"', dist],
  });
}

/** The record's smoke results, by app and target. */
function resultsIn(ran: Ran): Readonly<Record<string, BuildRecord["executables"][number]["smoke"]>> {
  const record: BuildRecord = JSON.parse(ran.stdout);
  return Object.fromEntries(record.executables.map(({ app, target, smoke }) => [`${app} ${target}`, smoke]));
}

test("slipway smoke --emulated runs every app on every target that is not macOS, and records it", async ({
  skip,
}) => {
  const dist = tempFolder();
  const targets = Object.keys(RUN_BY);
  const named = [...targets, "darwin-arm64"].flatMap((target) => ["--target", target]);
  const built = await slipway(["build", ...named], dist);
  expect(built.exitCode, built.stderr).toBe(0);
  const smoked = await slipway(["smoke", "--emulated", "--json"], dist);
  expect(smoked.exitCode, smoked.stderr).toBe(0);
  const results = resultsIn(smoked);
  const missing = Object.entries(results).flatMap(([job, smoke]) =>
    smoke.kind === "not-run" && !job.includes("darwin") ? [`${job}: ${smoke.reason}`] : [],
  );
  if (missing.length > 0 && process.env["CI"] === undefined) skip(missing.join("\n"));
  expect(missing).toEqual([]);
  expect(Object.keys(results)).toHaveLength(2 * (targets.length + 1));
  for (const target of targets) {
    const by = RUN_BY[target];
    for (const app of ["chatty", "chatty-daemon"]) {
      const smoke = results[`${app} ${target}`];
      expect(smoke, `${app} ${target}`).toMatchObject({ kind: "passed", on: "linux-x64" });
      if (by === undefined) expect(smoke).not.toHaveProperty("by");
      else expect(smoke).toMatchObject({ by: expect.stringMatching(by) });
    }
  }
  expect(results["chatty darwin-arm64"]).toEqual({
    kind: "not-run",
    reason: "macOS executables run on macOS only",
  });
  const later = await slipway(["smoke", "--json"], dist);
  expect(later.exitCode, later.stderr).toBe(0);
  expect(resultsIn(later)).toEqual({
    ...results,
    "chatty darwin-arm64": { kind: "not-run", reason: "this machine is linux-x64" },
    "chatty-daemon darwin-arm64": { kind: "not-run", reason: "this machine is linux-x64" },
  });
});
