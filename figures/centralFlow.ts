import type { RunInput } from "../src/experiment/runSpec.ts";
import {
  type Curve,
  curve,
  dashes,
  type FigureRecord,
  last,
  type Method,
  methodNames,
  paths,
  sharpnessPath,
  type Theme,
} from "../src/figure/index.ts";
import { figure, pick } from "./figure.ts";

const stepSize = 0.2;
const time = 400;
/** GD's place is taken where its alternation cancels: (w_{k−1} + 2w_k + w_{k+1})/4, every ten units of time. */
const apart = 10;
const middles = Array.from({ length: time / apart }, (_, i) => Math.round(((i + 1) * apart) / stepSize));
const places = middles.flatMap((k) => [k - 1, k, k + 1]);
const window = 20;

const start: Pick<RunInput, "objective" | "init" | "seed"> = {
  objective: {
    data: { kind: "chebyshev", degree: 6, count: 20 },
    model: { kind: "mlp", widths: [1, 30, 20, 1], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal" },
  seed: 0,
};
const flows = ["gradient-flow", "central-flow", "edge-flow", "rod-flow"] as const;
type Flow = (typeof flows)[number];
const dynamics: RunInput["dynamics"][] = flows.map((kind) => (kind === "gradient-flow" ? { kind } : { kind, stepSize }));
const sharpness: NonNullable<RunInput["measures"]>[number] = { kind: "sharpness", everyTime: 2, tolerance: 1e-4 };

/** What replaces gradient flow at the edge of stability: central flow (Cohen et al. 2025), edge flow (Marion 2026) and rod flow (Regis & Chewi 2026). */
export const centralFlowFigure = figure({
  name: "central-flow",
  title: "What gradient descent follows at the edge of stability",
  sweeps: {
    descent: {
      base: {
        ...start,
        dynamics: { kind: "gd", stepSize },
        until: { steps: time / stepSize + 1 },
        measures: [{ kind: "loss", every: 1 }, sharpness],
      },
      grid: {},
    },
    flows: {
      base: { ...start, dynamics: dynamics[0], until: { time }, measures: [{ kind: "loss", everyTime: 2 }, sharpness] },
      grid: { dynamics },
    },
    predicted: {
      base: {
        ...start,
        dynamics: { kind: "central-flow", stepSize },
        until: { time },
        measures: [{ kind: "central-flow-variance", everyTime: 2 }],
      },
      grid: {},
    },
    descentPlaces: {
      base: {
        ...start,
        dynamics: { kind: "gd", stepSize },
        until: { steps: time / stepSize + 1 },
        measures: [{ kind: "parameters", at: places }],
      },
      grid: {},
    },
    flowPlaces: {
      base: { ...start, dynamics: dynamics[0], until: { time }, measures: [{ kind: "parameters", everyTime: apart }] },
      grid: { dynamics },
    },
  },
  read({ descent, flows: paths_, predicted, descentPlaces, flowPlaces }) {
    const followed = smoothPlaces(descentPlaces[0]);
    return {
      descent: descent[0],
      mean: windowMeans(curve(descent[0], "loss")),
      predicted: curve(predicted[0], "timeAveragedLoss"),
      variance: predicted[0],
      flows: flows.map((kind) => {
        const record = pick(paths_, { "dynamics.kind": kind });
        return {
          kind,
          record,
          costPerStep: (costOf(pick(flowPlaces, { "dynamics.kind": kind })) * stepSize) / time,
          distance: distances(followed, pick(flowPlaces, { "dynamics.kind": kind })),
        };
      }),
    };
  },
  draw: (data) => {
    const lines = (theme: Theme, name: string) =>
      data.flows.map(({ kind, record }) => ({
        curve: curve(record, name),
        colour: theme.methods[kind as Method],
        dash: dashes[kind as Method],
      }));
    return {
      description:
        "Sharpness, loss and distance from gradient descent over time, for gradient descent at the edge of stability and for gradient flow, central flow, edge flow and rod flow.",
      legend: (theme) => [
        { label: `gradient descent, η = ${stepSize}`, colour: theme.methods.gd, dash: "" },
        ...data.flows.map(({ kind, costPerStep }) => ({
          label: `${methodNames[kind]} (${costPerStep.toFixed(1)})`,
          colour: theme.methods[kind as Method],
          dash: dashes[kind as Method],
        })),
      ],
      rows: [
        {
          height: 168,
          panels: [
            sharpnessPath({
              title: "a\u2002sharpness",
              x: { label: "time ηk", domain: [0, time] },
              thresholds: [{ stepSize }],
              series: (theme) => [
                { curve: curve(data.descent, "sharpness"), colour: theme.methods.gd, width: 0.6 },
                ...lines(theme, "sharpness"),
              ],
            }),
            paths({
              title: "b\u2002loss",
              x: { label: "time ηk", domain: [0, time] },
              y: { label: "loss at equal time", type: "log" },
              series: (theme) => [
                { curve: curve(data.descent, "loss"), colour: theme.faint, width: 0.5 },
                { curve: data.mean, colour: theme.methods.gd, width: 2 },
                ...lines(theme, "loss").slice(0, 1),
                { curve: data.predicted, colour: theme.methods["central-flow"] },
              ],
            }),
            paths({
              title: "c\u2002distance from descent",
              x: { label: "time ηk", domain: [0, time] },
              y: { label: "‖w_{flow} − w_{GD}‖ at equal time", type: "log" },
              series: (theme) =>
                data.flows.map(({ kind, distance }) => ({
                  curve: distance,
                  colour: theme.methods[kind as Method],
                  dash: dashes[kind as Method],
                })),
            }),
          ],
        },
      ],
    };
  },
  caption: (data) => {
    const of = (kind: Flow) => data.flows.find((one) => one.kind === kind)!;
    const ends = flows.map((kind) => `${methodNames[kind]} ${endOf(of(kind).distance).toPrecision(2)}`).join(", ");
    const pinned = curve(of("central-flow").record, "sharpness");
    const after = pinned.y.filter((_, i) => pinned.x[i] >= 150);
    const off = data.mean.x.flatMap((at, i) => {
      const k = data.predicted.x.findIndex((x) => Math.abs(x - at) < 1e-9);
      return k < 0 ? [] : [Math.abs(averagedAround(data.predicted, at) / data.mean.y[i] - 1)];
    });
    return (
      `Gradient descent with η = ${stepSize} and the flows that stand for it, from one initial point. Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), ½ mean squared error, weights N(0, 1/fan-in). In brackets: gradients per step of descent that a flow costs (a Hessian-vector product counts as one), tolerance 10⁻⁶. ` +
      `(a) λ_max: gradient flow goes on to ${last(of("gradient-flow").record, "sharpness").toFixed(1)}; central flow is pinned at 2/η, within ${Math.max(...after.map((value) => Math.abs((value * stepSize) / 2 - 1))).toExponential(0)} from time 150 on; edge flow and rod flow, like descent, overshoot and come back. ` +
      `(b) Loss of descent: every step (faint), mean over ${window} units of time (wide), and what central flow predicts for it, L + tr Σ/η, thin (largest deviation of the window means ${(100 * Math.max(...off)).toFixed(1)} %). ` +
      `(c) Distance in parameter space from descent, its alternation averaged out over three steps; at time ${time}: ${ends}. ` +
      `One eigenvalue is critical (up to ${Math.max(...curve(data.variance, "criticalEigenvalues").y)}). Past the crossing descent is chaotic in its details; distances of this size are not.`
    );
  },
});

/** Gradients and Hessian-vector products. */
const costOf = ({ cost }: FigureRecord): number => cost.gradients + cost.hessianVectors;

const endOf = ({ y }: Curve): number => y[y.length - 1];

/** Means over windows about every ten units of time. */
function windowMeans({ x, y }: Curve): Curve {
  const centres = Array.from({ length: (time - window) / apart + 1 }, (_, i) => window / 2 + i * apart);
  return { x: centres, y: centres.map((centre) => averagedAround({ x, y }, centre)) };
}

function averagedAround({ x, y }: Curve, centre: number): number {
  const within = y.filter((_, i) => Math.abs(x[i] - centre) <= window / 2);
  return within.reduce((sum, value) => sum + value, 0) / within.length;
}

type Places = ReadonlyMap<number, Float64Array>;

/** Parameters by the rows in which they were measured. */
function placesOf(record: FigureRecord, by: "step" | "time"): Places {
  const names = record.final.parameters.map((_, p) => `parameter${p}`);
  const rows = record.path[by].flatMap((at, i) => (record.path[names[0]][i] === null ? [] : [[at as number, i] as const]));
  return new Map(rows.map(([at, i]) => [at, Float64Array.from(names, (name) => record.path[name][i] as number)]));
}

/** Descent by time, its alternation taken out. */
function smoothPlaces(record: FigureRecord): Places {
  const all = placesOf(record, "step");
  return new Map(
    middles.map((k, i) => {
      const [before, here, after] = [all.get(k - 1)!, all.get(k)!, all.get(k + 1)!];
      return [(i + 1) * apart, here.map((value, p) => (before[p] + 2 * value + after[p]) / 4)];
    }),
  );
}

function distances(from: Places, record: FigureRecord): Curve {
  const others = [...placesOf(record, "time")];
  const x = [...from.keys()];
  return {
    x,
    y: x.map((at) => {
      const [p, q] = [from.get(at)!, others.find(([t]) => Math.abs(t - at) < 1e-9)![1]];
      return Math.sqrt(p.reduce((sum, value, i) => sum + (value - q[i]) ** 2, 0));
    }),
  };
}
