/** What the official conformance suite says of the HTTP layer, on a fixture that has all it asks for. */

import { describe, expect, test } from "vitest";

import { hasInteropTools, runConformance } from "./testing/interop-tools.ts";
import { serveFixture } from "./testing/serve-fixture.ts";

/** An extension that no revision requires: work that outlives its request. */
const TASKS = /^tasks-/u;

describe.skipIf(!hasInteropTools)("the conformance suite", () => {
  test.each([
    ["2025-11-25", 33],
    ["2026-07-28", 50],
  ])("finds nothing wrong with the HTTP layer by %s", async (revision, count) => {
    const { origin, logged } = serveFixture();
    const { exitCode, scenarios, report } = await runConformance(`${origin}/mcp`, revision);
    expect(exitCode, report).toBe(0);
    const failed = scenarios.filter((scenario) => scenario.failed > 0).map(({ name }) => name);
    expect(failed.filter((name) => !TASKS.test(name))).toEqual([]);
    expect(scenarios).toHaveLength(count);
    expect(logged.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});
