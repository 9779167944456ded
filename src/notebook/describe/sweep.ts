import { columnLabels } from "../../experiment/columns.ts";
import { endsOfColumns } from "../../experiment/endsOfColumns.ts";
import { errorColumns } from "../../experiment/errorColumn.ts";
import type { CellResult, SweepResult } from "../../experiment/sweep.ts";
import type { RunRecord } from "../../experiment/types.ts";
import { numericColumns } from "../../figure/overTime.ts";
import type { Description } from "../describe.ts";
import type { NotebookTable } from "../stage.ts";
import { shown, withError } from "./record.ts";

/** Tables longer than this are better made with `table`. */
const mostRows = 100;

/** A sweep: how many runs there are, what became of them, and a row a cell with what varies and the last value of every column. */
export function describeSweep({ axes, cells, stopped, progress }: SweepResult): Description {
  const { total, stored, diverged, failed } = progress;
  const parts = [`${total} runs`, `${stored} of them in the store before`, `${diverged} diverged`, `${failed} failed`];
  const failures = cells.flatMap(({ id, failure }) => (failure === null ? [] : [`Run ${id.slice(0, 12)} failed: ${failure}`]));
  return {
    sentences: [
      `${parts.join(", ")}${stopped ? "; stopped with runs left to do" : ""}.`,
      ...failures,
      ...(cells.length > mostRows ? [`The first ${mostRows} of ${cells.length} cells:`] : []),
    ],
    tables: [tableOf(axes, cells.slice(0, mostRows))],
    figures: [],
  };
}

function tableOf(axes: readonly string[], cells: readonly CellResult[]): NotebookTable {
  const records = cells.flatMap(({ record }) => (record === null ? [] : [record]));
  const named = numericColumns(records);
  const beside = errorColumns(named);
  const measured = named.filter((name) => !beside.has(name));
  return {
    heads: [...axes, "status", ...measured.map(columnLabels(records))],
    rows: cells.map(({ values, status, record }) => [
      ...axes.map((path) => inWords(values[path])),
      status,
      ...measured.map((name) => atEnd(record, name)),
    ]),
  };
}

/** The last value of a column, with its error where it is an estimate, and where it was measured where that is not the end. */
function atEnd(record: RunRecord | null, name: string): string {
  if (record === null || !(name in record.path)) return shown(null);
  const { last, lastAt, errors } = endsOfColumns(record)(name);
  const value = withError(last, errors?.last);
  return lastAt === null ? value : `${value} (${lastAt})`;
}

const inWords = (value: unknown): string | number =>
  typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
