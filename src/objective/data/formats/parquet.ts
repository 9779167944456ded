import { type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";
import { DataError } from "../../../spec/errors.ts";
import { shortened } from "../../reading.ts";
import { roomFor } from "./limits.ts";
import { type ColumnKind, columnKinds, indexColumns } from "./parquetColumns.ts";
import { codecs } from "./parquetCodecs.ts";
import { checkPages } from "./parquetPages.ts";
import { damaged, roundedSaid, type Sheet } from "./sheet.ts";

/** The cells of a column as they come: numbers, bigints, strings, bytes, lists of these, null where one is missing. */
type Cells = ArrayLike<unknown>;

/**
 * Reads a Parquet table: numbers of every type, decimals, truth values, words, dictionaries, missing cells, lists of one length (a
 * column for each place: name.0, name.1, …), packed with any codec of the format but LZO. Columns are told apart by place, so two
 * may have one name. What pandas noted as its index is in `index`. Columns of dates, structs and the like are in `strange`.
 */
export async function readParquet(bytes: Uint8Array, file: string): Promise<Sheet> {
  if (bytes[3] === 0x45) throw new DataError(file, "is an encrypted Parquet file, which is not read; write it without encryption");
  const metadata = await attempt(file, () => metadataOf(bytes));
  const rows = Number(metadata.num_rows);
  const kinds = await attempt(file, () => columnKinds(metadata));
  const index = await attempt(file, () => indexColumns(metadata));
  if (kinds.length === 0) throw new DataError(file, "has no columns; it needs one a number of an example");
  if (rows === 0) throw new DataError(file, "has no rows; it needs one an example");
  await attempt(file, () => checkPages(bytes, metadata, file));
  // Columns are asked for by their place from here on.
  rename(metadata);
  const columns: Column[] = [];
  for (const [place, kind] of kinds.entries()) {
    if (kind.kind === "strange") columns.push(...strangeColumn(kind));
    else columns.push(...spread(kind, await attempt(file, () => cellsOf(bytes, metadata, place, rows)), file));
  }
  return sheetFrom(columns, rows, index, kinds, file);
}

/** A column of the sheet; `cells` is null where it holds neither numbers nor words. */
interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly cells: Cells | null;
}

const strangeColumn = (kind: ColumnKind): Column[] => [{ name: kind.name, kind, cells: null }];

function sheetFrom(columns: readonly Column[], rows: number, index: readonly number[], kinds: readonly ColumnKind[], file: string): Sheet {
  const width = columns.length;
  const values = roomFor(rows * width, file).fill(Number.NaN);
  const words = new Map<number, (string | null)[]>();
  const strange = new Map<number, string>();
  const faults = new Map<number, DataError>();
  let rounded = 0;
  columns.forEach(({ name, kind, cells }, j) => {
    if (cells === null) {
      strange.set(j, kind.what);
      return;
    }
    if (kind.kind === "words") {
      words.set(
        j,
        Array.from(cells, (cell) => (cell === null || cell === undefined || cell === "" ? null : (cell as string))),
      );
      return;
    }
    for (let i = 0; i < rows; i++) {
      const cell = cells[i];
      if (cell === null || cell === undefined) continue;
      const value = numberOf(cell, kind);
      if (Math.abs(value) === Infinity && !faults.has(j))
        faults.set(
          j,
          new DataError(file, `row ${i + 1}, column ${JSON.stringify(shortened(name))} is ${value}; every number must be finite`),
        );
      if (typeof cell === "bigint" && kind.scale === null && BigInt(value) !== cell) rounded++;
      values[i * width + j] = value;
    }
  });
  return {
    rows,
    columns: width,
    names: columns.map(({ name }) => name),
    values,
    words,
    strange,
    faults,
    index: columns.flatMap(({ kind }, j) => (index.includes(kinds.indexOf(kind)) ? [j] : [])),
    notes: roundedSaid(rounded),
    line: () => null,
  };
}

/** A cell as a number. A decimal is a whole number and a power of ten, rounded once. */
function numberOf(cell: unknown, { scale }: ColumnKind): number {
  if (scale === null) return Number(cell);
  const whole = cell instanceof Uint8Array ? signed(cell) : (cell as number | bigint);
  return Number(`${whole}e-${scale}`);
}

/** Big-endian two's complement. */
function signed(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

/** A column of lists as one column for each place; other columns as they are. Throws DataError where lists differ in length. */
function spread(kind: ColumnKind, cells: Cells, file: string): Column[] {
  if (!kind.list) return [{ name: kind.name, kind, cells }];
  const lists = Array.from(cells, (cell) =>
    Array.isArray(cell) || ArrayBuffer.isView(cell) ? (cell as unknown as ArrayLike<unknown>) : null,
  );
  const length = lists.find((list) => list !== null)?.length ?? 0;
  const other = lists.findIndex((list) => list !== null && list.length !== length);
  if (other >= 0)
    throw new DataError(
      file,
      `row ${other + 1}, column ${JSON.stringify(kind.name)} is a list of ${lists[other]!.length} where the first has ${length}; lists of one length become columns, others cannot`,
    );
  return Array.from({ length }, (_, k) => ({
    name: `${kind.name}.${k}`,
    kind,
    cells: lists.map((list) => (list === null ? null : list[k])),
  }));
}

function metadataOf(bytes: Uint8Array): FileMetaData {
  const metadata = parquetMetadata(bytes);
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (Number(metadata.num_rows) !== rows || rows < 0) throw new Error("wrong number of rows");
  return metadata;
}

/** Gives the columns their places as names, in the schema and in every piece of the file. */
function rename(metadata: FileMetaData): void {
  const places: number[] = [];
  let at = 1;
  for (let place = 0; place < metadata.schema[0].num_children!; place++) {
    const from = at;
    for (let left = 1; left > 0; left--, at++) {
      const children = metadata.schema[at].num_children ?? 0;
      left += children;
      if (children === 0) places.push(place);
    }
    metadata.schema[from].name = String(place);
  }
  for (const { columns } of metadata.row_groups) {
    if (columns.length !== places.length) throw new Error("wrong number of columns");
    columns.forEach(({ meta_data: data }, leaf) => (data!.path_in_schema[0] = String(places[leaf])));
  }
}

async function cellsOf(bytes: Uint8Array, metadata: FileMetaData, place: number, rows: number): Promise<Cells> {
  const chunks: { readonly start: number; readonly cells: Cells }[] = [];
  await parquetRead({
    file: { byteLength: bytes.length, slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer },
    metadata,
    columns: [String(place)],
    compressors: codecs,
    utf8: false,
    onChunk: ({ columnData, rowStart }) => void chunks.push({ start: rowStart, cells: columnData }),
  });
  if (chunks.length === 1 && chunks[0].cells.length === rows) return chunks[0].cells;
  const whole: unknown[] = Array.from({ length: rows });
  let filled = 0;
  for (const { start, cells } of chunks) {
    if (start !== filled || start + cells.length > rows) throw new Error("wrong number of rows");
    for (let i = 0; i < cells.length; i++) whole[filled++] = cells[i];
  }
  if (filled !== rows) throw new Error("wrong number of rows");
  return whole;
}

/** Runs a step of reading; what goes wrong in it is said as damage, or as something that is not read. */
async function attempt<T>(file: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const said = error instanceof Error ? error.message : "";
    if (/unsupported compression codec/i.test(said))
      throw new DataError(
        file,
        `is packed with ${said.slice(said.lastIndexOf(":") + 1).trim()}, which is not read; write it with Zstandard, Snappy, gzip or without compression`,
      );
    if (/file_path/.test(said)) throw new DataError(file, "keeps its columns in other files; name one of those, or write one file");
    throw damaged(file, "Parquet", error);
  }
}
