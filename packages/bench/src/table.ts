/** Text in columns, for the results. */

/** Lines whose cells are two spaces apart and as wide as the widest of their column. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) => row.map((cell, column) => cell + " ".repeat(gapOf(cell, widths[column]))).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function gapOf(cell: string, width = 0): number {
  return Math.max(0, width - Bun.stringWidth(cell));
}
