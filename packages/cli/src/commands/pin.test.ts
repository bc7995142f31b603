import { existsSync } from "node:fs";
import { join } from "node:path";

import { foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const FILES = { "src/main.ts": HELLO };

describe("slipway pin", () => {
  test("does not touch the runtimes that come with Slipway from another project", async () => {
    const cwd = foreignProject(FILES, { config: '{ apps: { hello: "src/main.ts" } }' });
    const { exitCode, stderr } = await runInMemory(["pin", "1.4.4"], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Set runtimes: { folder:");
  });

  test.each([
    ["pin-invalid", ["pin", "latest"], 3],
    ["bad-arguments", ["pin"], 2],
    ["unknown-target", ["pin", "1.4.4", "--target", "linux-x68"], 2],
  ])("refuses what it cannot pin: %s", async (code, args, expected) => {
    const config =
      '{ apps: { hello: "src/main.ts" }, runtimes: { folder: "pins", checksums: "pins.sha256" } }';
    const cwd = foreignProject(FILES, { config });
    const { exitCode, stdout } = await runInMemory([...args, "--json"], { cwd });
    expect(exitCode).toBe(expected);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(existsSync(join(cwd, "pins"))).toBe(false);
  });
});
