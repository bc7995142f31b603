/** Texts from outside on a terminal: nothing in them moves the cursor, ends a line or changes a colour. */

/** Control characters, and what Unicode has for line ends, as JSON escapes them: `\u001b`. */
export function printable(text: string): string {
  // Ranges, since Unicode's classes by name take longer to begin with, on the way to every help.
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what it looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
