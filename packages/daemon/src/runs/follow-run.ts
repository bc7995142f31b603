/** Follows any run of the history: its output, or the file that has it. */

import { join } from "node:path";

import { outputFolder } from "../store/output-files.ts";
import { followOutput, type OnOutput } from "./output/follow-output.ts";
import { fileSource, liveSource, type OutputSource } from "./output/output-source.ts";
import { lost } from "./output/open-output.ts";
import { type OnFile, watchOutput } from "./output/watch-output.ts";
import { unlessAborted } from "./within.ts";

import type { Run } from "../store/run-store.ts";
import type { LiveRun, RunsEnv } from "./live-run.ts";

export type WatchedRun = {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Undefined when it has ended, or another daemon runs it. */
  readonly live: LiveRun | undefined;
  /** @throws Fault `run-unknown`, and of the store. */
  readonly get: () => Promise<Run>;
  readonly env: Pick<RunsEnv, "folder" | "limits">;
};

export type FollowedRun = WatchedRun & { readonly from: number };

/** Resolves with how the run ended, after all of its output was taken. */
export async function followRun(followed: FollowedRun, onOutput: OnOutput): Promise<Run> {
  const { from, signal, env } = followed;
  const following = { path: pathOf(followed), from, signal, limits: env.limits };
  return untilRead(followed, async (source) => {
    return (await followOutput({ ...following, source }, onOutput)) !== undefined;
  });
}

/** Resolves with how the run ended, after the size of its whole file was told: 0 where there is none yet. */
export async function watchRun(watched: WatchedRun, onFile: OnFile): Promise<Run> {
  const { signal, get, env } = watched;
  const path = pathOf(watched);
  let isTold = false;
  return untilRead({ ...watched, from: 0 }, async (source) => {
    const hadFile = await watchOutput({ path, signal, limits: env.limits, source }, onFile);
    if (!hadFile && !isTold && (await get()).state === "running") {
      isTold = true;
      await onFile({ path, readableBytes: 0 });
    }
    return hadFile;
  });
}

/** The name of a file is an id that the history has. */
function pathOf({ id, env }: WatchedRun): string {
  return join(outputFolder(env.folder), id);
}

/** Reads to the end of the output; resolves with false at once when there is no file. */
type Read = (source: OutputSource) => Promise<boolean>;

/** @throws Fault `output-damaged` where there is no file, and was output from `from` on. */
async function untilRead(followed: FollowedRun, read: Read): Promise<Run> {
  let hadFile = false;
  const run = await untilEnded(followed, async (source) => (hadFile = await read(source)));
  if (!hadFile && run.outputBytes > followed.from) throw lost(pathOf(followed));
  return run;
}

async function untilEnded(watched: WatchedRun, read: Read): Promise<Run> {
  const { live, signal } = watched;
  if (live === undefined) return untilEndedElsewhere(watched, read);
  const recorder = await unlessAborted(live.recorder, signal);
  if (recorder !== undefined) await read(liveSource(recorder));
  return unlessAborted(live.answer, signal);
}

async function untilEndedElsewhere({ get, signal, env }: WatchedRun, read: Read): Promise<Run> {
  const { pollMs } = env.limits;
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
    const hadOutput = await read(source);
    if (wasOver || hadOutput) return get();
    // oxlint-disable-next-line eslint/no-await-in-loop -- until it has ended
    await unlessAborted(Bun.sleep(pollMs), signal);
  }
}
