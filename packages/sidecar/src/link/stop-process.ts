/** Ends a process as gently as it lets itself be ended. */

import { endGroup } from "../launch/end-group.ts";
import { within } from "../time.ts";

import type { SidecarProcess } from "../launch/launch.ts";
import type { SidecarLimits } from "../limits.ts";
import type { StopResult } from "../options.ts";

export type StopProcessOptions = {
  readonly limits: Pick<SidecarLimits, "stopInputMs" | "stopTermMs">;
  /** Ends its input. */
  readonly close: () => Promise<unknown>;
};

/** The end of its input, then SIGTERM, then SIGKILL for its whole group, each after a time. */
export async function stopProcess(
  child: SidecarProcess,
  { limits, close }: StopProcessOptions,
): Promise<StopResult> {
  if (child.exitCode !== null || child.signalCode !== null) return resultOf(child, "gone");
  void close();
  if (await endsWithin(child, limits.stopInputMs)) return resultOf(child, "ended");
  child.kill("SIGTERM");
  if (await endsWithin(child, limits.stopTermMs)) return resultOf(child, "terminated");
  endGroup(child);
  await child.exited;
  return resultOf(child, "killed");
}

function endsWithin(child: SidecarProcess, timeMs: number): Promise<boolean> {
  return within(
    child.exited.then(() => true),
    { timeMs, late: false },
  );
}

function resultOf(child: SidecarProcess, kind: StopResult["kind"]): StopResult {
  return { kind, exitCode: child.exitCode ?? undefined, signal: child.signalCode ?? undefined };
}
