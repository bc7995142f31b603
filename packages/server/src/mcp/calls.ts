/** Counts what is being answered. */

export type Calls = {
  /** One more; what it returns is called when that has been answered. */
  readonly begin: () => () => void;
  /** Resolves as soon as nothing is being answered. */
  readonly none: () => Promise<void>;
};

export function countCalls(): Calls {
  const open = new Set<symbol>();
  let waiting: (() => void)[] = [];
  return {
    begin() {
      const call = Symbol("call");
      open.add(call);
      return function answered() {
        open.delete(call);
        if (open.size > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    none() {
      return open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
  };
}
