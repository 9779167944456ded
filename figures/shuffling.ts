import type { RunInput } from "../src/experiment/runSpec.ts";
import { type FigureRecord, type Method, orderPlot, slope, type SymbolName } from "../src/figure/index.ts";
import { openRandom } from "../src/kernel/random.ts";
import { buildObjective, objectiveSchema } from "../src/objective/build.ts";
import type { Objective } from "../src/objective/objective.ts";
import { parse } from "../src/spec/parse.ts";
import { figure, pick } from "./figure.ts";
import { fourExamples } from "./fourExamples.ts";

const seed = 0;
const { objective, init } = fourExamples;
const examples = 4;
/** One epoch: with single examples as batches the partition is unique, and every order or sequence can be listed. */
const stepSizes = [1 / 10, 1 / 20, 1 / 40, 1 / 80, 1 / 160];
const flows = ["gradient-flow", "igr-flow", "minibatch-flow"] as const;
type Flow = (typeof flows)[number];
const exact: { tolerance: number; integrator: { kind: "dopri5" } } = { tolerance: 1e-12, integrator: { kind: "dopri5" } };

/** All flows run for the longest epoch and are read where each step size's own epoch ends. */
const grain = examples * stepSizes[stepSizes.length - 1];
const dynamics: RunInput["dynamics"][] = [
  { kind: "gradient-flow", ...exact },
  ...stepSizes.map((stepSize): RunInput["dynamics"] => ({ kind: "igr-flow", stepSize, ...exact })),
  ...stepSizes.map((stepSize): RunInput["dynamics"] => ({ kind: "minibatch-flow", stepSize, batchSize: 1, ...exact })),
];

interface Measured {
  readonly flow: Flow;
  readonly label: string;
  readonly error: readonly number[];
  readonly slope: number;
}

/** Does shuffling change the mean path? All orders of one epoch against all sequences of independent draws (Smith et al. 2021). */
export const shufflingFigure = figure({
  name: "shuffling",
  title: "Shuffling, and drawing independently",
  sweeps: {
    flows: {
      base: {
        objective,
        init,
        dynamics: dynamics[0],
        until: { time: examples * stepSizes[0] },
        measures: [{ kind: "parameters", everyTime: grain }],
        seed,
      },
      grid: { dynamics },
    },
  },
  async read({ flows: records }) {
    const start = parametersAt(records[0], 0);
    const built = await buildObjective(parse(objectiveSchema, objective), seed, openRandom);
    const measured = (sequences: readonly (readonly number[])[]): Measured[] => {
      const means = stepSizes.map((stepSize) => meanEnd(built.objective, start, sequences, stepSize));
      return flows.map((flow) => {
        const error = stepSizes.map((stepSize, i) => distance(means[i], endOf(records, flow, stepSize)));
        return { flow, label: labels[flow], error, slope: slope(stepSizes, error, fitted).slope };
      });
    };
    return { shuffled: measured(permutations(examples)), independent: measured(allSequences(examples)) };
  },
  draw: (data) => ({
    description:
      "Distance between the mean iterate of SGD after one epoch and three flows, for all orders of the examples and for all sequences of independent draws.",
    rows: [
      {
        height: 176,
        panels: (["shuffled", "independent"] as const).map((sampling) =>
          orderPlot({
            title: sampling === "shuffled" ? "a\u2002shuffled: all 24 orders" : "b\u2002independent: all 256 sequences",
            x: { label: "step size η" },
            y: { label: "‖mean w_{SGD} − w_{flow}‖ after one epoch" },
            series: (theme) =>
              data[sampling].map(({ flow, label, error }) => ({
                label,
                symbol: symbolOf[flow],
                x: stepSizes,
                error,
                fitted,
                colour: theme.methods[flow as Method],
              })),
            triangles:
              sampling === "shuffled"
                ? [
                    { slope: 2, series: 1 },
                    { slope: 3, series: 2 },
                  ]
                : [
                    { slope: 2, series: 2 },
                    { slope: 3, series: 1 },
                  ],
          }),
        ),
      },
    ],
  }),
  caption: ({ shuffled, independent }) =>
    `Which modified flow does the mean iterate of SGD follow? A tanh network 2-5-1 (21 parameters), 4 examples, squared error, batches of one, one epoch (m = 4 steps); the mean is exact, over all 24 orders (a) or all 256 sequences of independent draws (b); distances to flows at the same time mη. ` +
    `(a) Shuffled: the error of the minibatch flow L + (η/4)‖∇L‖² + (η/4) tr Σ_B falls with slope ${of(shuffled, "minibatch-flow")} (theory 3), that of the full-batch IGR flow with ${of(shuffled, "igr-flow")} and of gradient flow with ${of(shuffled, "gradient-flow")} (theory 2). ` +
    `(b) Independent draws: the roles are exchanged: IGR flow ${of(independent, "igr-flow")} (theory 3), minibatch flow ${of(independent, "minibatch-flow")}, gradient flow ${of(independent, "gradient-flow")} (theory 2). The minibatch term belongs to sampling without replacement only. These are statements about a fixed number of steps: at a fixed time the spread S of the paths of independent draws moves their mean by −½∇³L:S, as far as the IGR term does. ` +
    `Slopes are fits through the ${fitted} smallest steps. One epoch, mηλ_max ≪ 1: nothing here is chaotic, and nothing is said about many epochs.`,
});

const fitted = 3;
const labels: Readonly<Record<Flow, string>> = {
  "gradient-flow": "gradient flow",
  "igr-flow": "IGR flow",
  "minibatch-flow": "minibatch flow",
};
const symbolOf: Readonly<Record<Flow, SymbolName>> = { "gradient-flow": "circle", "igr-flow": "square", "minibatch-flow": "diamond" };
const of = (measured: readonly Measured[], flow: Flow): string => measured.find((one) => one.flow === flow)!.slope.toFixed(2);

/** The parameters of a run at a time that it was measured at. */
function parametersAt({ path, final }: FigureRecord, time: number): Float64Array {
  const row = path.time.findIndex((value) => Math.abs((value as number) - time) < 1e-9);
  return Float64Array.from(final.parameters, (_, i) => path[`parameter${i}`][row] as number);
}

/** Where a flow is after one epoch of a step size. */
function endOf(records: readonly FigureRecord[], kind: Flow, stepSize: number): Float64Array {
  const record = pick(
    records,
    kind === "gradient-flow" ? { "dynamics.kind": kind } : { "dynamics.kind": kind, "dynamics.stepSize": stepSize },
  );
  return parametersAt(record, examples * stepSize);
}

/** The mean, over sequences of single examples, of where SGD ends. */
function meanEnd(
  { size, gradient }: Objective,
  start: Float64Array,
  sequences: readonly (readonly number[])[],
  stepSize: number,
): Float64Array {
  const mean = new Float64Array(size);
  const slopeAt = new Float64Array(size);
  for (const sequence of sequences) {
    const w = Float64Array.from(start);
    for (const example of sequence) {
      gradient(w, slopeAt, Int32Array.of(example));
      for (let p = 0; p < size; p++) w[p] -= stepSize * slopeAt[p];
    }
    for (let p = 0; p < size; p++) mean[p] += w[p] / sequences.length;
  }
  return mean;
}

function permutations(n: number): number[][] {
  if (n === 1) return [[0]];
  return permutations(n - 1).flatMap((order) => Array.from({ length: n }, (_, at) => order.toSpliced(at, 0, n - 1)));
}

function allSequences(n: number): number[][] {
  return Array.from({ length: n ** n }, (_, code) => Array.from({ length: n }, (_unused, k) => Math.floor(code / n ** k) % n));
}

function distance(p: Float64Array, q: Float64Array): number {
  return Math.sqrt(q.reduce((sum, value, i) => sum + (value - p[i]) ** 2, 0));
}
