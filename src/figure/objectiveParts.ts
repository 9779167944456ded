import type { Panel } from "./panel.ts";
import { paths, type PathSeries, type PathsOptions } from "./paths.ts";
import { band, type Curve, curve, type FigureRecord } from "./records.ts";
import { dashes, type Method, type Theme } from "./style.ts";

/** The parts of the modified objective, by column of a record: L, (η/4)‖∇L‖² and (η/4)·(N−B)/((N−1)B)·Γ. */
export const parts = [
  { column: "loss", label: "loss L" },
  { column: "implicitGradientTerm", label: "(η/4)‖∇L‖²" },
  { column: "minibatchTerm", label: "(η/4) tr Σ_{B}" },
] as const;

/** Which part of the modified objective is shown, of which runs. */
export interface ObjectivePartsOptions extends Omit<PathsOptions, "series"> {
  readonly column: string;
  /** Several records of one method (seeds) become their mean and a band. */
  readonly runs: readonly { readonly method: Method; readonly records: readonly FigureRecord[] }[];
  /** Shows every value divided by this run's at the same time. */
  readonly relativeTo?: FigureRecord;
}

/** One part of the modified objective along several runs, or its ratio to another run's. */
export function objectiveParts({ column, runs, relativeTo, ...rest }: ObjectivePartsOptions): Panel {
  const shown = (record: FigureRecord): Curve =>
    relativeTo === undefined ? curve(record, column) : ratio(curve(record, column), curve(relativeTo, column));
  const series = (theme: Theme): PathSeries[] =>
    runs.map(({ method, records }) => {
      const curves = records.map(shown);
      const several = curves.length > 1;
      return {
        curve: several ? band(curves) : curves[0],
        colour: theme.methods[method],
        dash: dashes[method],
        width: several ? 0.9 : undefined,
      };
    });
  return paths({ ...rest, series });
}

function ratio({ x, y }: Curve, to: Curve): Curve {
  const below = new Map(to.x.map((at, i) => [at, to.y[i]]));
  const kept = x.flatMap((at, i) => ((below.get(at) ?? 0) === 0 ? [] : [i]));
  return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i] / below.get(x[i])!) };
}
