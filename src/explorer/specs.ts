import { methods, type MethodName, mostSteps, type State } from "./state.ts";

/** A run that the page shows: how it is called, how it looks, and its spec. */
export interface Planned {
  readonly method: MethodName | "other";
  readonly label: string;
  readonly spec: object;
}

/** Inputs, outputs and number of examples of the chosen data. */
export function shapeOf(state: State): { readonly inputs: number; readonly outputs: number; readonly examples: number } {
  const examples = state.count;
  switch (state.data) {
    case "chebyshev":
      return { inputs: 1, outputs: 1, examples };
    case "teacher":
      return { inputs: 3, outputs: 1, examples };
    case "two-moons":
    case "spirals":
      return { inputs: 2, outputs: 1, examples };
    case "digits":
      return { inputs: 49, outputs: 10, examples: Math.ceil(examples / 10) * 10 };
    case "table": {
      const { x, y } = state.own!;
      return { inputs: x[0].length, outputs: y[0].length, examples: x.length };
    }
  }
}

/** The losses that fit the targets: ±1 for the logistic loss, one-hot rows for cross-entropy. */
export function lossesFor({ data, own }: Pick<State, "data" | "own">): readonly State["loss"][] {
  const rows = data === "table" ? own!.y : [];
  const oneHot =
    data === "digits" || (data === "table" && rows.every((row) => row.length > 1 && row.every((value) => value === 0 || value === 1)));
  if (oneHot) return ["squared-error", "cross-entropy"];
  const signs =
    data === "two-moons" || data === "spirals" || (data === "table" && rows.every((row) => row.every((value) => Math.abs(value) === 1)));
  return signs ? ["squared-error", "logistic"] : ["squared-error"];
}

/** How many steps of η the shown time has; at least one. */
export const stepsOf = ({ time, stepSize }: State): number => Math.min(mostSteps, Math.max(1, Math.round(time / stepSize)));

export const batchSizeOf = (state: State): number => Math.min(state.batchSize, shapeOf(state).examples);

export const methodLabels: Readonly<Record<MethodName, string>> = {
  "gradient-flow": "gradient flow",
  gd: "gradient descent",
  sgd: "SGD",
  "igr-flow": "IGR flow",
  "minibatch-flow": "minibatch flow",
  "central-flow": "central flow",
};

/** The runs that a state asks for, in the order of `methods`. */
export function planned(state: State): Planned[] {
  return methods
    .filter((method) => state.methods.includes(method))
    .flatMap((method) => {
      const copies = method === "sgd" ? state.copies : 1;
      return Array.from({ length: copies }, (_, copy) => ({
        method,
        label: `${methodLabels[method]}${copies > 1 ? ` ${copy + 1}` : ""}`,
        spec: specOf(state, method, copy),
      }));
    });
}

function specOf(state: State, method: MethodName, copy: number): object {
  const { inputs, outputs } = shapeOf(state);
  const steps = stepsOf(state);
  const flow = method.endsWith("flow");
  return {
    version: 1,
    objective: {
      data: dataOf(state),
      model: { kind: "mlp", widths: [inputs, ...state.hidden, outputs], activation: state.activation },
      loss: { kind: state.loss },
    },
    init: { kind: "normal", seed: state.seed },
    dynamics: dynamicsOf(state, method),
    until: flow ? { time: steps * state.stepSize } : { steps },
    measures: measuresOf(state, flow ? { everyTime: stride(steps) * state.stepSize } : {}),
    seed: state.seed + copy,
  };
}

function dataOf({ data, degree, count, spread, seed, own }: State): object {
  switch (data) {
    case "chebyshev":
      return { kind: data, degree, count };
    case "teacher":
      return { kind: data, input: 3, widths: [4, 1], count, noise: spread, seed };
    case "two-moons":
    case "spirals":
      return { kind: data, count, noise: spread, seed };
    case "digits":
      return { kind: data, count: Math.ceil(count / 10) * 10, size: 7 };
    case "table":
      return { kind: data, x: own!.x, y: own!.y };
  }
}

function dynamicsOf(state: State, method: MethodName): object {
  const { stepSize, sampling, noise, noiseStd } = state;
  const batchSize = batchSizeOf(state);
  // 1e-4 keeps the flow's error far below a pixel.
  const tolerance = 1e-4;
  switch (method) {
    case "gradient-flow":
      return { kind: method, tolerance };
    case "igr-flow":
    case "central-flow":
      return { kind: method, stepSize, tolerance };
    case "minibatch-flow":
      return { kind: method, stepSize, batchSize, tolerance };
    case "gd":
      return { kind: method, stepSize };
    case "sgd":
      return { kind: method, stepSize, batchSize, sampling, ...(noise === "none" ? {} : { noise: { kind: noise, std: noiseStd } }) };
  }
}

/** The same measures on every path, those of the modified loss with the same η and B, so that curves may be compared. */
function measuresOf(state: State, schedule: object): object[] {
  const { stepSize, sampling, excludeEvery } = state;
  const once = sampling === "reshuffle";
  const stochastic = state.methods.includes("sgd") || state.methods.includes("minibatch-flow");
  return [
    { kind: "loss", ...schedule },
    { kind: "sharpness", tolerance: 1e-3, excludeEvery, ...schedule },
    {
      kind: "modified-loss",
      stepSize,
      ...(stochastic ? { batchSize: batchSizeOf(state), visitsEachOnce: once } : {}),
      ...schedule,
    },
  ];
}

/** Rows of flows stand where those of discrete dynamics remain when more than a thousand are thinned. */
function stride(steps: number): number {
  let every = 1;
  while (steps / every > 1000) every *= 2;
  return every;
}
