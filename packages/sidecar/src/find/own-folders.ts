/** The folders this executable lies in: as it was called, and where links lead. */

import { readFileSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Host } from "../host.ts";

/**
 * Package managers put a link into a folder of the PATH. Some link every file of a package into one folder, of which
 * each file has its own; then the sidecar is beside the link, not beside the file.
 */
export function ownFolders({ execPath, argv0, env }: Host): readonly string[] {
  const real = realPathOf(execPath);
  const called = argv0.includes("/") ? resolve(argv0) : Bun.which(argv0, { PATH: env["PATH"] ?? "" });
  // Anybody may choose the name a process is called by: it counts when it leads here.
  const isOurs = called !== null && realPathOf(called) === real;
  return [...new Set([...(isOurs ? [called] : []), execPath, real].map((path) => dirname(path)))];
}

/** Whether the C library in this process is musl; false where there is no telling. */
export function isMuslProcess(): boolean {
  if (process.platform !== "linux") return false;
  try {
    return readFileSync("/proc/self/maps", "utf8").includes("/ld-musl-");
  } catch {
    return false;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
