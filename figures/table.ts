import type { FigureTable } from "./figure.ts";

/** A table for a terminal: columns of numbers flush right, of words flush left. */
export function tableText({ title, header, rows }: FigureTable): string {
  const widths = header.map((name, j) => Math.max(name.length, ...rows.map((row) => row[j].length)));
  const numeric = header.map((_, j) => rows.every((row) => /^[−-]?\d|^–$/.test(row[j])));
  const line = (row: readonly string[]): string =>
    row
      .map((text, j) => (numeric[j] ? text.padStart(widths[j]) : text.padEnd(widths[j])))
      .join("  ")
      .trimEnd();
  return [wrapped(title), "", line(header), ...rows.map(line)].join("\n");
}

/** Text in lines of at most so many characters, broken between words. */
export function wrapped(text: string, columns = 100): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] === "" ? word : `${lines[lines.length - 1]} ${word}`;
    if (longer.length <= columns || longer === word) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("\n");
}
