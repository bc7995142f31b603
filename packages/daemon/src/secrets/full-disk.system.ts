/** A disk that is full while secrets are written: the old ones stay. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { caught, runProgram, tempFolder } from "@slipway/testkit";
import { expect, onTestFinished, test } from "vitest";

import { openSecrets } from "./open-secrets.ts";
import { rotateKey } from "./rotate-key.ts";

const isRoot = process.getuid?.() === 0;

/** A disk of its own; needs root. */
function smallDisk(): string {
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  const { exitCode, stderr } = runProgram(["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder], {
    cwd: "/",
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  onTestFinished(() => {
    runProgram(["umount", folder], { cwd: "/" });
  });
  return folder;
}

function fill(folder: string): void {
  expect(() => writeFileSync(join(folder, "filler"), "x".repeat(1_000_000))).toThrow("ENOSPC");
}

test.skipIf(process.platform !== "linux" || (!isRoot && process.env["CI"] !== "true"))(
  "nothing is lost and nothing is left half written when the disk is full",
  async () => {
    const folder = smallDisk();
    const store = await openSecrets({ folder });
    await store.set("a", "kept");
    const before = readFileSync(join(folder, "secrets.json"), "utf8");
    fill(folder);
    expect((await caught(() => store.set("b", "x".repeat(60_000)))).code).toBe("no-space");
    expect((await caught(() => rotateKey({ folder, to: { kind: "key_file" } }))).code).toBe("no-space");
    expect(readFileSync(join(folder, "secrets.json"), "utf8")).toBe(before);
    expect(await (await openSecrets({ folder })).get("a")).toBe("kept");
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  },
);

test.skipIf(process.platform !== "linux" || (!isRoot && process.env["CI"] !== "true"))(
  "no secrets are begun on a disk that is full",
  async () => {
    const folder = smallDisk();
    fill(folder);
    expect((await caught(() => openSecrets({ folder }))).code).toBe("no-space");
  },
);
