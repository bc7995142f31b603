/** Texts from outside on a terminal: nothing in them moves the cursor, ends a line or changes a colour. */

/** Control characters, and what Unicode has for line ends, as JSON escapes them: `\u001b`. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
