import { expect, test } from "vitest";
import { langevin } from "../../src/dynamics/langevin.ts";
import { gaussian } from "../../src/dynamics/noise/gaussian.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { start, steps } from "../support/run.ts";

const parabola = quadratic.objective(quadratic({ matrix: [[2]] }));
const noise = () => openRandom(0, "noise");

test("a step is w − ηg + √(2ηT)ξ", () => {
  const xi = openRandom(0, "noise").normal();
  const mover = start(langevin, langevin({ stepSize: 0.1, temperature: 0.3 }), parabola, [1], noise);
  expect(steps(mover, 1)[0]).toBeCloseTo(1 - 0.1 * 2 + Math.sqrt(2 * 0.1 * 0.3) * xi, 14);
});

test("on ½λw² its stationary variance is T/(λ(1 − ηλ/2))", () => {
  const mover = start(langevin, langevin({ stepSize: 0.3, temperature: 0.5 }), parabola, [0], noise);
  steps(mover, 100);
  const count = 200_000;
  let variance = 0;
  for (let k = 0; k < count; k++) variance += steps(mover, 1)[0] ** 2 / count;
  const expected = 0.5 / (2 * (1 - 0.3));
  // w² is correlated over about 1/(1 − 0.4²) steps each way: (1 + 0.16)/(1 − 0.16) steps for one independent one.
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt((2 * 1.16) / 0.84 / count));
});

test("a noise beside it is independent of its own", () => {
  const mover = start(langevin, langevin({ stepSize: 1, temperature: 0.5, noise: gaussian({ std: 1 }) }), parabola, [0], noise);
  const draws = openRandom(0, "noise");
  const [first, second] = [draws.normal(), draws.normal()];
  expect(steps(mover, 1)[0]).toBeCloseTo(second - first, 14);
});
