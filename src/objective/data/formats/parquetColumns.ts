import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from "hyparquet";

/** What a column of a Parquet table holds. */
export interface ColumnKind {
  readonly name: string;
  readonly kind: "numbers" | "words" | "strange";
  /** What stands in a strange column, for a sentence: "timestamps". */
  readonly what: string;
  /** Whether each cell is a list. */
  readonly list: boolean;
  /** The decimals of a decimal number, or null. */
  readonly scale: number | null;
}

/**
 * Tells what the columns of a table hold, in their order. Decimals lose their mark in `metadata`, so that they are read as the whole
 * numbers that are stored: their conversion rounds once, here.
 */
export function columnKinds(metadata: FileMetaData): ColumnKind[] {
  return parquetSchema(metadata).children.map((child) => {
    const { name } = child.element;
    const leaf = listed(child) ?? child;
    const list = leaf !== child || child.element.repetition_type === "REPEATED";
    const what = leaf.children.length > 0 ? groupWhat(leaf, list) : strangeWhat(leaf.element);
    if (what !== null) return { name, kind: "strange", what, list, scale: null };
    const { element } = leaf;
    const decimal = element.converted_type === "DECIMAL" || element.logical_type?.type === "DECIMAL";
    const scale = decimal ? (element.scale ?? (element.logical_type?.type === "DECIMAL" ? element.logical_type.scale : 0)) : null;
    if (decimal) {
      delete element.converted_type;
      delete element.logical_type;
    }
    return { name, kind: isText(element) ? "words" : "numbers", what: "", list, scale };
  });
}

/** The element of a list of single values, of three or of two levels (parquet-format, LogicalTypes.md, Lists). */
function listed({ element, children }: SchemaTree): SchemaTree | null {
  if (element.converted_type !== "LIST" && element.logical_type?.type !== "LIST") return null;
  const [repeated] = children;
  return repeated?.children.length === 1 ? repeated.children[0] : (repeated ?? null);
}

function groupWhat({ element, children }: SchemaTree, list: boolean): string {
  const type = element.logical_type?.type ?? element.converted_type;
  if (list) return "lists of lists or structs";
  if (type === "MAP" || type === "MAP_KEY_VALUE") return "maps";
  if (type === "VARIANT") return "variants";
  return `structs (of ${children.map((child) => child.element.name).join(", ")})`;
}

const isText = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  converted === "UTF8" || converted === "ENUM" || logical?.type === "STRING" || logical?.type === "ENUM";

const strange: Readonly<Record<string, string>> = {
  TIMESTAMP: "timestamps",
  TIMESTAMP_MILLIS: "timestamps",
  TIMESTAMP_MICROS: "timestamps",
  DATE: "dates",
  TIME: "times of day",
  TIME_MILLIS: "times of day",
  TIME_MICROS: "times of day",
  INTERVAL: "intervals",
  JSON: "JSON",
  BSON: "BSON",
  UUID: "UUIDs",
  GEOMETRY: "geometries",
  GEOGRAPHY: "geographies",
};

/** What a column of single values holds that is neither numbers nor words, or null. */
function strangeWhat(element: SchemaElement): string | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  const said = strange[logical?.type ?? ""] ?? strange[converted ?? ""];
  if (said !== undefined) return said;
  if (type === "INT96") return "timestamps";
  const decimal = converted === "DECIMAL" || logical?.type === "DECIMAL";
  if (type === "BYTE_ARRAY" && !decimal && !isText(element)) return "raw bytes";
  return type === "FIXED_LEN_BYTE_ARRAY" && !decimal && logical?.type !== "FLOAT16" ? "raw bytes" : null;
}

/** The places of the columns that pandas wrote as its index, by its own note in the file. */
export function indexColumns(metadata: FileMetaData): number[] {
  const note = metadata.key_value_metadata?.find(({ key }) => key === "pandas")?.value;
  if (note === undefined) return [];
  const names = indexNames(note);
  return parquetSchema(metadata)
    .children.map(({ element }) => element.name)
    .flatMap((name, place) => (names.includes(name) ? [place] : []));
}

function indexNames(note: string): unknown[] {
  try {
    const { index_columns: columns } = JSON.parse(note) as { index_columns?: unknown };
    return Array.isArray(columns) ? columns : [];
  } catch {
    return [];
  }
}
