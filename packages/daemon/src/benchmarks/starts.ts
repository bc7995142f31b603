/** From the start of a program to its first answer, and what it has in memory when it is idle then. */

import { daemonEnv } from "../testing/daemon-process.ts";
import { residentBytes } from "./memory-of.ts";

import type { Found } from "./found.ts";

const STARTS = 100;
/** So many of them are looked at when they have been idle for a while. */
const IDLE_EVERY = 10;
const IDLE_MS = 100;
const REQUEST = '{"method":"get_status","params":{},"id":"1"}\n';

type FoundOnce = { readonly answerMs: number; readonly idleBytes: number | undefined };

/**
 * The time of the start in the middle, as often as there were starts: a machine that does something else meanwhile must
 * not decide. So with the memory. A program that asks for nothing is fine too.
 */
export async function firstAnswers(
  executable: string,
  { folder }: { readonly folder: string },
): Promise<Found> {
  const all: FoundOnce[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    all.push(await startOnce(executable, { folder, isLookedAt: start % IDLE_EVERY === 0 }));
  }
  return {
    measuredMs: STARTS * (middleOf(all.map(({ answerMs }) => answerMs)) ?? 0),
    peakBytes: middleOf(all.flatMap(({ idleBytes }) => idleBytes ?? [])),
  };
}

function middleOf(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

type Start = { readonly folder: string; readonly isLookedAt: boolean };

async function startOnce(executable: string, { folder, isLookedAt }: Start): Promise<FoundOnce> {
  const begunAtMs = performance.now();
  const child = Bun.spawn([executable], {
    env: daemonEnv({ folder }),
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  });
  void child.stdin.write(REQUEST);
  void child.stdin.flush();
  await child.stdout.getReader().read();
  const answerMs = performance.now() - begunAtMs;
  if (isLookedAt) await Bun.sleep(IDLE_MS);
  const idleBytes = isLookedAt ? residentBytes(child.pid) : undefined;
  void child.stdin.end();
  await child.exited;
  return { answerMs, idleBytes };
}
