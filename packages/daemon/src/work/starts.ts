/** Starts that have been asked for and are not done. */

export type Starts = {
  /** Counts as asked for until `start` is done. Once none is taken any more it rejects with what `refusal` gives. */
  readonly during: <T>(start: () => Promise<T>, refusal: () => Error) => Promise<T>;
  /** Takes no more. */
  readonly refuse: () => void;
  /** Resolves when none is under way, nor one that has waited for its turn after another. */
  readonly settled: () => Promise<void>;
};

export function createStarts(): Starts {
  const underWay = new Set<Promise<unknown>>();
  let isRefusing = false;

  async function during<T>(start: () => Promise<T>, refusal: () => Error): Promise<T> {
    if (isRefusing) throw refusal();
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

  function refuse(): void {
    isRefusing = true;
  }

  return { during, refuse, settled };
}
