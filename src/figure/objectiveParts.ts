import type { Panel } from "./panel.ts";
import { paths, type PathSeries } from "./paths.ts";
import { curve, type FigureRecord } from "./records.ts";
import { dashes, type Method } from "./style.ts";

/** The parts of the modified objective, by column of a record: L, (η/4)‖∇L‖² and (η/4)·(N−B)/((N−1)B)·Γ. */
export const parts = [
  { column: "loss", label: "loss L" },
  { column: "implicitGradientTerm", label: "(η/4)‖∇L‖²" },
  { column: "minibatchTerm", label: "(η/4) tr Σ_{B}" },
] as const;

export interface ObjectivePartsOptions {
  readonly column: string;
  readonly label: string;
  readonly x: { readonly label: string; readonly domain?: readonly [number, number] };
  readonly domain?: readonly [number, number];
  readonly title?: string;
  readonly runs: readonly { readonly record: FigureRecord; readonly method: Method; readonly label?: string }[];
}

/** One part of the modified objective along several runs, on a logarithmic axis. */
export function objectiveParts({ column, label, x, domain, title, runs }: ObjectivePartsOptions): Panel {
  return paths({
    x,
    y: { label, type: "log", domain },
    title,
    series: (theme) =>
      runs.map(({ record, method, label: text }): PathSeries => {
        const all = curve(record, column);
        const kept = all.y.flatMap((value, i) => (value > 0 ? [i] : []));
        return {
          curve: { x: kept.map((i) => all.x[i]), y: kept.map((i) => all.y[i]) },
          colour: theme.methods[method],
          dash: dashes[method],
          label: text,
        };
      }),
  });
}
