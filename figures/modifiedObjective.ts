import type { RunInput } from "../src/experiment/runSpec.ts";
import { dashes, type FigureRecord, formatNumber, last, type Method, objectiveParts, parts } from "../src/figure/index.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { figure, type Needed } from "./figure.ts";

const [stepSize, batchSize, time] = [0.02, 5, 300];
const everyTime = 3;
const seed = 0;
const measures: RunInput["measures"] = [
  { kind: "loss", everyTime },
  { kind: "modified-loss", stepSize, batchSize, visitsEachOnce: true, everyTime },
  { kind: "sharpness", everyTime: time, tolerance: 1e-3 },
];

function needed(dynamics: RunInput["dynamics"]): Needed {
  return { base: { ...digitsSetting, dynamics, until: { time }, measures, seed }, grid: {} };
}

const methods = ["gradient-flow", "igr-flow", "minibatch-flow", "sgd"] as const satisfies readonly Method[];
const names: Readonly<Record<(typeof methods)[number], string>> = { "gradient-flow": "gradient flow", "igr-flow": "IGR flow", "minibatch-flow": "minibatch flow", sgd: `SGD, shuffled, B = ${batchSize}` };

/** The loss and the two terms that theory adds to it, along the paths that do and do not minimise their sum. */
export const modifiedObjectiveFigure = figure({
  name: "modified-objective",
  title: "The modified objective and its parts",
  sweeps: {
    "gradient-flow": needed({ kind: "gradient-flow" }),
    "igr-flow": needed({ kind: "igr-flow", stepSize }),
    "minibatch-flow": needed({ kind: "minibatch-flow", stepSize, batchSize }),
    sgd: needed({ kind: "sgd", stepSize, batchSize, sampling: "reshuffle" }),
  },
  read: (records) => Object.fromEntries(methods.map((method) => [method, records[method][0]])) as Record<(typeof methods)[number], FigureRecord>,
  draw: (data) => ({
    description: "Loss, implicit gradient term and minibatch term along gradient flow, IGR flow, minibatch flow and SGD, over time.",
    legend: (theme) => methods.map((method) => ({ label: names[method], colour: theme.methods[method], dash: dashes[method] })),
    rows: [
      {
        height: 150,
        panels: parts.map(({ column, label }, i) =>
          objectiveParts({ column, label, title: "abc"[i], x: { label: "time ηk", domain: [0, time] }, runs: methods.toReversed().map((method) => ({ record: data[method], method })) }),
        ),
      },
    ],
  }),
  caption: (data) => {
    const sharpness = last(data["gradient-flow"], "sharpness");
    return (
      `The loss L (a) and the two terms that backward error analysis adds to it for shuffled SGD, (η/4)‖∇L‖² (b) and (η/4) tr Σ_B, Σ_B the covariance of a batch's gradient (c), along four paths from one initial point, at equal time. ${settingInWords}; η = ${stepSize}, B = ${batchSize}. ` +
      `SGD is shown at single iterates, whose gradient carries the noise of the last batches. At time ${time} the minibatch term is ${ratios(data)}. ` +
      `Regime: ηλ_max/2 = ${formatNumber((stepSize * sharpness) / 2, 2)} and mηλ_max = ${formatNumber(((100 / batchSize) * stepSize * sharpness), 2)} (m = ${100 / batchSize} batches an epoch) at the end of gradient flow.`
    );
  },
});

function ratios(data: Readonly<Record<(typeof methods)[number], FigureRecord>>): string {
  return methods.map((method) => `${formatNumber(last(data[method], "minibatchTerm"), 2)} on ${method === "sgd" ? "SGD" : names[method]}`).join(", ");
}

