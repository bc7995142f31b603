/** The fenced blocks of a document that people copy commands from. */

export type Block = {
  /** The section of the second level that it is in. */
  readonly section: string;
  /** What follows the fence: a language, and where else than everywhere the commands belong. */
  readonly info: string;
  readonly text: string;
  readonly line: number;
};

/** Every fenced block, in order. */
export function blocksOf(document: string): readonly Block[] {
  const sections = [...document.matchAll(/^## (.+)$/gmu)];
  return [...document.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gmu)].map(
    ({ index, 1: info = "", 2: text = "" }) => ({
      section: sections.findLast((section) => section.index < index)?.[1] ?? "",
      info,
      text,
      line: document.slice(0, index).split("\n").length,
    }),
  );
}

/** The cells of every row of the document's tables, without the rows of titles and rules. */
export function tableRowsOf(document: string, section: string): readonly (readonly string[])[] {
  const [, text = ""] = document.split(`\n## ${section}\n`);
  const rows = (text.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return rows
    .filter((row, index) => !isRule(row) && !isRule(rows[index + 1] ?? ""))
    .map((row) =>
      row
        .split(/(?<!\\)\|/u)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll(String.raw`\|`, "|")),
    );
}

/** Matches what a document shows: `…` stands for anything within a line. */
export function shownPattern(shown: string): RegExp {
  const literal = shown.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  return new RegExp(literal.replaceAll("…", ".*"), "u");
}

function isRule(row: string): boolean {
  return /^\|(?:\s*:?-+:?\s*\|)+$/u.test(row);
}
