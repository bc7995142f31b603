/** Follows the output of any run of the history. */

import { join } from "node:path";

import { outputFolder } from "../store/output-files.ts";
import { followOutput, type FollowOptions, type OnOutput } from "./output/follow-output.ts";
import { fileSource, liveSource } from "./output/output-source.ts";
import { unlessAborted } from "./within.ts";

import type { Run } from "../store/run-store.ts";
import type { LiveRun, RunsEnv } from "./live-run.ts";

export type FollowedRun = {
  readonly id: string;
  readonly from: number;
  readonly signal: AbortSignal;
  /** Undefined when it has ended, or another daemon runs it. */
  readonly live: LiveRun | undefined;
  /** @throws Fault `run-unknown`, and of the store. */
  readonly get: () => Promise<Run>;
  readonly env: Pick<RunsEnv, "folder" | "limits">;
};

/** Resolves with how the run ended, after all of its output was taken. */
export async function followRun(followed: FollowedRun, onOutput: OnOutput): Promise<Run> {
  const { id, from, signal, live, get, env } = followed;
  const { folder, limits } = env;
  const following = { path: join(outputFolder(folder), id), from, signal, limits };
  if (live === undefined) return followElsewhere({ ...following, get }, { onOutput, pollMs: limits.pollMs });
  const recorder = await unlessAborted(live.recorder, signal);
  if (recorder !== undefined) await followOutput({ ...following, source: liveSource(recorder) }, onOutput);
  return unlessAborted(live.answer, signal);
}

type Elsewhere = Omit<FollowOptions, "source"> & Pick<FollowedRun, "get">;

/** The name of a file is an id that the history has. */
async function followElsewhere(
  { get, ...following }: Elsewhere,
  { onOutput, pollMs }: { readonly onOutput: OnOutput; readonly pollMs: number },
): Promise<Run> {
  let last = await get();
  async function isOver(): Promise<boolean> {
    if (last.state === "running") last = await get();
    return last.state !== "running";
  }
  const source = fileSource({ isOver, pollMs });
  for (;;) {
    // Asked for before the file: it is there when a run has ended that had any.
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it has ended
    const wasOver = await isOver();
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it has ended
    const hadOutput = await followOutput({ ...following, source }, onOutput);
    if (wasOver || hadOutput) return get();
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it has ended
    await unlessAborted(Bun.sleep(pollMs), following.signal);
  }
}
