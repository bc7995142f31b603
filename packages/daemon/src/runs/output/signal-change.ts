/** Tells any number of waiting functions that something has changed. */

export type Change = {
  /** Resolves with the next change. */
  readonly next: () => Promise<void>;
  readonly tell: () => void;
};

/** Costs nothing while nobody waits. */
export function signalChange(): Change {
  let waiting: PromiseWithResolvers<void> | undefined;
  return {
    next() {
      waiting ??= Promise.withResolvers<void>();
      return waiting.promise;
    },
    tell() {
      waiting?.resolve();
      waiting = undefined;
    },
  };
}
