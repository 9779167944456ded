import type { Theme } from "../figure/style.ts";
import { stableSharpness } from "../theory/stability.ts";
import type { ChartContent } from "./chart.ts";
import { short } from "./controls.ts";
import { faint, lookOf } from "./look.ts";
import type { Shown } from "./runs.ts";
import { stepsOf } from "./specs.ts";
import type { State } from "./state.ts";
import { distanceTo, type Line, lineOf, numberOf, type Trace } from "./trace.ts";

export const panelNames = ["loss", "sharpness", "term", "distance"] as const;
export type PanelName = (typeof panelNames)[number];

/** What a panel shows, and in which unit. */
export function titleOf(name: PanelName, { compare, term }: State): readonly [string, string] {
  switch (name) {
    case "loss":
      return compare === "time" ? ["Training loss", ""] : ["Time to reach the loss", "η × steps"];
    case "sharpness":
      return ["Sharpness λₘₐₓ", "1 / step size"];
    case "term":
      return [termTitles[term], ""];
    case "distance":
      return ["Distance to gradient flow", "parameters"];
  }
}

export const termTitles: Readonly<Record<State["term"], string>> = {
  modifiedLoss: "Modified loss",
  implicitGradientTerm: "Implicit term (η/4)‖∇L‖²",
  minibatchTerm: "Minibatch term (η/4) tr Σ_B",
};

const columnOf = (name: PanelName, { compare, term }: State): string => {
  if (name === "loss") return compare === "time" ? "loss" : "time";
  return name === "term" ? term : name;
};

/** The run that distances are measured to: the gradient flow of the present settings. */
export const referenceOf = (shown: readonly Shown[]): Shown | undefined =>
  shown.find(({ method, kept }) => method === "gradient-flow" && !kept);

/** Distances are only defined between runs of one problem and one start. */
const comparable = (a: Shown, b: Shown): boolean => {
  const ground = ({ spec }: Shown): string => JSON.stringify([(spec as Grounded).objective, (spec as Grounded).init]);
  return a.trace.places[0]?.length === b.trace.places[0]?.length && ground(a) === ground(b);
};
type Grounded = { readonly objective: unknown; readonly init: unknown };

/** The lines of a panel, run by run, in the order of `shown`. */
export function linesOf(name: PanelName, state: State, shown: readonly Shown[]): Line[] {
  const reference = referenceOf(shown);
  const nothing: Line = { x: [], y: [], row: [] };
  return shown.map((run) => {
    if (name !== "distance") return lineOf(run.trace, columnOf(name, state), state.compare);
    if (reference === undefined || run === reference || !comparable(run, reference)) return nothing;
    return distanceTo(reference.trace, run.trace, state.compare);
  });
}

/** Everything that a chart needs to draw a panel. */
export function contentOf(name: PanelName, state: State, shown: readonly Shown[], lines: readonly Line[], theme: Theme): ChartContent {
  const atTime = state.compare === "time";
  const threshold = stableSharpness(state);
  const log = name === "distance" ? false : name === "term" || (name === "loss" && atTime);
  return {
    lines: shown.map((run, i) => ({ line: lines[i], ...lookOf(run.method, theme), faint: faint(run) })),
    x: {
      label: atTime ? "time (η × steps)" : "loss, falling to the right",
      log: !atTime,
      reversed: !atTime,
      domain: xDomain(state, shown),
    },
    y: { log, most: mostOf(name, state, shown, lines) },
    ...(name === "sharpness" ? { level: { at: threshold, label: `2/η = ${short(threshold)}` } } : {}),
    empty: name === "distance" ? "select gradient flow and a second method" : "computing …",
  };
}

/** Above this nothing is shown: a run that diverges may not press the others flat. */
function mostOf(name: PanelName, state: State, shown: readonly Shown[], lines: readonly Line[]): number {
  switch (name) {
    case "loss":
      return state.compare === "time" ? 100 * firstLoss(shown) : Infinity;
    case "term":
      return 100 * firstLoss(shown);
    case "sharpness":
      return 4 * Math.max(stableSharpness(state), flattest(shown));
    case "distance": {
      const held = lines.filter((_, i) => shown[i].trace.record?.status !== "diverged").flatMap(({ y }) => [...y]);
      return 4 * (held.length > 0 ? largestOf(held) : 25);
    }
  }
}

const largestOf = (values: readonly number[]): number => values.reduce((most, value) => (value > most ? value : most), 0);

/** The sharpest that a flow becomes: diverging runs may not press it flat. */
const flattest = (shown: readonly Shown[]): number =>
  Math.max(0, ...shown.filter(({ method }) => method.endsWith("flow")).map(({ trace }) => largest(trace)));

const largest = (trace: Trace): number =>
  (trace.columns["sharpness"] ?? []).reduce<number>((most, value) => (typeof value === "number" && value > most ? value : most), 0);

const firstLoss = (shown: readonly Shown[]): number =>
  Math.max(1e-300, ...shown.map(({ trace }) => numberOf(trace.columns["loss"]?.[0])).filter(Number.isFinite));

function xDomain(state: State, shown: readonly Shown[]): readonly [number, number] {
  if (state.compare === "time") {
    return [0, Math.max(stepsOf(state) * state.stepSize, ...shown.filter(({ kept }) => kept).map(({ trace }) => trace.time.at(-1) ?? 0))];
  }
  let [low, high] = [Infinity, 0];
  for (const { trace } of shown) {
    for (const value of trace.columns["loss"] ?? []) {
      if (typeof value !== "number" || value <= 0) continue;
      low = Math.min(low, value);
    }
    high = Math.max(high, numberOf(trace.columns["loss"]?.[0]) || 0);
  }
  return low < high ? [low, high] : [0.01, 1];
}
