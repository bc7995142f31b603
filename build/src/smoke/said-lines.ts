/** What a program said, cut to what leads to the reason of its failure. */

import { SHOWN_FIRST_LINES, SHOWN_LINES } from "./limits.ts";

const STACK = /^\s+at .*:\d+\)?$/u;
const SOURCE = /^\s*\d+ \| /u;
const CARET = /^\s*\^+$/u;

/**
 * The lines of a text that a fault shows, none of them blank. Of a long one what an uncaught error tells of sources and
 * of its stack is left out, since its message stands between the two; of the rest the first and the last lines are kept.
 */
export function saidLines(text: string): readonly string[] {
  const all = text.split(/\r?\n/u).filter((line) => line.trim() !== "");
  const most = SHOWN_FIRST_LINES + SHOWN_LINES;
  if (all.length <= most) return all;
  const lines = withoutTrace(all);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, SHOWN_FIRST_LINES), "…", ...lines.slice(-SHOWN_LINES)];
}

/** Lines of a source are those right above a caret: alone they may be anything. */
function withoutTrace(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let isExcerpt = false;
  for (const line of lines.toReversed()) {
    isExcerpt = CARET.test(line) || (isExcerpt && SOURCE.test(line));
    if (!isExcerpt && !STACK.test(line)) kept.push(line);
  }
  return kept.toReversed();
}
