import { join } from "node:path";

import { hostTarget, OWN_PINS, readPin, withLock } from "@slipway/build";
import { foreignProject, HELLO } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

const host = await hostTarget();

describe("slipway runtimes", () => {
  test("tells version, size and digest of what it checked", async () => {
    const cwd = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
    const { exitCode, stdout } = await runInMemory(["runtimes", "--host", "--json"], { cwd });
    expect(exitCode).toBe(0);
    const { version, sha256 } = readPin(OWN_PINS, host);
    expect(JSON.parse(stdout)).toEqual([{ target: host, version, sha256, sizeBytes: expect.any(Number) }]);
    expect((await runInMemory(["runtimes", "--host"], { cwd })).stdout).toContain(sha256);
  });

  test("needs nothing of dist: it works while a build does", async () => {
    const cwd = foreignProject({ "src/main.ts": HELLO }, { config: '{ apps: { hello: "src/main.ts" } }' });
    await withLock(join(cwd, "dist"), async () => {
      expect(await runInMemory(["runtimes", "--host"], { cwd })).toMatchObject({ exitCode: 0 });
    });
  });
});
