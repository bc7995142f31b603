/** How a follower hears of more output: from the recorder of this process, or by looking at the file. */

import type { LiveOutput } from "./record-output.ts";

export type OutputLook = {
  /** How much of the file may be read. */
  readonly bytes: number;
  /** Whether it will never have more than that. */
  readonly isOver: boolean;
  /** Resolves when something may have changed since. */
  readonly changed: () => Promise<void>;
};

/** Looks at the output; `sizeBytes` tells how large its file is. */
export type OutputSource = (sizeBytes: () => Promise<number>) => Promise<OutputLook>;

/** Of a run of this daemon. */
export function liveSource(live: LiveOutput): OutputSource {
  return () => {
    // Asked for before the rest, so that nothing falls in between.
    const change = live.changed();
    return Promise.resolve({
      bytes: live.readableBytes(),
      isOver: live.isOver(),
      changed: () => change,
    });
  };
}

export type FileSourceOptions = {
  /** Whether the run has ended. */
  readonly isOver: () => Promise<boolean>;
  readonly pollMs: number;
};

/** Of a run that has ended, or that belongs to another daemon. */
export function fileSource({ isOver, pollMs }: FileSourceOptions): OutputSource {
  return async (sizeBytes) => {
    // In this order: a run's file is whole when the history says that it has ended.
    const isOverNow = await isOver();
    return { bytes: await sizeBytes(), isOver: isOverNow, changed: () => Bun.sleep(pollMs) };
  };
}
