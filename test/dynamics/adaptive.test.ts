import { describe, expect, test } from "vitest";
import { adam } from "../../src/dynamics/adam.ts";
import { behaviour as adamBehaviour } from "../../src/dynamics/adamBehaviour.ts";
import { rmsprop } from "../../src/dynamics/rmsprop.ts";
import { behaviour as rmspropBehaviour } from "../../src/dynamics/rmspropBehaviour.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { gradientOf, relativeError } from "../objective/differences.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 6);
const gradient = gradientOf(objective);

/** Follows a recursion of one parameter at a time for so many steps. */
function byHand(count: number, next: (g: number, k: number, i: number) => number): Float64Array {
  const w = Float64Array.from(from);
  for (let k = 1; k <= count; k++) gradient(w).forEach((g, i) => (w[i] -= next(g, k, i)));
  return w;
}

describe("adam", () => {
  test.for([{}, { epsilonInside: true, epsilon: 1e-3 }, { biasCorrection: false }, { beta1: 0.5, beta2: 0.8 }])(
    "follows the published recursion (%o)",
    (options) => {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, epsilonInside = false, biasCorrection = true } = options as Record<string, never>;
      const [m, v] = [new Float64Array(from.length), new Float64Array(from.length)];
      const expected = byHand(20, (g, k, i) => {
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        const mean = biasCorrection ? m[i] / (1 - beta1 ** k) : m[i];
        const square = biasCorrection ? v[i] / (1 - beta2 ** k) : v[i];
        return (0.05 * mean) / (epsilonInside ? Math.sqrt(square + epsilon) : Math.sqrt(square) + epsilon);
      });
      expect(relativeError(steps(start(adamBehaviour, adam({ stepSize: 0.05, ...options }), objective, from), 20), expected)).toBeLessThan(
        1e-12,
      );
    },
  );

  test("moves every parameter by the step size at first, against the sign of its gradient", () => {
    const w = steps(start(adamBehaviour, adam({ stepSize: 0.05, epsilon: 0 }), objective, from), 1);
    gradient(from).forEach((g, i) => expect(w[i]).toBeCloseTo(from[i] - 0.05 * Math.sign(g), 14));
  });

  test("leaves a parameter alone that the loss does not depend on, with ε = 0 too", () => {
    const flat = formulaObjective(expression({ parameters: ["a", "b"], loss: "a^2/2 + 0*b" }));
    expect(steps(start(adamBehaviour, adam({ stepSize: 0.1, epsilon: 0 }), flat, [1, 2]), 5)[1]).toBe(2);
  });
});

describe("rmsprop", () => {
  test.for([{}, { epsilonInside: true, epsilon: 1e-3 }, { biasCorrection: true, alpha: 0.9 }])(
    "follows the published recursion (%o)",
    (options) => {
      const { alpha = 0.99, epsilon = 1e-8, epsilonInside = false, biasCorrection = false } = options as Record<string, never>;
      const v = new Float64Array(from.length);
      const expected = byHand(20, (g, k, i) => {
        v[i] = alpha * v[i] + (1 - alpha) * g * g;
        const square = biasCorrection ? v[i] / (1 - alpha ** k) : v[i];
        return (0.01 * g) / (epsilonInside ? Math.sqrt(square + epsilon) : Math.sqrt(square) + epsilon);
      });
      expect(
        relativeError(steps(start(rmspropBehaviour, rmsprop({ stepSize: 0.01, ...options }), objective, from), 20), expected),
      ).toBeLessThan(1e-12);
    },
  );

  test("scalar divides the whole gradient by one mean of ‖g‖²", () => {
    const w = Float64Array.from(from);
    let mean = 0;
    for (let k = 0; k < 20; k++) {
      const g = gradient(w);
      mean = 0.9 * mean + 0.1 * g.reduce((sum, value) => sum + value * value, 0);
      g.forEach((value, i) => (w[i] -= (0.01 * value) / (Math.sqrt(mean) + 1e-8)));
    }
    const spec = rmsprop({ stepSize: 0.01, alpha: 0.9, scalar: true });
    expect(relativeError(steps(start(rmspropBehaviour, spec, objective, from), 20), w)).toBeLessThan(1e-12);
  });
});

test.for([
  [
    "adam",
    (options: object) => start(adamBehaviour, adam({ stepSize: 0.01, ...options }), objective, from, () => openRandom(0, "sampling")),
  ],
  [
    "rmsprop",
    (options: object) => start(rmspropBehaviour, rmsprop({ stepSize: 0.01, ...options }), objective, from, () => openRandom(0, "sampling")),
  ],
] as const)("%s takes minibatches where they are asked for, and all examples otherwise", ([, begin]) => {
  const whole = Float64Array.from(steps(begin({}), 5));
  expect(steps(begin({ batchSize: 6, sampling: "reshuffle" }), 5)).toEqual(whole);
  expect(steps(begin({ batchSize: 2, sampling: "reshuffle" }), 5)).not.toEqual(whole);
  expect(() => begin({ batchSize: 2 })).toThrow('sampling: is missing: say how the batches of 2 are drawn, such as "reshuffle"');
});
