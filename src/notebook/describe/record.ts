import { columnsOf } from "../../experiment/columns.ts";
import { howItEnded } from "../../experiment/howItEnded.ts";
import type { RunRecord } from "../../experiment/types.ts";
import { numericColumns, overTime } from "../../figure/overTime.ts";
import { formatNumber } from "../../figure/text.ts";
import type { Description } from "../describe.ts";

/** More panels than this are no first look any more. */
const mostPanels = 4;

/** A record: how it ended, the first and last value of every column with its unit, and its columns over time. */
export function describeRecord(record: RunRecord): Description {
  const { id, spec, path, cost } = record;
  const columns = columnsOf(record).filter(({ name }) => name !== "step");
  const drawn = numericColumns([record]).slice(0, mostPanels);
  const units = new Map(columns.map(({ name, unit }) => [name, unit]));
  const label = (name: string): string => labelled(name, units.get(name) ?? "");
  return {
    sentences: [
      `${spec.dynamics.kind}, run ${id.slice(0, 12)}: ${howItEnded(record)}; ${formatNumber(cost.gradients)} gradients, ${formatNumber(cost.hessianVectors)} Hessian-vector products.`,
    ],
    tables: [
      {
        heads: ["column", "unit", "first", "last", "meaning"],
        rows: columns.map(({ name, unit, meaning }) => {
          const known = path[name].filter((value) => value !== null);
          return [name, unit, shown(known[0]), shown(known.at(-1)), meaning];
        }),
      },
    ],
    figures:
      path.time.length < 2 || drawn.length === 0
        ? []
        : [
            {
              name: `run-${id.slice(0, 12)}`,
              caption: `${drawn.join(", ")} over time.`,
              records: [record],
              drawing: overTime([record], { columns: drawn, label }),
            },
          ],
  };
}

/** A column's name with its unit behind it. */
export const labelled = (name: string, unit: string): string => (unit === "" || unit === name ? name : `${name} (${unit})`);

/** A value of a column as tables show it: four significant digits, – where there is none. */
export function shown(value: string | number | null | undefined): string {
  return typeof value === "number" ? formatNumber(value, 4) : (value ?? "–");
}
