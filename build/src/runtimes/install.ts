/** Brings a pinned runtime with the package manager: its integrity, mirrors and offline settings apply. */

import { buildFault } from "../faults.ts";
import type { Env } from "../env.ts";
import { lastLines, runProcess } from "../run-process.ts";
import type { RuntimePin } from "./pins.ts";

const INSTALL_TIMEOUT_MS = 10 * 60_000;

/**
 * Runs `bun install` in a pin's folder. `frozen` refuses a lockfile that does not fit; `update` writes it anew.
 *
 * @throws Fault `runtime-unavailable` with the package manager's last words.
 */
export async function installRuntime(
  pin: Pick<RuntimePin, "target" | "version" | "folder">,
  options: { readonly env: Env; readonly mode: "frozen" | "update" },
): Promise<void> {
  const { env, mode } = options;
  const flags = mode === "frozen" ? ["--frozen-lockfile"] : ["--force"];
  const result = await runProcess({
    command: [process.execPath, "install", "--os=*", "--cpu=*", "--no-progress", "--no-summary", ...flags],
    cwd: pin.folder,
    env: { ...env.variables, BUN_BE_BUN: "1" },
    timeoutMs: INSTALL_TIMEOUT_MS,
    signal: env.signal,
  });
  if (result.exitCode === 0) return;
  throw buildFault("runtime-unavailable", {
    message: `Cannot bring the runtime of ${pin.target}: bun install ended with ${result.exitCode ?? result.signal}`,
    details: lastLines(result.stderr),
    hint: "Check the network and the registry settings, then run the command again",
  });
}
