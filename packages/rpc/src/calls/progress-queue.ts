/** Progress of one call on its way to whoever hears it, value by value. */

export type ProgressQueue = {
  readonly add: (value: unknown, characters: number) => void;
  /** Calls `then` when all values were heard; at once when none waits. */
  readonly whenHeard: (then: () => void) => void;
  /** Whether a value is being heard. */
  readonly isBusy: () => boolean;
  /** What waits is not heard any more. */
  readonly stop: () => void;
};

export type ProgressQueueOptions = {
  readonly hear: (value: never) => void | Promise<void>;
  /** Called with what starts to wait, and negative with what does so no more. */
  readonly onWaiting: (characters: number) => void;
  /** `hear` threw; nothing more is heard. */
  readonly onFailure: (error: unknown) => void;
};

type Waiting = { readonly value: unknown; readonly characters: number };

/** The next value is heard when the promise of the one before has resolved. */
export function createProgressQueue(options: ProgressQueueOptions): ProgressQueue {
  const { onWaiting, onFailure } = options;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- read by the shape that the type of `hear` comes from
  const hear = options.hear as (value: unknown) => void | Promise<void>;
  let waiting: Waiting[] = [];
  let isBusy = false;
  let whenIdle: (() => void) | undefined;

  function next(): Waiting | undefined {
    const first = waiting.shift();
    if (first !== undefined) onWaiting(-first.characters);
    return first;
  }

  async function hearRest(first: Promise<void>): Promise<void> {
    isBusy = true;
    await first;
    // oxlint-disable-next-line eslint/no-await-in-loop -- value after value
    for (let value = next(); value !== undefined; value = next()) await hear(value.value);
    isBusy = false;
    whenIdle?.();
  }

  function add(value: unknown, characters: number): void {
    if (isBusy) {
      waiting.push({ value, characters });
      onWaiting(characters);
      return;
    }
    try {
      const heard = hear(value);
      if (heard instanceof Promise) void hearRest(heard).catch(onFailure);
    } catch (error) {
      onFailure(error);
    }
  }

  function whenHeard(then: () => void): void {
    whenIdle = then;
    if (!isBusy) then();
  }

  function stop(): void {
    for (const { characters } of waiting) onWaiting(-characters);
    waiting = [];
  }

  return { add, whenHeard, isBusy: () => isBusy, stop };
}
