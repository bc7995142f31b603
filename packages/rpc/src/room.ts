/** Lets whoever reads wait until something has changed. */

export type Room = {
  /** Resolves at the next change. */
  readonly wait: () => Promise<void>;
  readonly changed: () => void;
};

export function createRoom(): Room {
  let waiter: PromiseWithResolvers<void> | undefined;
  function wait(): Promise<void> {
    waiter ??= Promise.withResolvers();
    return waiter.promise;
  }
  function changed(): void {
    waiter?.resolve();
    waiter = undefined;
  }
  return { wait, changed };
}
