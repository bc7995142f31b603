/** Looks at what is installed. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { runProcess } from "../../run-process.ts";
import { VERSION_TIMEOUT_MS } from "../limits.ts";
import type { Machine } from "./launcher.ts";

/** Everything a program writes when it is asked for its version; what went wrong where it does not start. */
export async function outputOf(command: readonly string[], machine: Machine): Promise<string> {
  const { variables, signal } = machine;
  const env = { PATH: variables["PATH"] };
  try {
    const result = await runProcess({ command, cwd: "/", env, timeoutMs: VERSION_TIMEOUT_MS, signal });
    return `${result.stdout}${result.stderr}`.trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The path of the first of these programs that is installed. */
export function programNamed(names: readonly string[], machine: Machine): string | undefined {
  const PATH = machine.variables["PATH"] ?? "";
  return names.flatMap((name) => Bun.which(name, { PATH }) ?? []).at(0);
}

/** Those of `names` that a folder does not have. */
export function missingIn(folder: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => !existsSync(join(folder, name)));
}
