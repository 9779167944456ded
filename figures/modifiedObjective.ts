import type { RunInput } from "../src/experiment/runSpec.ts";
import { dashes, type FigureRecord, formatNumber, last, mean, type Method, objectiveParts, parts } from "../src/figure/index.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { entry, figure } from "./figure.ts";

const [stepSize, batchSize, time, examples] = [0.02, 5, 600, 100];
const everyTime = 6;
const seeds = 8;
const marginLeft = 40;
const measures: RunInput["measures"] = [
  { kind: "loss", everyTime },
  { kind: "modified-loss", stepSize, batchSize, visitsEachOnce: true, everyTime },
  { kind: "sharpness", everyTime: time, tolerance: 1e-3 },
];

const methods = ["sgd", "minibatch-flow", "igr-flow", "gradient-flow"] as const satisfies readonly Method[];
type Shown = (typeof methods)[number];
const names: Readonly<Record<Shown, string>> = {
  "gradient-flow": "gradient flow",
  "igr-flow": "IGR flow",
  "minibatch-flow": "minibatch flow",
  sgd: `SGD, shuffled, B = ${batchSize}`,
};
const flows: RunInput["dynamics"][] = [
  { kind: "gradient-flow" },
  { kind: "igr-flow", stepSize },
  { kind: "minibatch-flow", stepSize, batchSize },
];
const start = { ...digitsSetting, init: { ...digitsSetting.init, seed: 0 }, until: { time }, measures };

/** The loss and the two terms that theory adds to it, along the paths that do and do not minimise their sum. */
export const modifiedObjectiveFigure = figure({
  name: "modified-objective",
  title: "The modified objective and its parts",
  sweeps: {
    flows: { base: { ...start, dynamics: flows[0] }, grid: { dynamics: flows } },
    sgd: {
      base: { ...start, dynamics: { kind: "sgd", stepSize, batchSize, sampling: "reshuffle" } },
      grid: { seed: { from: 0, count: seeds } },
    },
  },
  read: ({ flows: records, sgd }) =>
    Object.fromEntries(
      methods.map((method) => [method, [...records, ...sgd].filter((record) => entry<string>(record, "dynamics.kind") === method)]),
    ) as unknown as Record<Shown, FigureRecord[]>,
  draw: (data) => ({
    description:
      "Loss, implicit gradient term and minibatch term over time along gradient flow, IGR flow, minibatch flow and SGD, and each of them relative to gradient flow.",
    legend: (theme) =>
      methods.toReversed().map((method) => ({ label: names[method], colour: theme.methods[method], dash: dashes[method] })),
    rows: [
      {
        height: 140,
        panels: parts.map(({ column, label }, i) =>
          objectiveParts({
            column,
            title: `${"abc"[i]}\u2002${label}`,
            marginLeft,
            x: { label: "", domain: [0, time] },
            y: { label: "in units of the loss", type: "log" },
            runs: runsOf(data),
          }),
        ),
      },
      {
        height: 140,
        panels: parts.map(({ column, label }, i) =>
          objectiveParts({
            column,
            title: `${"def"[i]}\u2002${label}`,
            marginLeft,
            x: { label: "time ηk (comparison at equal time)", domain: [0, time] },
            y: { label: "ratio to gradient flow", type: column === "implicitGradientTerm" ? "log" : "linear" },
            runs: runsOf(data),
            relativeTo: data["gradient-flow"][0],
          }),
        ),
      },
    ],
  }),
  caption: (data) => {
    const sharpness = last(data["gradient-flow"][0], "sharpness");
    return (
      `The loss L (a) and the two terms that backward error analysis adds to it for shuffled SGD, (η/4)‖∇L‖² (b) and (η/4) tr Σ_B (c), Σ_B the covariance of a batch's gradient, along four paths from one initial point, at equal time; (d–f) the same, divided by gradient flow's value at that time. ${settingInWords}; η = ${stepSize}, B = ${batchSize}. ` +
      `SGD: mean and range over ${seeds} shuffling seeds, at single iterates, whose full gradient carries the noise of the last batches: hence (b, e), where theory speaks of the mean path. At time ${time}, relative to gradient flow, the minibatch term is ${inWords(data, "minibatchTerm")}, the loss ${inWords(data, "loss")}. ` +
      `Regime: ηλ_max/2 = ${formatNumber((stepSize * sharpness) / 2, 2)}, mηλ_max/2 = ${formatNumber(((examples / batchSize) * stepSize * sharpness) / 2, 2)} (m = ${examples / batchSize} batches an epoch) at the end of gradient flow; the expansion for shuffled SGD needs the latter to be small.`
    );
  },
});

const runsOf = (data: Readonly<Record<Shown, readonly FigureRecord[]>>) => methods.map((method) => ({ method, records: data[method] }));

function inWords(data: Readonly<Record<Shown, readonly FigureRecord[]>>, column: string): string {
  const reference = last(data["gradient-flow"][0], column);
  return methods
    .filter((method) => method !== "gradient-flow")
    .map(
      (method) =>
        `${(mean(data[method].map((record) => last(record, column))) / reference).toFixed(3)} for ${method === "sgd" ? "SGD" : names[method]}`,
    )
    .join(", ");
}
