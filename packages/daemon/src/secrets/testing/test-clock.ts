/** A clock that stands still until a test moves it. */

import type { Clock } from "../clock.ts";

export type TestClock = Clock & {
  /** Moves the time, and ends every wait that is over then. */
  readonly advance: (byMs: number) => void;
  /** Resolves with the length of a wait as soon as somebody waits for as long as `suits` says. */
  readonly waitOf: (suits: (delayMs: number) => boolean) => Promise<number>;
};

type Wait = { readonly delayMs: number; readonly untilMs: number; readonly done: () => void };

export function testClock(startMs: number = Date.now()): TestClock {
  let nowMs = startMs;
  const waits = new Set<Wait>();
  let watchers: (() => boolean)[] = [];
  return {
    nowMs: () => nowMs,
    wait(delayMs, stop) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const wait: Wait = { delayMs, untilMs: nowMs + delayMs, done };
      function done(): void {
        waits.delete(wait);
        resolve();
      }
      if (stop?.aborted === true) return Promise.resolve();
      stop?.addEventListener("abort", done, { once: true });
      waits.add(wait);
      watchers = watchers.filter((isSatisfied) => !isSatisfied());
      return promise;
    },
    advance(byMs) {
      nowMs += byMs;
      for (const wait of waits) if (wait.untilMs <= nowMs) wait.done();
    },
    waitOf(suits) {
      const { promise, resolve } = Promise.withResolvers<number>();
      function isSatisfied(): boolean {
        const found = [...waits].find(({ delayMs }) => suits(delayMs));
        if (found !== undefined) resolve(found.delayMs);
        return found !== undefined;
      }
      if (!isSatisfied()) watchers.push(isSatisfied);
      return promise;
    },
  };
}
