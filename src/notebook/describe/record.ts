import { columnsOf } from "../../experiment/columns.ts";
import { endsOfColumns } from "../../experiment/endsOfColumns.ts";
import { errorColumns, valueWithError } from "../../experiment/errorColumn.ts";
import { howItEnded } from "../../experiment/howItEnded.ts";
import type { RunRecord } from "../../experiment/types.ts";
import { drawnColumns } from "../../figure/overTime.ts";
import { formatNumber } from "../../figure/text.ts";
import { readingInWords } from "../../objective/readingInWords.ts";
import type { Description } from "../describe.ts";
import { recordsFigure } from "../recordsFigure.ts";

/** More panels than this are no first look any more. */
const mostPanels = 4;

/** A record: how it ended, the first and last value of every column with its unit, and its columns over time. */
export function describeRecord(record: RunRecord): Description {
  const { id, spec, path, cost, provenance } = record;
  const beside = errorColumns(Object.keys(path));
  const columns = columnsOf(record).filter(({ name }) => name !== "step" && !beside.has(name));
  const ends = endsOfColumns(record);
  const drawn = drawnColumns([record]).slice(0, mostPanels);
  return {
    sentences: [
      `${spec.dynamics.kind}, run ${id.slice(0, 12)}: ${howItEnded(record)}; ${Math.round(cost.gradients)} gradients, ${Math.round(cost.hessianVectors)} Hessian-vector products.`,
      ...(provenance.reading === undefined ? [] : readingInWords(provenance.reading)),
    ],
    tables: [
      {
        heads: ["column", "unit", "first", "last", "meaning"],
        rows: columns.map(({ name, unit, meaning }) => {
          const { first, last, lastAt, errors } = ends(name);
          const atEnd = withError(last, errors?.last);
          return [name, unit, withError(first, errors?.first), lastAt === null ? atEnd : `${atEnd} (${lastAt})`, meaning];
        }),
      },
    ],
    figures: path.time.length < 2 || drawn.length === 0 ? [] : [recordsFigure(`run-${id.slice(0, 12)}`, [record], { columns: drawn })],
  };
}

/** A value with its error beside it where it is an estimate: 8.98 ± 0.77. */
export const withError = (value: string | number | null, error: unknown): string => valueWithError(value, error, shown) ?? shown(value);

/** A value of a column as tables show it: four significant digits, – where there is none. */
export function shown(value: string | number | null | undefined): string {
  return typeof value === "number" ? formatNumber(value, 4) : (value ?? "–");
}
