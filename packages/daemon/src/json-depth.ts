/** How deeply a JSON text nests, read off the text itself: parsing comes after the check, not before. */

/** Whether `text` nests arrays and objects more than `maxDepth` deep. Brackets in strings do not count. */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "[" || character === "{") {
      depth++;
      if (depth > maxDepth) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}
