/** Finds the section of a version in a changelog (keep a changelog 1.1.0) and leaves its Markdown as it is. */

export type Heading = {
  /** What stands behind "## ". */
  readonly text: string;
  /** The version, or "unreleased"; what a heading of anything else begins with. */
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
};

export type Section = { readonly heading: Heading; readonly text: string };

/** The name of the section for what is not released. */
export const UNRELEASED = "unreleased";

/** A fence may be that of a list item or a quotation. */
const FENCE = /^(?:\s|[-*+]\s|\d{1,9}[.)]\s|>)*(?<fence>`{3,}|~{3,})(?<info>.*)$/u;
/** What a link or a footnote refers to, by its name (CommonMark 0.31, section 4.7). */
const DEFINITION = /^ {0,3}\[(?<label>[^\]]+)\]:\s*\S/u;
const NAME = /^\[?v?(?<name>[^\]\s(]+)/u;

/** A block in which nothing is a heading, that is not closed where the text ends. */
export type Open = { readonly kind: "code block" | "comment"; readonly fence: string; readonly line: number };

/** Every section of the second level, in order, or the block that is not closed and hides where sections end. */
export function changelogSections(
  markdown: string,
): { readonly sections: readonly Section[] } | { readonly unclosed: Pick<Open, "kind" | "line"> } {
  const lines = markdown.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  const starts: (Heading | undefined)[] = [];
  const definitions = new Map<string, string>();
  let open: Open | undefined;
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (open !== undefined) {
      if (closes(text, open)) open = undefined;
      continue;
    }
    open = opened(text, line);
    if (open !== undefined) continue;
    const label = DEFINITION.exec(text)?.groups?.["label"];
    if (label !== undefined) definitions.set(label.toLowerCase(), text);
    if (text.startsWith("## ")) starts.push(headingOf(text.slice(3).trim(), line));
    // A heading of the first level ends a section and begins none.
    else if (text.startsWith("# ")) starts.push({ text: "", name: "", line });
  }
  if (open !== undefined) return { unclosed: open };
  const headings = starts.flatMap((heading) => heading ?? []);
  const sections = headings.map((heading, index) => {
    const end = headings[index + 1]?.line ?? lines.length + 1;
    return { heading, text: withDefinitions(lines.slice(heading.line, end - 1), definitions) };
  });
  return { sections: sections.filter(({ heading }) => heading.text !== "") };
}

/** Whether a section says anything: headings and comments alone do not. */
export function saysSomething(section: Section): boolean {
  const lines = section.text.replace(/<!--[\s\S]*?-->/gu, "").split("\n");
  return lines.some((line) => line.trim() !== "" && !/^#{1,6}(?:\s|$)/u.test(line));
}

function headingOf(text: string, line: number): Heading {
  const name = NAME.exec(text)?.groups?.["name"] ?? text;
  return { text, line, name: name.toLowerCase() === UNRELEASED ? UNRELEASED : name };
}

/** The block that a line begins, unless the line ends it as well. */
export function opened(text: string, line: number): Open | undefined {
  const { fence, info = "" } = FENCE.exec(text)?.groups ?? {};
  // Backticks behind backticks are code in a line.
  if (fence !== undefined && !(fence.startsWith("`") && info.includes("`")))
    return { kind: "code block", fence, line };
  if (/^ {0,3}<!--/u.test(text) && !text.includes("-->")) return { kind: "comment", fence: "", line };
  return undefined;
}

/** Whether a line is the last one of a block. */
export function closes(text: string, { kind, fence }: Open): boolean {
  if (kind === "comment") return text.includes("-->");
  const end = text.replace(/^[\s>]+/u, "").trimEnd();
  return end.length >= fence.length && end === fence.charAt(0).repeat(end.length);
}

/** Without blank lines and definitions around it, and with those definitions that it refers to. */
function withDefinitions(lines: readonly string[], definitions: ReadonlyMap<string, string>): string {
  const start = lines.findIndex((line) => line.trim() !== "");
  const end = lines.findLastIndex((line) => line.trim() !== "" && !DEFINITION.test(line));
  const own = start === -1 || end < start ? [] : lines.slice(start, end + 1);
  const text = own.join("\n");
  const referred = new Set(
    [...text.matchAll(/\[([^[\]]+)\]/gu)].map(([, label = ""]) => label.toLowerCase()),
  );
  const inside = new Set(own);
  const used = [...referred]
    .flatMap((label) => definitions.get(label) ?? [])
    .filter((line) => !inside.has(line));
  return used.length === 0 ? text : `${text}\n\n${used.join("\n")}`;
}
