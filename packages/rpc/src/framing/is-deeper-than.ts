/** How deeply a JSON text nests, read off the text itself: parsing comes after the check, not before. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Whether `text`, if it is JSON, nests arrays and objects more than `maxDepth` deep. Brackets in strings do not count;
 * but where there are too few of them in all the text, which is soon counted, strings are not looked for.
 */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  if (text.length < 2 * (maxDepth + 1)) return false;
  if (!hasMoreBrackets(text, maxDepth)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = stringEnd(text, at + 1);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth++;
        if (depth > maxDepth) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      default:
    }
  }
  return false;
}

/** Whether more than `most` arrays and objects could begin in `text`. */
function hasMoreBrackets(text: string, most: number): boolean {
  let left = most;
  for (const bracket of ["[", "{"]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      left--;
      if (left < 0) return true;
    }
  }
  return false;
}

/** Where the string that starts at `start` ends: at its quote, or at the end of a text that is no JSON. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

/** The quote that starts a string stands before its backslashes, so that the count ends there at the latest. */
function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}
