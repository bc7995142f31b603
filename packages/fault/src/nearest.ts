/** Finds the known word a mistyped one was probably meant to be. */

import { LIMITS } from "./limits.ts";

/**
 * The candidate with the smallest edit distance to `word`, or undefined when none is near: at most a third of
 * the word's letters may differ. Ties go to the earlier candidate. None is near a word of more than 256 letters: the
 * comparison takes as many steps as the product of both lengths.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LIMITS.comparedCharacters) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** "did you mean …" for a hint, or the whole list when nothing is near. */
export function suggest(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? `Use one of: ${candidates.join(", ")}` : `Did you mean "${near}"?`;
}

/** Edits from `a` to `b`, two swapped neighbours counting as one (optimal string alignment distance). */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(substitution, insertion, deletion, swap));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
