import type { Sheet } from "./formats/sheet.ts";

/** Columns that are no data, by place, and why, in words. */
export type NoData = ReadonlyMap<number, string>;

/** What writers of data frames leave for a name of an index without one: nothing, or (after another round of reading and writing) "Unnamed: 0". */
const unnamed = /^(Unnamed: \d+(\.\d+)?)?$/;

/**
 * The columns of a sheet that number or name its rows. They are those that the file's metadata call so (Parquet by pandas); and in sheets with names the
 * first ones without a name that hold whole numbers or words, different in every row (as `DataFrame.to_csv` and R's `write.csv` write) or counting 0, 1, 2, … anew
 * (frames put one below the other). Columns without name and content, which trailing separators make, are no data either.
 */
export function noData(sheet: Sheet): NoData {
  const found = new Map<number, string>();
  for (const at of sheet.index)
    found.set(
      at,
      sheet.line(0) === null ? "the row index by the file's own metadata" : "a row index, as the line of names has none for it",
    );
  const { names, columns } = sheet;
  if (names === null) return found;
  const isUnnamed = (at: number): boolean => unnamed.test(names[at]);
  let leading = 0;
  while (leading < columns && isUnnamed(leading)) leading++;
  if (leading > 0 && leading < columns && isIndex(sheet, leading))
    for (let at = 0; at < leading; at++) found.set(at, "a row index, as it has no name and numbers or names the rows");
  for (let at = 0; at < columns; at++) if (isUnnamed(at) && isEmpty(sheet, at)) found.set(at, "without name and content");
  return found;
}

function isIndex(sheet: Sheet, leading: number): boolean {
  const { rows, columns, values, words } = sheet;
  const seen = new Set<unknown>();
  let counts = leading === 1 && !words.has(0);
  let before = -1;
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: leading }, (_, at) => words.get(at)?.[row] ?? values[row * columns + at]);
    if (cells.some((cell) => typeof cell === "number" && !Number.isInteger(cell))) return false;
    seen.add(leading === 1 ? cells[0] : JSON.stringify(cells));
    counts &&= cells[0] === 0 || cells[0] === before + 1;
    before = cells[0] as number;
    if (!counts && seen.size <= row) return false;
  }
  return true;
}

function isEmpty({ rows, columns, values, words }: Sheet, at: number): boolean {
  if (words.has(at)) return false;
  for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row * columns + at])) return false;
  return true;
}
