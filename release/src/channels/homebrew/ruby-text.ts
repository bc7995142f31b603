/** Ruby literals that mean exactly the text they are made from, whatever is in it. */

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };

/** A string in double quotes: nothing is interpolated, and nothing ends it early. */
export function rubyString(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\"')}"`;
}

/** A string in double quotes that begins with an expression of Ruby's own, e.g. `bin`. */
export function rubyStringAfter(expression: string, text: string): string {
  return `"#{${expression}}${rubyString(text).slice(1)}`;
}

/** The lines of an indented here-document that means `text` with a line end behind its last line. */
export function rubyHeredoc(text: string): readonly string[] {
  const lines = text.replaceAll(/\r\n?/gu, "\n").replace(/^\n+/u, "").trimEnd().split("\n");
  const end = endOf(lines);
  const first = lines.findIndex((line) => line.trim() !== "");
  // Escapes are no indentation to Ruby: tabs stay where they are, and what all lines have in common stays with the first.
  const body = lines.map((line, index) => {
    const said = escaped(line.trimEnd());
    return said === "" ? "" : `  ${index === first ? said.replace(/^ /u, String.raw`\s`) : said}`;
  });
  return [`<<~${end}`, ...body, end];
}

/** A word that no line consists of. */
function endOf(lines: readonly string[]): string {
  const taken = new Set(lines.map((line) => line.trim()));
  let end = "EOS";
  while (taken.has(end)) end += "_";
  return end;
}

/** What double quotes and here-documents have in common; half of a surrogate pair becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("\\", "\\\\")
    .replaceAll(/#(?=[{$@])/gu, "\\#")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => NAMED[character] ?? codePoint(character));
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
