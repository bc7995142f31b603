import { tempFolder, writeFiles } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { runInMemory } from "../testing/memory-terminal.ts";

/** minisign's own example of a public key. */
const KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

describe("slipway verify", () => {
  test.each([
    [["verify"], 2, "FOLDER is missing"],
    [["verify", "a", "b"], 2, '"b" is one argument too many'],
    [["verify", "."], 2, "no public key to trust is known"],
  ])("refuses %j", async (args, expected, says) => {
    const { exitCode, stdout, stderr } = await runInMemory(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: "" });
    expect(stderr).toContain(says);
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ["an empty folder", {}],
    ["a folder without signatures", { "checksums.txt": "" }],
    ["a folder whose signature is none", { "checksums.txt": "", "checksums.txt.minisig": "no signature" }],
  ])("does not take %s for a release", async (_what, files) => {
    const cwd = tempFolder();
    writeFiles(cwd, files);
    const { exitCode, stdout, stderr } = await runInMemory(["verify", ".", "--public-key", KEY], { cwd });
    expect(exitCode).not.toBe(0);
    expect(exitCode).not.toBe(70);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/\n {2}→ [^\n]+\n$/u);
  });

  test("refuses a folder that is not there and a key that is none", async () => {
    for (const args of [
      ["verify", "missing", "--public-key", KEY],
      ["verify", ".", "--public-key", "no key"],
    ]) {
      const { exitCode, stderr } = await runInMemory(args);
      expect([1, 2, 3, 4, 5], stderr).toContain(exitCode);
      expect(stderr).toMatch(/\n {2}→ [^\n]+\n$/u);
    }
  });
});
