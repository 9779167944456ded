import { parquetMetadata, parquetRead, parquetSchema } from "hyparquet";
import { DataError } from "../../../spec/errors.ts";
import { damaged, type Sheet } from "./sheet.ts";

/** Reads a Parquet table whose columns are plain numbers (uncompressed or Snappy). */
export async function readParquet(bytes: Uint8Array, file: string): Promise<Sheet> {
  const buffer = bytes.slice().buffer;
  const { names, rows } = await readRows(buffer, file);
  if (rows.length === 0) throw new DataError(file, "has no rows; it needs one an example");
  const values = new Float64Array(rows.length * names.length);
  const words = new Map<number, (string | null)[]>();
  names.forEach((name, j) => {
    if (rows.some((row) => typeof row[j] === "string"))
      words.set(
        j,
        rows.map((row) => (typeof row[j] === "string" ? row[j] : null)),
      );
    rows.forEach((row, i) => (values[i * names.length + j] = words.has(j) ? Number.NaN : numberOf(row[j], file, i + 1, name)));
  });
  return { rows: rows.length, columns: names.length, names, values, words, index: [], notes: [], line: () => null };
}

async function readRows(buffer: ArrayBuffer, file: string): Promise<{ names: string[]; rows: unknown[][] }> {
  try {
    const metadata = parquetMetadata(buffer);
    const names = parquetSchema(metadata).children.map((child) => child.element.name);
    let rows: unknown[][] = [];
    await parquetRead({ file: buffer, metadata, columns: names, rowFormat: "array", onComplete: (read) => (rows = read) });
    return { names, rows };
  } catch (error) {
    if (/unsupported compression codec/i.test(String(error)))
      throw new DataError(
        file,
        `is compressed in a way that is not read (${(error as Error).message}); write it with Snappy or without compression`,
      );
    throw damaged(file, "Parquet", error);
  }
}

function numberOf(cell: unknown, file: string, row: number, column: string): number {
  if (cell === null || cell === undefined) return Number.NaN;
  const value = typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean" ? Number(cell) : Infinity;
  if (Math.abs(value) !== Infinity) return value;
  const what = typeof cell === "number" ? `${cell}, not a finite number` : "not a number";
  throw new DataError(file, `row ${row}, column ${JSON.stringify(column)} is ${what}; every field must be a number`);
}
