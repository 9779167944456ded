import { expect, test } from "vitest";
import { adamFlow } from "../../src/dynamics/adamFlow.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { adam } from "../../src/theory/adam.ts";
import { referenceFlow } from "../support/referenceFlow.ts";
import { start } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(4, 6);
const rule = { beta1: 0.5, beta2: 0.8, epsilon: 0.01 };
const time = 0.5;

/** Distance at a fixed time between Adam with a past on the flow (ε under the root, no bias correction) and the flow with or without the correction. */
function error(stepSize: number, corrected: boolean): number {
  const { beta1, beta2, epsilon } = rule;
  const point = new Point(objective, from);
  const gradient = new Float64Array(objective.size);
  const field = (w: Float64Array, out: Float64Array): void => {
    point.parameters.set(w);
    point.moved();
    if (corrected) adam({ stepSize, ...rule }).velocity(point, out);
    else for (let j = 0; j < out.length; j++) out[j] = -point.gradient[j] / Math.sqrt(point.gradient[j] * point.gradient[j] + epsilon);
  };
  const backward = (w: Float64Array, out: Float64Array): void => {
    field(w, out);
    for (let j = 0; j < out.length; j++) out[j] = -out[j];
  };
  const past: Float64Array[] = [];
  let place: Float64Array = Float64Array.from(from);
  for (let k = 0; k < 60; k++) past.push((place = referenceFlow(backward, place, stepSize, 2)));
  const m = new Float64Array(objective.size);
  const v = new Float64Array(objective.size);
  const absorb = (w: Float64Array): void => {
    objective.gradient(w, gradient);
    for (let j = 0; j < m.length; j++) {
      m[j] = beta1 * m[j] + (1 - beta1) * gradient[j];
      v[j] = beta2 * v[j] + (1 - beta2) * gradient[j] * gradient[j];
    }
  };
  // The oldest gradient stands for all that came before.
  objective.gradient(past[past.length - 1], gradient);
  for (let j = 0; j < m.length; j++) [m[j], v[j]] = [gradient[j], gradient[j] * gradient[j]];
  for (let k = past.length - 1; k >= 0; k--) absorb(past[k]);
  const w = Float64Array.from(from);
  for (let n = 0; n < Math.round(time / stepSize); n++) {
    absorb(w);
    for (let j = 0; j < w.length; j++) w[j] -= (stepSize * m[j]) / Math.sqrt(v[j] + epsilon);
  }
  return distance(w, referenceFlow(field, from, time, 200));
}

test("late Adam stays within O(η²) of its modified flow and within O(η) of the flow of −g/√(g² + ε)", () => {
  const stepSizes = [0.0025, 0.00125, 0.000625, 0.0003125];
  const slope = (corrected: boolean): number =>
    logLogSlope(
      stepSizes,
      stepSizes.map((h) => error(h, corrected)),
    );
  expect(Math.abs(slope(true) - 2)).toBeLessThan(0.15);
  expect(Math.abs(slope(false) - 1)).toBeLessThan(0.15);
});

test("adam-flow follows that velocity", () => {
  const mover = start(adamFlow, adamFlow({ stepSize: 0.01, ...rule }), objective, from);
  while (mover.time < time) mover.advance(time);
  const point = new Point(objective, from);
  const field = (w: Float64Array, out: Float64Array): void => {
    point.parameters.set(w);
    point.moved();
    adam({ stepSize: 0.01, ...rule }).velocity(point, out);
  };
  expect(distance(mover.point.parameters, referenceFlow(field, from, time, 400))).toBeLessThan(1e-4);
});

test("with β₂ > β₁ and ε far below g² it moves faster uphill of the smoothed 1-norm: the bracket is negative", () => {
  const point = new Point(objective, from);
  const [plain, adaptive] = [new Float64Array(objective.size), new Float64Array(objective.size)];
  adam({ stepSize: 0.01, beta1: 0, beta2: 0, epsilon: 1e-12 }).velocity(point, plain);
  adam({ stepSize: 0.01, beta1: 0.5, beta2: 0.9, epsilon: 1e-12 }).velocity(point, adaptive);
  // The velocities differ by (η/2)(16 + …)(H sign g)/|g|: along ∇‖g‖₁, not against it.
  const norm = new Float64Array(objective.size);
  objective.hessianVector(
    from,
    point.gradient.map((g) => Math.sign(g)),
    norm,
  );
  let along = 0;
  for (let j = 0; j < norm.length; j++) along += (adaptive[j] - plain[j]) * norm[j] * Math.abs(point.gradient[j]);
  expect(along).toBeGreaterThan(0);
  expect(adam({ stepSize: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }).conditions(point)[0].holds).toBe(false);
});
