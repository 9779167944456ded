/** A number in at most six significant digits, or – for one that is not there. */
export function shown(value: unknown): string {
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : Number(value.toPrecision(6)).toString();
  if (value === null || value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Columns aligned by spaces; numbers to the right. */
export function aligned(rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map((value) => (typeof value === "string" ? value : shown(value))));
  const widths = cells[0]?.map((_, j) => Math.max(...cells.map((row) => row[j]?.length ?? 0))) ?? [];
  const numeric = widths.map((_, j) => rows.slice(1).every((row) => typeof row[j] !== "string"));
  return cells
    .map((row) =>
      row
        .map((cell, j) => (numeric[j] ? cell.padStart(widths[j]) : cell.padEnd(widths[j])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
