import { expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { gradientNorm } from "../../src/dynamics/penalty.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { along, gradientOf, relativeError } from "../objective/differences.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 6);
const gradient = gradientOf(objective);

/** 2μHg of the full objective by differences of the gradient. */
const penaltyGradient = (w: Float64Array, coefficient: number): Float64Array =>
  along(gradient, w, gradient(w), 1e-2, 1).map((value) => 2 * coefficient * value);

test.for([0.3, -0.1])("a step of gd with the penalty %f‖∇L‖² goes along g + 2μHg", (coefficient) => {
  const mover = start(gd, gd({ stepSize: 0.5, penalty: gradientNorm({ coefficient }) }), objective, from);
  const extra = penaltyGradient(from, coefficient);
  const expected = gradient(from).map((g, i) => from[i] - 0.5 * (g + extra[i]));
  expect(relativeError(steps(mover, 1), expected)).toBeLessThan(1e-12);
});

test("with minibatches the penalty is that of the full objective", () => {
  const spec = sgd({ stepSize: 0.5, batchSize: 2, sampling: "cyclic", penalty: gradientNorm({ coefficient: 0.3 }) });
  const mover = start(sgd, spec, objective, from, () => openRandom(0, "sampling"));
  const extra = penaltyGradient(from, 0.3);
  const expected = gradientOf(objective, Int32Array.of(0, 1))(from).map((g, i) => from[i] - 0.5 * (g + extra[i]));
  expect(relativeError(steps(mover, 1), expected)).toBeLessThan(1e-12);
});

test("the penalty leaves the recorded loss and gradient those of the objective", () => {
  const mover = start(gd, gd({ stepSize: 0.5, penalty: gradientNorm({ coefficient: 0.3 }) }), objective, from);
  const w = steps(mover, 3);
  expect(mover.point.loss).toBe(objective.loss(w));
  expect([...mover.point.gradient]).toEqual([...gradient(w)]);
});
