/** Bounds how much is done at once. */

/** Waits for a free slot, in the order of asking; the result gives it back, once. */
export type Slots = () => Promise<() => void>;

/** `count` slots. */
export function slots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function release(): void {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }

  return async function acquire() {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isHeld = true;
    return () => {
      if (isHeld) release();
      isHeld = false;
    };
  };
}
