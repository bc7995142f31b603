import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { parsePublicKey, parseSecretKey } from "@slipway/manifest";
import { tempFolder } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

describe("slipway keys new", () => {
  test("writes both halves and the line for the configuration", async () => {
    const cwd = tempFolder();
    const { exitCode, stdout } = await runInMemory(["keys", "new", "--no-password", "--out", "safe"], {
      cwd,
    });
    expect(exitCode).toBe(0);
    const secret = await parseSecretKey(readFileSync(join(cwd, "safe", "slipway.key")));
    const written = parsePublicKey(readFileSync(join(cwd, "safe", "slipway.pub")));
    const [, line = ""] = /signing: \{ publicKey: "(.+)" \}/u.exec(stdout) ?? [];
    expect([secret.publicKey.keyId, parsePublicKey(line).keyId]).toEqual([written.keyId, written.keyId]);
    if (process.platform !== "win32") {
      expect(statSync(join(cwd, "safe", "slipway.key")).mode & 0o777).toBe(0o600);
      expect(statSync(join(cwd, "safe")).mode & 0o777).toBe(0o700);
    }
  });

  test("prints no secret with --json", async () => {
    const HOME = tempFolder();
    const { stdout } = await runInMemory(["keys", "new", "--no-password", "--json"], { variables: { HOME } });
    expect(readdirSync(join(HOME, ".slipway")).toSorted()).toEqual(["slipway.key", "slipway.pub"]);
    expect(Object.keys(JSON.parse(stdout))).toEqual(["publicKey", "keyId", "secretFile", "publicFile"]);
  });

  test("never overwrites a key", async () => {
    const cwd = tempFolder();
    await runInMemory(["keys", "new", "--no-password", "--out", "."], { cwd });
    const before = readFileSync(join(cwd, "slipway.key"), "utf8");
    const { exitCode, stderr } = await runInMemory(["keys", "new", "--no-password", "--out", "."], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("it exists, and a lost key cannot be brought back");
    expect(readFileSync(join(cwd, "slipway.key"), "utf8")).toBe(before);
  });

  test.each([
    ["a password", ["keys", "new"], "SLIPWAY_SECRET_KEY_PASSWORD is not set"],
    ["a known action", ["keys", "old"], "there is no such action"],
    ["an action", ["keys"], "new is missing"],
  ])("wants %s", async (_what, args, expected) => {
    const cwd = tempFolder();
    const { exitCode, stderr } = await runInMemory(args, { cwd });
    expect({ exitCode, left: readdirSync(cwd) }).toEqual({ exitCode: 2, left: [] });
    expect(stderr).toContain(expected);
  });
});
