/** How long a connection has not read, because what it had read was still worked off. */

export type Pause = {
  /** Counts the time that `wait` takes. */
  readonly during: (wait: () => Promise<void>) => Promise<void>;
  /** Of all pauses so far, in milliseconds, the one that goes on included. */
  readonly totalMs: () => number;
};

/** For one pause at a time. */
export function createPause(): Pause {
  let pastMs = 0;
  let sinceMs: number | undefined;

  function totalMs(): number {
    return sinceMs === undefined ? pastMs : pastMs + performance.now() - sinceMs;
  }

  async function during(wait: () => Promise<void>): Promise<void> {
    sinceMs = performance.now();
    try {
      await wait();
    } finally {
      pastMs = totalMs();
      sinceMs = undefined;
    }
  }

  return { during, totalMs };
}
