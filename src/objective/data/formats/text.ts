import { parse } from "csv-parse/sync";
import { DataError } from "../../../spec/errors.ts";
import type { Sheet, TextOptions } from "./sheet.ts";

interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Decimal numbers, as spreadsheets and programs write them. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const whole = /^\d+$/;
/** What stands for a number that is missing: the name of no column. */
const missing = /^(|[+-]?nan|na|n\/a|<na>|null|none|nil|\?|-)$/i;
const infinite = /^[+-]?inf(inity)?$/i;

/**
 * Reads text of numbers separated by commas, semicolons or tabs, one example a line. The first line is a header when one
 * of its fields is a name, neither a number nor a missing one, and no field is a fraction (a header may number its columns).
 */
export function readText(bytes: Uint8Array, file: string, _options: TextOptions = {}): Sheet {
  const text = new TextDecoder("utf-8").decode(bytes);
  const lines = records(text, file);
  if (lines.length === 0) throw new DataError(file, "is empty; it needs one line of numbers an example");
  const names = isHeader(lines[0].record) ? lines[0].record : null;
  const body = names === null ? lines : lines.slice(1);
  if (body.length === 0) throw new DataError(file, "has a header but no examples; it needs one line of numbers an example");
  const columns = lines[0].record.length;
  const values = new Float64Array(body.length * columns);
  const wordy = new Set<number>();
  body.forEach(({ record, info }, i) => {
    if (record.length !== columns)
      throw new DataError(file, `has ${record.length} fields where the lines before have ${columns}; every line needs as many`, info.lines);
    record.forEach((field, j) => {
      const number = decimal.test(field);
      if (infinite.test(field) || (number && !Number.isFinite(Number(field))))
        throw new DataError(file, `${JSON.stringify(field)} is not a finite number; every field must be one`, info.lines, j + 1);
      values[i * columns + j] = number ? Number(field) : Number.NaN;
      if (!number && !missing.test(field)) wordy.add(j);
    });
  });
  const words = new Map<number, (string | null)[]>();
  for (const j of wordy) {
    words.set(
      j,
      body.map(({ record }) => (missing.test(record[j]) ? null : record[j])),
    );
    for (let i = 0; i < body.length; i++) values[i * columns + j] = Number.NaN;
  }
  return {
    rows: body.length,
    columns,
    names,
    values,
    words,
    index: [],
    notes: names === null ? [] : [`line ${lines[0].info.lines} was read as names`],
    line: (row) => body[row]?.info.lines ?? null,
  };
}

function records(text: string, file: string): Line[] {
  try {
    return parse(text, {
      bom: true,
      trim: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as Line[];
  } catch (error) {
    const { lines = null } = error as { lines?: number };
    throw new DataError(file, `is not well-formed CSV (${(error as Error).message})`, lines);
  }
}

/** The separator that stands most often in the first line. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/\r|\n|$/));
  const times = (separator: string): number => first.split(separator).length;
  return [",", ";", "\t"].reduce((best, candidate) => (times(candidate) > times(best) ? candidate : best));
}

function isHeader(fields: readonly string[]): boolean {
  return (
    fields.some((field) => !decimal.test(field) && !missing.test(field) && !infinite.test(field)) &&
    fields.every((field) => whole.test(field) || !decimal.test(field))
  );
}
