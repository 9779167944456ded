import { rmsprop } from "../../dynamics/rmsprop.ts";
import { behaviour as rmspropBehaviour } from "../../dynamics/rmspropBehaviour.ts";
import { rmspropCentralFlow } from "../../dynamics/rmspropCentralFlow.ts";
import { behaviour } from "../../dynamics/rmspropCentralFlowBehaviour.ts";
import { objective as byHand } from "../../experiment/byHand.ts";
import { distance } from "../../kernel/vector.ts";
import { placeAt } from "./flowGaps.ts";
import { start } from "./movers.ts";

const oneMean = {
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 20 },
    model: { kind: "mlp", widths: [1, 8, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  rule: { stepSize: 0.05, alpha: 0.98, epsilon: 1e-8, scalar: true },
} as const;
const ownMeans = {
  objective: {
    data: { kind: "teacher", input: 2, widths: [6, 1], count: 20, seed: 1 },
    model: { kind: "mlp", widths: [2, 8, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "uniform" },
  rule: { stepSize: 0.2, alpha: 0.98, epsilon: 0.1, scalar: false },
} as const;

/** Steps after which paths are compared, and over which RMSProp's place is averaged. */
const [steps, window] = [1000, 50];

/** Distances of the central and the stable flow of RMSProp from the mean place of its last 50 of 1,000 steps, at the mean time of these. */
export async function besideRmsprop(means: "one" | "own"): Promise<{ readonly central: number; readonly stable: number }> {
  const { objective: spec, init, rule } = means === "one" ? oneMean : ownMeans;
  const { objective, point } = await byHand(spec);
  const from = point(init).parameters;
  const descent = start(rmspropBehaviour, rmsprop({ ...rule, biasCorrection: true }), objective, from);
  const mean = new Float64Array(objective.size);
  for (let k = 1; k <= steps; k++) {
    descent.advance(Infinity);
    if (k <= steps - window) continue;
    for (let i = 0; i < mean.length; i++) mean[i] += descent.point.parameters[i] / window;
  }
  const [central, stable] = [true, false].map((oscillation) => {
    const flow = start(behaviour, rmspropCentralFlow({ ...rule, oscillation, tolerance: 1e-4 }), objective, from);
    return distance(placeAt(flow, rule.stepSize * (steps - (window - 1) / 2)), mean);
  });
  return { central, stable };
}
