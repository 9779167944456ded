import { expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { sparseProblem } from "../support/diagonal.ts";
import { start } from "../support/run.ts";

const { objective } = sparseProblem();
const dimension = objective.size / 2;
const stepSize = 0.02;
const alpha = 0.5;
const from = new Float64Array(objective.size).fill(alpha);
const everyExample = Array.from({ length: objective.examples }, (_, i) => [i]);

test.for([
  ["GD", [[0, 1, 2, 3, 4, 5, 6, 7]], () => start(gd, gd({ stepSize }), objective, from)],
  [
    "SGD",
    everyExample,
    () =>
      start(sgd, sgd({ stepSize, sampling: { kind: "batches", batches: everyExample } }), objective, from, () => openRandom(0, "sampling")),
  ],
] as const)(
  "a step of %s multiplies u_j v_j by exactly 1 − 4η²g_j², so that the effective α only falls (Pesme et al. 2021; Nacson et al. 2022)",
  ([, batches, begin]) => {
    const mover = begin();
    const w = mover.point.parameters;
    const gradient = new Float64Array(w.length);
    const expected = new Float64Array(dimension).fill(alpha * alpha);
    for (let k = 0; k < 400; k++) {
      objective.gradient(w, gradient, Int32Array.from(batches[k % batches.length]));
      for (let j = 0; j < dimension; j++) {
        const g = gradient[j] / (2 * w[j]);
        expected[j] *= 1 - 4 * stepSize * stepSize * g * g;
      }
      mover.advance(Infinity);
      for (let j = 0; j < dimension; j++) expect(Math.abs((w[j] * w[dimension + j]) / expected[j] - 1)).toBeLessThan(1e-12);
    }
    const effective = expected.reduce((sum, value) => sum + Math.sqrt(value), 0) / dimension / alpha;
    expect(effective).toBeLessThan(1);
    expect(effective).toBeGreaterThan(0.5);
  },
);
