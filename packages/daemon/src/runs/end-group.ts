/** Ends a process group: asked first, then killed. */

import type { ProcessSystem } from "./systems/process-system.ts";

export type EndGroupOptions = {
  readonly system: ProcessSystem;
  /** How long it may still work before it is asked to end; 0 when it must end now. */
  readonly patienceMs: number;
  /** Ends the patience when it is aborted. */
  readonly hurry: AbortSignal;
  /** How long it has between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** The longest pause between two looks. */
  readonly lookMs: number;
};

/** Resolves as soon as nobody lives in the group; a while after SIGKILL in any case, with false when someone still does. */
export async function endGroup(leaderPid: number, options: EndGroupOptions): Promise<boolean> {
  const { system, patienceMs, graceMs, hurry } = options;
  if (await isGone(leaderPid, { ...options, forMs: patienceMs, hurry })) return true;
  await system.signalGroup(leaderPid, "SIGTERM");
  if (await isGone(leaderPid, { ...options, forMs: graceMs, hurry: undefined })) return true;
  return killGroup(leaderPid, options);
}

/**
 * Kills a group, and waits until it is gone, at most for `graceMs`: what hangs in the kernel ends when it can. Killed
 * more than once, since a child may make a group while the others are looked for. False when someone still lives.
 */
export async function killGroup(
  leaderPid: number,
  options: Omit<EndGroupOptions, "patienceMs" | "hurry">,
): Promise<boolean> {
  const { system, graceMs, lookMs } = options;
  const untilMs = performance.now() + graceMs;
  do {
    // oxlint-disable-next-line eslint/no-await-in-loop -- again only when someone is left
    await system.signalGroup(leaderPid, "SIGKILL");
    // oxlint-disable-next-line eslint/no-await-in-loop -- again only when someone is left
    if (await isGone(leaderPid, { ...options, forMs: lookMs * 4, hurry: undefined })) return true;
  } while (performance.now() < untilMs);
  return false;
}

type Looking = Pick<EndGroupOptions, "system" | "lookMs"> & {
  readonly forMs: number;
  readonly hurry: AbortSignal | undefined;
};

async function isGone(leaderPid: number, { system, lookMs, forMs, hurry }: Looking): Promise<boolean> {
  const untilMs = performance.now() + forMs;
  for (let pauseMs = 1; system.isGroupAlive(leaderPid); pauseMs = Math.min(pauseMs * 2, lookMs)) {
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0 || hurry?.aborted === true) return false;
    // oxlint-disable-next-line eslint/no-await-in-loop -- the system tells nobody but a parent when a process ends
    await Bun.sleep(Math.min(pauseMs, leftMs));
  }
  return true;
}
