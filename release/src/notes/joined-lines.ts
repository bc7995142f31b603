/** Joins lines that only a narrow file broke: GitHub shows every line end in a release's notes as a break. */

import { closes, type Open, opened } from "./changelog-section.ts";

/** An item of a list, and what stands behind its marker. */
const ITEM = /^(?<indent>\s*)(?<marker>[-*+]|\d{1,9}[.)])(?<blanks>\s+)(?=\S)/u;
/** What is no text of a paragraph: headings, quotations, rules, underlines, definitions, HTML, mathematics, an empty item. */
const NO_TEXT =
  /^\s*(?:#{1,6}(?:\s|$)|>|(?:[-*_]\s*){3,}$|[=-]+\s*$|\[[^\]]+\]:|<(?!https?:|mailto:)|\$\$|(?:[-*+]|\d{1,9}[.)])\s*$)/u;
/** Behind the heads of a table's columns (GitHub Flavored Markdown, section 4.10). */
const TABLE_RULE = /^[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/u;
/** What keeps the end of its line (CommonMark 0.31, section 6.7). */
const HARD_BREAK = /(?: {2}|\\|<br *\/?>\s*)$/iu;
/** What indents a line of code, seen from the text around it. */
const CODE_INDENT = 4;
const TAB = "    ";

type Kind =
  | "blank"
  /** Goes on in the next line. */
  | "text"
  /** Text behind the marker of an item: begins a line of its own. */
  | "item"
  /** Stays as it is, and so does what follows up to a blank line. */
  | "block"
  /** Stays as it is. */
  | "line";

/**
 * The same Markdown with each paragraph on one line, those of lists too. Code, tables, HTML, quotations, headings,
 * definitions and hard breaks stay as they are.
 */
export function joinedLines(markdown: string): string {
  const lines = markdown.split("\n");
  const pieces: string[] = [];
  let open: Open | undefined;
  let before: Kind = "blank";
  let indents: readonly number[] = [];
  for (const [index, line] of lines.entries()) {
    const isInside = open !== undefined;
    if (open === undefined) open = opened(line, index);
    else if (closes(line, open)) open = undefined;
    const place: Place = { next: lines[index + 1] ?? "", before, indents };
    const kind: Kind = isInside || open !== undefined ? "line" : kindOf(line, place);
    const last = lines[index - 1] ?? "";
    if (kind === "text" && isText(before) && !HARD_BREAK.test(last)) {
      pieces.push(`${pieces.pop()?.trimEnd() ?? ""} `, line.trimStart());
    } else pieces.push(index === 0 ? "" : "\n", line);
    indents = isInside ? indents : indentsAt(line, { kind, before, indents });
    before = kind;
  }
  return pieces.join("");
}

type Place = { readonly next: string; readonly before: Kind; readonly indents: readonly number[] };

function kindOf(line: string, { next, before, indents }: Place): Kind {
  if (line.trim() === "") return "blank";
  if (before === "block") return "block";
  if (`${line}${next}`.includes("|") && TABLE_RULE.test(next)) return "block";
  if (!isText(before)) {
    const around = indents.findLast((indent) => indent <= indentOf(line)) ?? 0;
    if (indentOf(line) - around >= CODE_INDENT) return "line";
  }
  if (NO_TEXT.test(line)) return /^\s*(?:<|>|\$\$|\[)/u.test(line) ? "block" : "line";
  const { marker = "", blanks } = ITEM.exec(line)?.groups ?? {};
  // A year is no number of an item.
  if (isText(before) && indents.length === 0 && /^\d{4}/u.test(marker)) return "text";
  if (blanks === undefined) return "text";
  const text = line.replace(ITEM, "");
  return blanks.length > CODE_INDENT || NO_TEXT.test(text) || ITEM.test(text) ? "block" : "item";
}

/** Where the text of the items begins that a line may belong to, from the outermost. */
function indentsAt(
  line: string,
  {
    kind,
    before,
    indents,
  }: { readonly kind: Kind; readonly before: Kind; readonly indents: readonly number[] },
): readonly number[] {
  const indent = indentOf(line);
  const marker = ITEM.exec(line)?.[0];
  if (kind === "item" && marker !== undefined)
    return [...indents.filter((around) => around <= indent), marker.replaceAll("\t", TAB).length];
  const isLazy = kind === "text" && isText(before);
  return kind === "blank" || isLazy ? indents : indents.filter((around) => around <= indent);
}

function indentOf(line: string): number {
  return (/^\s*/u.exec(line)?.[0] ?? "").replaceAll("\t", TAB).length;
}

function isText(kind: Kind): boolean {
  return kind === "text" || kind === "item";
}
