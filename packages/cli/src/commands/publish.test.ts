import { hostTarget } from "@slipway/build";
import { foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();

function project(config: string): string {
  return foreignProject(
    {
      "src/main.ts": HELLO,
    },
    { config: `{ apps: { hello: "src/main.ts" }, targets: ["${host}"], ${config} }` },
  );
}

describe("slipway publish", () => {
  test.each([
    ["no release", 'publish: { dir: "site" }', 1, "there is no release"],
    ["two destinations", 'publish: { dir: "site", github: {} }', 3, "one destination: github or dir"],
    ["a waiver without a reason", 'publish: { waive: { hello: { mars: "" } } }', 3, "the reason"],
    ["an API without TLS", 'publish: { github: { api: "http://example.org" } }', 3, "an https:// address"],
  ])("says what is wrong: %s", async (_what, config, code, says) => {
    const { exitCode, stderr } = await runInMemory(["publish"], { cwd: project(config) });
    expect(exitCode, stderr).toBe(code);
    expect(stderr).toContain(says);
  });
});
