/** Ends what daemons left that died without ending it. */

import { join } from "node:path";

import { outputFolder } from "../store/output-files.ts";
import { killGroup } from "./end-group.ts";
import { endMarked } from "./end-marked.ts";
import { systemCodeOf } from "./faults.ts";
import { isInstanceAlive } from "./instance.ts";
import { RUN_LIMITS } from "./limits.ts";
import { measureOutput } from "./output/measure-output.ts";
import { processSystem, type ProcessSystem } from "./systems/process-system.ts";

import type { Run, RunStore } from "../store/run-store.ts";
import type { StoreLog } from "../store/store-log.ts";

export type RecoverOptions = {
  readonly store: RunStore;
  /** The data folder. */
  readonly folder: string;
  /** The name of this daemon, whose runs are left alone, as are those of any other that lives. */
  readonly instance: string;
  readonly log: StoreLog;
  readonly system?: ProcessSystem;
};

/**
 * Kills the process groups of runs whose daemon is dead, and then marks the runs as interrupted. Call it at the start,
 * and at any time after that; when it is ended half-way the next call goes on. Resolves with the ids of these runs.
 *
 * @throws Fault of the store.
 */
export async function recoverRuns(options: RecoverOptions): Promise<readonly string[]> {
  const { store, instance, system = processSystem } = options;
  const candidates = await store.aliveOfOthers(instance);
  const instances = [...new Set(candidates.map((run) => run.instance))];
  const alive = await Promise.all(instances.map((name) => isInstanceAlive(name, system)));
  const dead = new Set(instances.filter((_, index) => alive[index] === false));
  const left = candidates.filter((run) => dead.has(run.instance));
  const recovered = await Promise.all(left.map((run) => recoverRun(run, options)));
  return recovered.flatMap((id) => id ?? []);
}

/** Ends a run whose daemon is dead. Resolves with its id; undefined when somebody else has ended it. @throws Fault of the store. */
export async function recoverRun(run: Run, options: RecoverOptions): Promise<string | undefined> {
  const { store, folder, log, system = processSystem } = options;
  const hadProcesses = await endLeftGroup(run, system);
  const isMine = await store.update(run.id, {
    state: "interrupted",
    ...(await outputOf(run, { folder, log })),
  });
  if (!isMine) return undefined;
  log("warn", "A run was interrupted by the end of its daemon", { run: run.id, had_processes: hadProcesses });
  return run.id;
}

/** A run without a recorded process has never left its gate. */
async function endLeftGroup({ id, pid, processStartTime }: Run, system: ProcessSystem): Promise<boolean> {
  if (pid === null || processStartTime === null) return false;
  const group = { leaderPid: pid, leaderStartTime: processStartTime, runId: id };
  const options = { system, graceMs: RUN_LIMITS.graceMs, lookMs: RUN_LIMITS.lookMs };
  const isThere = await system.isRecordedGroup(group);
  if (isThere) await killGroup(pid, options);
  return (await endMarked(group, options)) || isThere;
}

async function outputOf(
  { id }: Run,
  { folder, log }: Pick<RecoverOptions, "folder" | "log">,
): Promise<Partial<Pick<Run, "outputBytes" | "outputTruncated">>> {
  try {
    const outputBytes = await measureOutput(join(outputFolder(folder), id));
    // What the daemon had not written is lost, and how much it had dropped nobody knows.
    return outputBytes === undefined ? {} : { outputBytes, outputTruncated: true };
  } catch (error) {
    log("warn", "The output of a run cannot be read", { run: id, error: systemCodeOf(error) });
    return {};
  }
}
