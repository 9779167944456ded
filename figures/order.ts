import type { RunInput } from "../src/experiment/runSpec.ts";
import { type FigureRecord, finalParameters, formatNumber, type Method, orderPlot, slope, type SymbolName } from "../src/figure/index.ts";
import { figure, type Needed, pick } from "./figure.ts";

const flows = ["gradient-flow", "igr-flow", "third-order-flow"] as const;
type Flow = (typeof flows)[number];
const look: Readonly<Record<Flow, { label: string; symbol: SymbolName }>> = {
  "gradient-flow": { label: "gradient flow", symbol: "circle" },
  "igr-flow": { label: "IGR flow", symbol: "square" },
  "third-order-flow": { label: "third order", symbol: "triangle" },
};

/** A problem, the time at which the paths are compared, and the step sizes: powers of two divide the time exactly. */
const settings: Readonly<
  Record<
    "toy" | "network",
    { readonly problem: Pick<RunInput, "objective" | "init">; readonly time: number; readonly steps: readonly number[] }
  >
> = {
  toy: {
    problem: {
      objective: { model: { kind: "expression", parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" } },
      init: { kind: "values", values: [1.4, 1.75] },
    },
    time: 0.5,
    steps: [1 / 32, 1 / 64, 1 / 128, 1 / 256, 1 / 512],
  },
  network: {
    problem: {
      objective: {
        data: { kind: "teacher", input: 2, widths: [4, 1], count: 16, seed: 1 },
        model: { kind: "mlp", widths: [2, 8, 1], activation: "tanh" },
        loss: { kind: "squared-error" },
      },
      init: { kind: "normal", seed: 3, gain: 2 },
    },
    time: 4,
    steps: [1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64],
  },
};
type Problem = keyof typeof settings;

const exact: { tolerance: number; integrator: { kind: "dopri5" } } = { tolerance: 1e-12, integrator: { kind: "dopri5" } };

function needed(problem: Problem): Needed {
  const { problem: start, time, steps } = settings[problem];
  const dynamics: RunInput["dynamics"][] = [
    { kind: "gradient-flow", ...exact },
    ...steps.flatMap((stepSize): RunInput["dynamics"][] => [
      { kind: "gd", stepSize },
      { kind: "igr-flow", stepSize, ...exact },
      { kind: "third-order-flow", stepSize, ...exact },
    ]),
  ];
  return { base: { ...start, dynamics: dynamics[0], until: { time }, measures: [{ kind: "loss", everyTime: time }] }, grid: { dynamics } };
}

interface Measured {
  readonly label: string;
  readonly method: Method;
  readonly symbol: SymbolName;
  readonly x: readonly number[];
  readonly error: readonly number[];
  readonly slope: number;
}

/** How far each flow is from gradient descent at a fixed time, against the step size. */
export const orderFigure = figure({
  name: "order",
  title: "How well each flow follows gradient descent",
  sweeps: { toy: needed("toy"), network: needed("network") },
  read(records) {
    const measured = (problem: Problem): Measured[] =>
      flows.map((flow) => {
        const x = settings[problem].steps;
        const error = x.map((stepSize) => distance(at(records[problem], "gd", stepSize), at(records[problem], flow, stepSize)));
        return { ...look[flow], method: flow, x, error, slope: slope(x, error, fitted).slope };
      });
    return { toy: measured("toy"), network: measured("network") };
  },
  draw: (data) => ({
    description:
      "Distance between gradient descent and three flows at a fixed time, against the step size, on logarithmic axes; the slopes are close to 1, 2 and 3.",
    rows: [
      {
        height: 176,
        panels: (["toy", "network"] as const).map((problem) =>
          orderPlot({
            title: problem === "toy" ? "a\u2002½(0.6 − ab)², time ½" : "b\u2002tanh network 2-8-1, time 4",
            x: { label: "step size η" },
            y: { label: "‖w_{flow} − w_{GD}‖ at equal time" },
            series: (theme) =>
              data[problem].map(({ label, method, symbol, x, error }) => ({
                label,
                symbol,
                x,
                error,
                fitted,
                colour: theme.methods[method],
              })),
            triangles: [1, 2, 3].map((rise, series) => ({ slope: rise, series })),
          }),
        ),
      },
    ],
  }),
  caption: ({ toy, network }) =>
    `Distance of gradient descent from gradient flow, from the flow of L + (η/4)‖∇L‖² (IGR flow) and from the flow with the next term of the expansion (third order), at the same time, against the step size η. Lines are least-squares fits through the ${fitted} smallest steps, with their slopes beside them; triangles have slopes 1, 2, 3. ` +
    `(a) L = ½(0.6 − ab)² from (1.4, 1.75), time ½: slopes ${slopes(toy)}. (b) a tanh network 2-8-1 (33 parameters), 16 examples of a teacher network, squared error, time 4: slopes ${slopes(network)}. ` +
    `At the largest step in (b) the three distances are ${network.map(({ error }) => formatNumber(error[0], 2)).join(", ")}. Flows are integrated with the Dormand–Prince method to a tolerance of 10⁻¹². Float64; regime ηλ_max ≪ 1, no chaos at these times.`,
});

const fitted = 4;

function at(records: readonly FigureRecord[], kind: Flow | "gd", stepSize: number): FigureRecord {
  return pick(records, kind === "gradient-flow" ? { "dynamics.kind": kind } : { "dynamics.kind": kind, "dynamics.stepSize": stepSize });
}

function distance(p: FigureRecord, q: FigureRecord): number {
  const [one, other] = [finalParameters(p), finalParameters(q)];
  return Math.sqrt(one.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0));
}

const slopes = (series: readonly Measured[]): string => series.map(({ slope: value }) => value.toFixed(2)).join(", ");
