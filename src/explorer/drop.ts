import type { RunRecord } from "../experiment/types.ts";
import type { OwnData } from "./state.ts";

/** What a dropped file holds. */
export type Dropped =
  | { readonly kind: "data"; readonly data: OwnData; readonly note: string }
  | { readonly kind: "record"; readonly record: RunRecord }
  | { readonly kind: "spec"; readonly spec: object };

/** More than this would not run live. */
const mostCells = 200_000;

/** Reads a dropped file: a table of numbers, a record, or a run spec. Throws Error with a sentence where it is none of them. */
export function readDropped(name: string, text: string): Dropped {
  if (!text.trimStart().startsWith("{")) return tableOf(name, text);
  const value = json(name, text);
  if (value["path"] !== undefined && value["final"] !== undefined && value["spec"] !== undefined) {
    return { kind: "record", record: value as unknown as RunRecord };
  }
  if (value["objective"] !== undefined && value["dynamics"] !== undefined) return { kind: "spec", spec: value };
  throw new Error(`${name} is neither a run's record nor a run spec: a record has path, final and spec, a spec objective and dynamics`);
}

function json(name: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`${name} looks like JSON and is not: it cannot be read to its end`);
  }
}

/** Comma, semicolon or tab separated numbers; a first line of names is left out. All columns are brought to mean 0 and deviation 1. */
function tableOf(name: string, text: string): Dropped {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = [",", ";", "\t"].find((candidate) => lines[0]?.includes(candidate)) ?? ",";
  const rows = lines.map((line) => line.split(separator).map((cell) => (cell.trim() === "" ? NaN : Number(cell))));
  const headed = rows.length > 0 && rows[0].every((value) => Number.isNaN(value));
  const body = headed ? rows.slice(1) : rows;
  const width = body[0]?.length ?? 0;
  if (body.length < 2 || width < 2)
    throw new Error(`${name} needs at least two rows and two columns of numbers: inputs, and the target last`);
  body.forEach((row, i) => {
    const line = i + (headed ? 2 : 1);
    if (row.length !== width) throw new Error(`${name}, line ${line}: has ${row.length} columns where the first row has ${width}`);
    const bad = row.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Error(`${name}, line ${line}, column ${bad + 1}: is not a number`);
  });
  if (body.length * width > mostCells)
    throw new Error(`${name} has ${body.length * width} numbers; here at most ${mostCells} can be used: use the command line`);
  const classes = body.every((row) => Math.abs(row[width - 1]) === 1);
  const scaled = columns(body, width).map((column, i) => (classes && i === width - 1 ? column : standardized(column)));
  const at = (i: number): number[] => scaled.map((column) => column[i]);
  const x = body.map((_, i) => at(i).slice(0, -1));
  const y = body.map((_, i) => at(i).slice(-1));
  return {
    kind: "data",
    data: { name, x, y },
    note: `${name}: ${body.length} examples, ${width - 1} ${width === 2 ? "input" : "inputs"}, the last column is the target; ${classes ? "inputs are" : "all columns are"} scaled to mean 0 and deviation 1.`,
  };
}

const columns = (rows: readonly (readonly number[])[], width: number): number[][] =>
  Array.from({ length: width }, (_, k) => rows.map((row) => row[k]));

/** A constant column stays 0. */
function standardized(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length);
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}
