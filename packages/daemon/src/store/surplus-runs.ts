/** Decides which runs of the history are one too many. */

/** A run that has ended. */
export type EndedRun = {
  readonly id: string;
  readonly endedAtMs: number;
  /** What its row takes. */
  readonly sizeBytes: number;
};

export type Retention = {
  readonly keptRuns: number;
  readonly keptAgeMs: number;
  readonly keptOutputBytes: number;
};

export type SurplusOptions = Retention & {
  readonly nowMs: number;
  /** What the output file of a run takes on the disk. */
  readonly sizeBytesOf: (id: string) => number;
};

/** The ids of the runs to remove, of `runs` from the one that ended last to the one that ended first. */
export function surplusRuns(runs: readonly EndedRun[], options: SurplusOptions): readonly string[] {
  let outputBytes = 0;
  return runs
    .filter(({ id, endedAtMs, sizeBytes }, index) => {
      outputBytes += sizeBytes + options.sizeBytesOf(id);
      const isOld = endedAtMs < options.nowMs - options.keptAgeMs;
      return index >= options.keptRuns || isOld || outputBytes > options.keptOutputBytes;
    })
    .map(({ id }) => id);
}
