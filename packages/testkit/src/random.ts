/** A seeded random source: fuzz tests repeat exactly, and a failure names its seed. */

export type Random = {
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  readonly bytes: (length: number) => Uint8Array;
};

/** mulberry32: 32 bits of state, enough for mutations. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  return {
    below: (below) => next() % below,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  };
}

/** A copy of `input` with one to eight mutations: flipped bits, cut ends, doubled or zeroed runs, extremes. */
export function mutate(input: Uint8Array, random: Random): Uint8Array {
  let output = Uint8Array.from(input);
  for (let count = 1 + random.below(8); count > 0 && output.length > 0; count--) {
    const at = random.below(output.length);
    const length = Math.min(1 + random.below(16), output.length - at);
    switch (random.below(5)) {
      case 0:
        output[at] = (output[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        output = output.slice(0, at);
        break;
      case 2:
        output.fill(0, at, at + length);
        break;
      case 3:
        output.fill(0xff, at, at + length);
        break;
      default:
        output = Uint8Array.from([...output.slice(0, at + length), ...output.slice(at)]);
    }
  }
  return output;
}
