/** Puts text from elsewhere into GitHub's Markdown so that it stays text, on one line. */

/** What a line could be torn apart or turned around by. */
const BREAKING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\s]+/gu;
/** Each of these may stand behind a backslash anywhere (CommonMark 0.31, section 2.4). */
const SPECIAL = /[\\`*_[\]<>|~&$]/gu;
/** Code, and addresses: GitHub makes a link of them before it looks for backslashes. */
const VERBATIM = /(`[^`]+`|https?:\/\/[\w#%+,./:;=?@-]+)/u;
/** What would begin a list, a heading or a rule. */
const START = /^(?:[#+=-]|\d{1,9}(?=[.)]))/u;
/** GitHub tells those who are mentioned, whatever stands before the name but a letter or digit. */
const MENTION = /(?<![A-Za-z0-9])@(?=[A-Za-z0-9])/gu;

/**
 * A line of Markdown that shows `text`. What stands between backticks stays code, addresses stay links; nobody is
 * mentioned; what is longer than `maxCharacters` is cut.
 */
export function markdownLine(text: string, maxCharacters: number): string {
  // Cut before anything is replaced: the text may be of any length.
  const head = text
    .slice(0, 2 * maxCharacters)
    .toWellFormed()
    .replace(BREAKING, " ")
    .trim();
  const characters = Array.from(head);
  const cut = characters.length > maxCharacters || text.length > 2 * maxCharacters;
  const line = characters.slice(0, maxCharacters).join("") + (cut ? "…" : "");
  const parts = line.split(VERBATIM).map((part, index) => (index % 2 === 1 ? part : escapedText(part)));
  return parts.join("").replace(START, (found) => (/\d/u.test(found) ? `${found}\\` : `\\${found}`));
}

/** A link whose text is shown as code. */
export function codeLink(text: string, address: string): string {
  return `[${code(text)}](${address.replace(/[\s()<>\\]/gu, encodeURIComponent).replace(/[()]/gu, percent)})`;
}

/** Text as code, whatever backticks are in it, in a cell of a table too. */
export function code(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  const inner = text.replace(BREAKING, " ").replaceAll("|", "\\|");
  return fence.length > 1 ? `${fence} ${inner} ${fence}` : `${fence}${inner}${fence}`;
}

/** A block of code in a language. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function escapedText(text: string): string {
  return text.replace(SPECIAL, (character) => `\\${character}`).replace(MENTION, "@&#8203;");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
}

/** `encodeURIComponent` leaves parentheses, which would end the address. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
