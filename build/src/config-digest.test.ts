import { describe, expect, test } from "vitest";

import { configDigest } from "./config-digest.ts";
import { sampleApp, sampleJob } from "./testing/samples.ts";

describe("configDigest()", () => {
  const digest = configDigest(sampleJob(), "1.2.3");

  test("is the same for what makes the same executable", () => {
    const reordered = Object.fromEntries(Object.entries(sampleApp()).toReversed());
    const app = { ...sampleApp(), ...reordered, smoke: [], targets: ["linux-x64"] as const };
    expect(configDigest(sampleJob(app), "1.2.3")).toBe(digest);
  });

  test.each<readonly [string, string]>([
    ["minify", configDigest(sampleJob(sampleApp({ minify: false })), "1.2.3")],
    ["define", configDigest(sampleJob(sampleApp({ define: { A: "1" } })), "1.2.3")],
    ["name", configDigest(sampleJob(sampleApp({ name: "other" })), "1.2.3")],
    ["target", configDigest(sampleJob(sampleApp(), "linux-arm64"), "1.2.3")],
    ["version", configDigest(sampleJob(), "1.2.4")],
  ])("is another for another %s", (_what, other) => {
    expect(other).not.toBe(digest);
  });
});
