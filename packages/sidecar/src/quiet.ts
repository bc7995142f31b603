/** Listeners of callers, which must not break what they listen to. */

/** A listener that throws nothing: what it throws is lost. */
export function quiet<T>(listener: ((heard: T) => void) | undefined): (heard: T) => void {
  return function hear(heard) {
    try {
      listener?.(heard);
    } catch {}
  };
}
