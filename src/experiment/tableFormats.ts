import type { Entry, Table } from "./table.ts";

/** A table as CSV (RFC 4180): quoted where it must be, numbers in shortest round-trip form, nothing for null, lines end in \n. */
export function tableToCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

const quoted = (entry: Entry): string => {
  const text = entry === null ? "" : String(entry);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A table as JSON: a list with one object a run. */
export function tableToJson({ columns, rows }: Table): string {
  return JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    null,
    1,
  );
}
