/** Copies executables to where a Tauri project expects its sidecars. */

import { randomUUID } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { ExecutableEntry } from "@slipway/build";
import { TARGETS } from "@slipway/targets";

/** One file that was copied. */
export type SidecarFile = { readonly app: string; readonly target: string; readonly file: string };

/**
 * Writes `<out>/<app>-<rust triple>[.exe]` for every executable: what `bundle.externalBin: ["binaries/<app>"]` looks
 * for (Tauri 2 documentation, "Embedding External Binaries"). Each is a new file, renamed into place, since macOS
 * kills a program whose file was changed under it.
 */
export function writeTauriLayout(
  executables: readonly ExecutableEntry[],
  options: { readonly dist: string; readonly out: string },
): readonly SidecarFile[] {
  mkdirSync(options.out, { recursive: true });
  return executables.map(({ app, target, file }) => {
    const { rust, suffix } = TARGETS[target];
    const path = join(options.out, `${app}-${rust}${suffix}`);
    copyWhole(join(options.dist, file), path);
    return { app, target, file: path };
  });
}

function copyWhole(from: string, to: string): void {
  const temporary = `${to}.${randomUUID()}.tmp`;
  try {
    copyFileSync(from, temporary);
    chmodSync(temporary, 0o755);
    renameSync(temporary, to);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
