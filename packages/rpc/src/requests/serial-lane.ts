/** Lets one at a time in, in the order of their coming. */

export type SerialLane<Entry> = {
  /** Starts `entry` now or when those before have left. */
  readonly enter: (entry: Entry) => void;
  /** Takes back what has not started; false when it has. */
  readonly withdraw: (entry: Entry) => boolean;
  /** Takes back whatever has not started. */
  readonly clear: () => void;
};

/** For methods that are declared `ordered`. `start` calls `leave` once when its entry is done, now or later. */
export function createSerialLane<Entry>(start: (entry: Entry, leave: () => void) => void): SerialLane<Entry> {
  const waiting = new Set<Entry>();
  let isBusy = false;
  let isAdmitting = false;

  /** Those that leave at once come back here from within: one loop, however many they are. */
  function admit(): void {
    if (isAdmitting) return;
    isAdmitting = true;
    for (const entry of waiting) {
      if (isBusy) break;
      waiting.delete(entry);
      isBusy = true;
      start(entry, leave);
    }
    isAdmitting = false;
  }

  function leave(): void {
    isBusy = false;
    admit();
  }

  function enter(entry: Entry): void {
    waiting.add(entry);
    admit();
  }

  return { enter, withdraw: (entry) => waiting.delete(entry), clear: () => waiting.clear() };
}
