/** Takes the output of a program from its pipes to the recorder. */

import { within } from "./within.ts";

import type { RunLimits } from "./limits.ts";
import type { OutputStream } from "./output/frame.ts";
import type { Recorder } from "./output/record-output.ts";

export type Copy = {
  /** Resolves at the end of the pipe. Rejects with what the recorder throws; nothing is read any more then. */
  readonly done: Promise<void>;
  readonly giveUp: () => Promise<void>;
  /** Changes with everything that is read, and again when the recorder has taken it. */
  readonly steps: () => number;
  /** Whether the recorder has not yet taken what was read. */
  readonly isWriting: () => boolean;
};

export type CopyOptions = { readonly stream: OutputStream; readonly recorder: Pick<Recorder, "add"> };

/** Reads no faster than the recorder takes. */
export function copyOutput(pipe: ReadableStream<Uint8Array>, { stream, recorder }: CopyOptions): Copy {
  const reader = pipe.getReader();
  let reads = 0;
  let taken = 0;
  /** A pipe that breaks has ended. */
  async function read(): Promise<Uint8Array | undefined> {
    try {
      return (await reader.read()).value;
    } catch {
      return undefined;
    }
  }
  async function giveUp(): Promise<void> {
    await reader.cancel().catch(() => {});
  }
  async function copy(): Promise<void> {
    // oxlint-disable-next-line eslint/no-await-in-loop -- as it comes
    for (let bytes = await read(); bytes !== undefined; bytes = await read()) {
      reads += 1;
      // oxlint-disable-next-line eslint/no-await-in-loop -- the disk is behind: the program waits
      await recorder.add(stream, bytes);
      taken += 1;
    }
  }
  async function copyOrGiveUp(): Promise<void> {
    try {
      await copy();
    } catch (error) {
      await giveUp();
      throw error;
    }
  }
  const done = copyOrGiveUp();
  // It may fail before anybody waits for it.
  done.catch(() => {});
  return {
    done,
    giveUp,
    steps: () => reads + taken,
    isWriting: () => reads > taken,
  };
}

export type DrainOptions = {
  readonly recorder: Pick<Recorder, "cut">;
  readonly limits: Pick<RunLimits, "drainMs" | "graceMs">;
};

/**
 * Waits for the ends of the pipes; not for ever when somebody outside of the group holds them. Who is silent then has lost
 * nothing by it; who still writes is cut. A disk that takes nothing is waited for: what it holds up is of the run.
 *
 * @throws what a recorder has thrown
 */
export async function drainCopies(
  copies: readonly Copy[],
  { recorder, limits }: DrainOptions,
): Promise<void> {
  const all = Promise.all(copies.map(({ done }) => done));
  const countSteps = (): number => copies.reduce((sum, { steps }) => sum + steps(), 0);
  for (let leftMs = limits.graceMs; ;) {
    const before = countSteps();
    // oxlint-disable-next-line eslint/no-await-in-loop -- as long as something comes
    if (await within(all, limits.drainMs)) return;
    const isMoving = countSteps() > before;
    const isHeldUp = copies.some(({ isWriting }) => isWriting());
    if (!isMoving && !isHeldUp) break;
    if (isMoving) leftMs -= limits.drainMs;
    if (leftMs <= 0) {
      recorder.cut();
      break;
    }
  }
  await Promise.all(copies.map(({ giveUp }) => giveUp()));
}
