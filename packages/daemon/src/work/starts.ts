/** Starts that have been asked for and are not done. */

export type Starts = {
  /** Counts as asked for until `start` is done. */
  readonly during: <T>(start: () => Promise<T>) => Promise<T>;
  /** Resolves when none is under way, nor one that has waited for its turn after another. */
  readonly settled: () => Promise<void>;
};

export function createStarts(): Starts {
  const underWay = new Set<Promise<unknown>>();

  async function during<T>(start: () => Promise<T>): Promise<T> {
    const started = start();
    underWay.add(started);
    try {
      return await started;
    } finally {
      underWay.delete(started);
    }
  }

  async function settled(): Promise<void> {
    while (underWay.size > 0) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- those that wait for their turn begin after these
      await Promise.allSettled(underWay);
      // oxlint-disable-next-line eslint/no-await-in-loop -- as above
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return { during, settled };
}
