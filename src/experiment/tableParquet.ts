import { parquetWriteBuffer } from "hyparquet-writer";
import type { Entry, Table } from "./table.ts";

/** A table as a Parquet file: columns of numbers as doubles, of true and false as booleans, all others as strings. */
export function tableToParquet({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map((name, i) => {
    const entries = rows.map((row) => row[i]!);
    const type = columnType(entries);
    return {
      name,
      type,
      nullable: true,
      data: type === "STRING" ? entries.map((entry) => (entry === null ? null : String(entry))) : entries,
    };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function columnType(entries: readonly Entry[]): "DOUBLE" | "BOOLEAN" | "STRING" {
  const types = new Set(entries.filter((entry) => entry !== null).map((entry) => typeof entry));
  if (types.size !== 1) return "STRING";
  return types.has("number") ? "DOUBLE" : types.has("boolean") ? "BOOLEAN" : "STRING";
}
