import { stableSharpness } from "../theory/stability.ts";
import { short } from "./controls.ts";
import type { Shown } from "./runs.ts";
import { batchSizeOf, shapeOf } from "./specs.ts";
import type { State } from "./state.ts";
import { numberOf } from "./trace.ts";

/** Below this an expansion in the step size has small next terms. */
const small = 0.1;

/** What the curves mean, in sentences: which theory may be trusted here, and who is at the edge of stability. */
export function regime(state: State, shown: readonly Shown[]): string[] {
  const own = shown.filter(({ kept }) => !kept);
  return [...edge(state, own), ...epoch(state, own), ...ends(own)];
}

function edge({ stepSize }: State, shown: readonly Shown[]): string[] {
  const gd = shown.find(({ method }) => method === "gd");
  if (gd === undefined) return [];
  const threshold = stableSharpness({ stepSize });
  const sharpness = (gd.trace.columns["sharpness"] ?? []).map(numberOf);
  const first = sharpness.findIndex((value) => value > threshold);
  const flow = shown.find(({ method }) => method === "gradient-flow");
  const flowEnd = numberOf(flow?.trace.columns["sharpness"]?.at(-1));
  if (gd.trace.record?.status === "diverged") return [];
  if (first < 0) {
    const most = Math.max(0, ...sharpness.filter(Number.isFinite));
    return [
      `Gradient descent stays below 2/η = ${short(threshold)} (its sharpness reaches ${short(most)}), where expansions in η hold: it should follow gradient flow, and the IGR flow more closely.`,
    ];
  }
  const meeting =
    first === 0 ? `starts above 2/η = ${short(threshold)}` : `passes 2/η = ${short(threshold)} at time ${short(gd.trace.time[first])}`;
  return [
    `Edge of stability: the sharpness of gradient descent ${meeting}, and from there on it cannot follow gradient flow${flowEnd > threshold ? `, which goes on to ${short(flowEnd)}` : ""}. Expansions in η (IGR flow, minibatch flow) do not hold there; the central flow is the prediction to compare with.`,
  ];
}

function epoch(state: State, shown: readonly Shown[]): string[] {
  const sgd = shown.find(({ method }) => method === "sgd");
  const lambda = Math.max(...(sgd?.trace.columns["sharpness"] ?? []).map(numberOf).filter(Number.isFinite));
  if (sgd === undefined || !Number.isFinite(lambda) || sgd.trace.record?.status === "diverged") return [];
  const batches = Math.ceil(shapeOf(state).examples / batchSizeOf(state));
  const size = (batches * state.stepSize * lambda) / 2;
  const formula = `With λ the largest sharpness of SGD, mηλ/2 = ${batches} × ${short(state.stepSize)} × ${short(lambda)} / 2 = ${short(size)}`;
  const independent = state.sampling === "subset" || state.sampling === "bootstrap" || state.sampling === "partition-iid";
  const sampling = independent
    ? [
        "With independent draws the mean of SGD has no minibatch term over a fixed number of steps: the term is shown, but it is not part of the modified loss. At a fixed time the spread of the paths moves their mean, by as much as the gradient term does.",
      ]
    : [];
  const verdict =
    size <= small
      ? `${formula} is small: the minibatch flow should follow the mean path of shuffled SGD.`
      : size < 1
        ? `${formula} is not small: take the minibatch flow as a direction, not as numbers.`
        : `${formula} is large: an epoch of SGD is too long a step for the expansion behind the minibatch flow; agreement would be luck.`;
  const noise = state.noise === "none" ? [] : ["None of the flows shown knows of the noise that is added to SGD."];
  return [verdict, ...sampling, ...noise];
}

function ends(shown: readonly Shown[]): string[] {
  return shown.flatMap(({ label, trace }) =>
    trace.record?.status === "diverged" ? [`${label[0].toUpperCase()}${label.slice(1)} ${trace.record.reason}.`] : [],
  );
}
