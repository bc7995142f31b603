/** `.ci/install-emulators` keeps what is up to date and makes anew what was made from another shim. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { runProgram, tempFolder, writeFiles } from "@slipway/testkit";
import { expect, test } from "vitest";

const SCRIPT = resolve(import.meta.dirname, "..", "..", "..", "..", ".ci", "install-emulators");

function install(folder: string): void {
  const { exitCode, stderr } = runProgram([SCRIPT, folder], { cwd: folder });
  expect(exitCode, stderr).toBe(0);
}

test("install-emulators compiles a shim that was changed again, and nothing else", ({ skip }) => {
  const lacking = process.getuid?.() !== 0 || Bun.which("musl-gcc") === null;
  if (process.env["CI"] === undefined && lacking) skip("needs root and musl-gcc");
  const folder = tempFolder();
  const shim = readFileSync(join(import.meta.dirname, "musl-shim.c"));
  const digest = `${createHash("sha256").update(shim).digest("hex")}\n`;
  writeFiles(folder, {
    "wine/kept": "",
    "musl/arm64/kept": "",
    "musl/arm64/made-from": digest,
    "musl/x64/musl-shim.so": "of another source",
    "musl/x64/made-from": "0\n",
  });
  install(folder);
  const made = join(folder, "musl", "x64", "musl-shim.so");
  expect(readFileSync(made).subarray(1, 4).toString()).toBe("ELF");
  expect(readFileSync(join(folder, "musl", "x64", "made-from"), "utf8")).toBe(digest);
  expect(existsSync(join(folder, "wine", "kept")) && existsSync(join(folder, "musl", "arm64", "kept"))).toBe(
    true,
  );
  writeFiles(folder, { "musl/x64/kept": "" });
  install(folder);
  expect(existsSync(join(folder, "musl", "x64", "kept"))).toBe(true);
});
