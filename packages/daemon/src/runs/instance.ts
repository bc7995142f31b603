/** The name of a daemon among all that ever worked on a data folder: `<pid>.<process start time>.<random>`. */

import { processSystem, type ProcessSystem } from "./systems/process-system.ts";

/** A name for this process. */
export async function ownInstance(): Promise<string> {
  const startTime = (await processSystem.startTimeOf(process.pid)) ?? "";
  return `${process.pid}.${startTime}.${Bun.randomUUIDv7("hex").slice(-8)}`;
}

/** Whether the daemon of that name still lives. A name that cannot be read is nobody's. */
export async function isInstanceAlive(
  instance: string,
  system: ProcessSystem = processSystem,
): Promise<boolean> {
  const [, pid, startTime] = /^(\d+)\.(.+)\.[^.]+$/su.exec(instance) ?? [];
  if (pid === undefined || startTime === undefined) return false;
  return (await system.startTimeOf(Number(pid))) === startTime;
}
