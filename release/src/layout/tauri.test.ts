import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ExecutableEntry } from "@slipway/build";
import { tempFolder } from "@slipway/testkit";
import { expect, test } from "vitest";

import { writeTauriLayout } from "./tauri.ts";

function entry(target: ExecutableEntry["target"], file: string): ExecutableEntry {
  return {
    app: "tool",
    target,
    file,
    sizeBytes: 1,
    payloadBytes: 1,
    sha256: "",
    runtime: { version: "1.4.4", sha256: "" },
    sources: "",
    config: "",
    smoke: { kind: "not-run", reason: "" },
  };
}

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
