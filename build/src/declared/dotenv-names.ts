/** The names that a `.env` file sets; its values are nobody's business and are not kept. */

/** A name and what stands between it and its value, at the start of a line. */
const ENTRY = /^[ \t\ufeff]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*/gmu;

/** The names in the text of a `.env` file, each once, in their order. Values in quotes may have several lines. */
export function dotenvNames(text: string): readonly string[] {
  const names = new Set<string>();
  ENTRY.lastIndex = 0;
  for (let entry = ENTRY.exec(text); entry !== null; entry = ENTRY.exec(text)) {
    names.add(entry[1] ?? "");
    const quote = text[ENTRY.lastIndex] ?? "";
    const end = /["'`]/u.test(quote) ? closingQuote(text, ENTRY.lastIndex, quote) : -1;
    if (end !== -1) ENTRY.lastIndex = end + 1;
  }
  return [...names];
}

/** In double quotes a backslash keeps a quote from ending the value. */
function closingQuote(text: string, start: number, quote: string): number {
  let end = text.indexOf(quote, start + 1);
  if (quote !== '"') return end;
  while (end !== -1 && text[end - 1] === "\\") end = text.indexOf(quote, end + 1);
  return end;
}
