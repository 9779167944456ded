/** Runs that between them touch every layer of the numeric path; small, so that each runtime does them in a second or two. */
const chebyshev = (widths: number[], activation: string): object => ({
  data: { kind: "chebyshev", degree: 4, count: 20 },
  model: { kind: "mlp", widths, activation },
  loss: { kind: "squared-error" },
});

const classes = {
  data: { kind: "teacher", input: 3, widths: [6, 3], count: 24, seed: 4 },
  model: { kind: "mlp", widths: [3, 7, 3], activation: "gelu" },
  loss: { kind: "squared-error", factor: 1 },
};

const valley = { model: { kind: "expression", parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2 + exp(-a*a)*sin(b)/50" } };

const geometry = [
  "loss",
  "gradient-norm-squared",
  "sharpness",
  "hessian-trace",
  "gradient-noise",
  "modified-loss",
  "directional-sharpness",
];

const normal = { kind: "normal" };

export const specs: Readonly<Record<string, object>> = {
  "gd on a formula": run(valley, { kind: "values", values: [2.8, 3.5] }, { kind: "gd", stepSize: 0.02 }, { steps: 300 }, [
    "loss",
    "parameters",
  ]),
  "gd at the edge of stability": run(chebyshev([1, 12, 1], "tanh"), normal, { kind: "gd", stepSize: 0.4 }, { steps: 400 }, geometry),
  "Nesterov, softplus": run(
    chebyshev([1, 9, 5, 1], "softplus"),
    normal,
    { kind: "gd", stepSize: 0.05, momentum: 0.9, nesterov: true },
    { steps: 200 },
    geometry,
  ),
  "sgd, reshuffled": run(classes, normal, { kind: "sgd", stepSize: 0.05, batchSize: 5, sampling: "reshuffle" }, { steps: 200 }, geometry),
  "sgd, bootstrap": run(
    classes,
    normal,
    { kind: "sgd", stepSize: 0.05, batchSize: 3, sampling: "bootstrap", momentum: 0.5 },
    { steps: 200 },
    ["loss", "parameters"],
  ),
  "gradient flow": run(chebyshev([1, 12, 1], "tanh"), normal, { kind: "gradient-flow" }, { time: 40 }, ["loss", "sharpness"]),
  "IGR flow": run(chebyshev([1, 12, 1], "tanh"), normal, { kind: "igr-flow", stepSize: 0.1 }, { time: 20 }, ["loss", "sharpness"]),
  "third-order flow": run(chebyshev([1, 6, 1], "sigmoid"), normal, { kind: "third-order-flow", stepSize: 0.1 }, { time: 10 }, ["loss"]),
  "minibatch flow": run(chebyshev([1, 8, 1], "tanh"), normal, { kind: "minibatch-flow", stepSize: 0.05, batchSize: 4 }, { time: 10 }, [
    "loss",
    "gradient-noise",
  ]),
  "a shadow beside shuffled SGD": run(
    classes,
    normal,
    { kind: "sgd", stepSize: 0.05, batchSize: 5, sampling: "reshuffle", momentum: 0.9 },
    { steps: 200 },
    ["loss", "chaos-horizon"],
  ),
  flatness: run(classes, normal, { kind: "gd", stepSize: 0.1 }, { steps: 20 }, [
    "critical-sharpness",
    { kind: "sam-sharpness", steps: 3 },
    "adaptive-sharpness",
    { kind: "adaptive-sharpness", per: "filter", biases: true },
    "box-sharpness",
    { kind: "box-sharpness", dimension: 5 },
    { kind: "perturbation-radius", lossRise: 0.1 },
  ]),
  "a divergence": run(valley, { kind: "values", values: [30, 40] }, { kind: "gd", stepSize: 0.1 }, { steps: 100 }, ["loss"]),
};

function run(objective: object, init: object, dynamics: object, until: object, measures: readonly (string | object)[]): object {
  return { version: 1, objective, init, dynamics, until, measures, seed: 3 };
}
