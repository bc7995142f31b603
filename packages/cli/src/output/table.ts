/** Text in columns. */

export type Column = { readonly title: string; readonly align: "left" | "right" };

/** A table with a line of titles; columns are two spaces apart and as wide as their widest cell. */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, index) =>
    Math.max(...[titles, ...rows].map((row) => Bun.stringWidth(row[index] ?? ""))),
  );
  return [titles, ...rows].map((row) => `${lineText(row, { columns, widths })}\n`).join("");
}

function lineText(
  row: readonly string[],
  shape: { readonly columns: readonly Column[]; readonly widths: readonly number[] },
): string {
  const cells = shape.columns.map((column, index) => {
    const cell = row[index] ?? "";
    const gap = " ".repeat((shape.widths[index] ?? 0) - Bun.stringWidth(cell));
    return column.align === "left" ? cell + gap : gap + cell;
  });
  return cells.join("  ").trimEnd();
}
