import type { Config } from "@slipway/config";
import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { configDigest } from "./config-digest.ts";
import { pinsBelow, pinText, runtimeFile } from "./runtimes/pins.ts";
import { sampleApp, sampleConfig, sampleJob } from "./testing/samples.ts";

type Job = Parameters<typeof configDigest>[0];

function digestOf(job: Job, changes: Partial<Config> = {}): string {
  const config = { ...sampleConfig("/project"), ...changes };
  return configDigest(job, { config, version: config.version });
}

describe("configDigest()", () => {
  const digest = digestOf(sampleJob());

  test("is the same for what makes the same executable", () => {
    const reordered = Object.fromEntries(Object.entries(sampleApp()).toReversed());
    const app = { ...sampleApp(), ...reordered, smoke: [], targets: ["linux-x64"] as const };
    const printing = sampleApp({ completions: { zsh: ["completions", "zsh"] }, man: ["man"] });
    expect(digestOf(sampleJob(printing))).toBe(digest);
    expect(digestOf(sampleJob(app))).toBe(digest);
    expect(digestOf(sampleJob(), { signCommands: { windows: ["signtool", "{file}"] } })).toBe(digest);
  });

  test.each<readonly [string, string]>([
    ["minify", digestOf(sampleJob(sampleApp({ minify: false })))],
    ["define", digestOf(sampleJob(sampleApp({ define: { A: "1" } })))],
    ["name", digestOf(sampleJob(sampleApp({ name: "other" })))],
    ["target", digestOf(sampleJob(sampleApp(), "linux-arm64"))],
    ["version", digestOf(sampleJob(), { version: "1.2.4" })],
    ["product", digestOf(sampleJob(), { product: "other" })],
    ["sign command", digestOf(sampleJob(), { signCommands: { linux: ["sign", "{file}"] } })],
  ])("is another for another %s", (_what, other) => {
    expect(other).not.toBe(digest);
  });

  test("is another for another runtime", () => {
    const root = tempFolder();
    const runtimes = { folder: "pins", checksums: "runtimes.sha256" };
    const job = sampleJob();
    const digests = ["a", "b"].map((digit) => {
      const listed = runtimeFile(pinsBelow(root, runtimes), "linux-x64").slice(root.length + 1);
      writeFiles(root, {
        "pins/linux-x64/package.json": pinText("linux-x64", "1.4.4"),
        "runtimes.sha256": `${digit.repeat(64)}  ${listed.replaceAll("\\", "/")}\n`,
      });
      return digestOf(job, { root, runtimes });
    });
    expect(new Set([...digests, digest]).size).toBe(3);
  });
});
