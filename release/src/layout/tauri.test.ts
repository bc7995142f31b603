import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ExecutableEntry } from "@slipway/build";
import { sampleEntry } from "@slipway/build/testing";
import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { writeTauriLayout } from "./tauri.ts";

function entry(target: ExecutableEntry["target"], file: string): ExecutableEntry {
  return sampleEntry({ app: "tool", target, file });
}

test("writeTauriLayout() leaves nothing behind when it fails, and what another run is writing alone", () => {
  const root = tempFolder();
  const out = join(root, "binaries");
  mkdirSync(join(out, "tool-x86_64-unknown-linux-gnu"), { recursive: true });
  writeFileSync(join(root, "a"), "linux");
  const options = { dist: root, out };
  expect(() => writeTauriLayout([entry("linux-x64", "a")], options)).toThrow();
  expect(readdirSync(out)).toEqual(["tool-x86_64-unknown-linux-gnu"]);
  const other = join(out, "tool-x86_64-unknown-linux-musl.tmp");
  writeFileSync(other, "another run's");
  writeTauriLayout([entry("linux-x64-musl", "a")], options);
  expect(readFileSync(other, "utf8")).toBe("another run's");
});

test("writeTauriLayout() names executables by Rust triple and replaces older ones by new files", () => {
  const root = tempFolder();
  mkdirSync(join(root, "dist", "build"), { recursive: true });
  writeFileSync(join(root, "dist", "build", "a"), "linux");
  writeFileSync(join(root, "dist", "build", "b.exe"), "windows");
  const out = join(root, "src-tauri", "binaries");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "tool-x86_64-unknown-linux-musl"), "old");
  const before = statSync(join(out, "tool-x86_64-unknown-linux-musl")).ino;
  writeTauriLayout([entry("linux-x64-musl", "build/a"), entry("windows-arm64", "build/b.exe")], {
    dist: join(root, "dist"),
    out,
  });
  expect(readdirSync(out).toSorted()).toEqual([
    "tool-aarch64-pc-windows-msvc.exe",
    "tool-x86_64-unknown-linux-musl",
  ]);
  expect(readFileSync(join(out, "tool-x86_64-unknown-linux-musl"), "utf8")).toBe("linux");
  expect(statSync(join(out, "tool-x86_64-unknown-linux-musl")).mode & 0o777).toBe(0o755);
  expect(statSync(join(out, "tool-x86_64-unknown-linux-musl")).ino).not.toBe(before);
});
