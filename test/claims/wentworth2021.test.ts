import { describe, expect, test } from "vitest";
import { minibatchFlow } from "../../src/dynamics/minibatchFlow.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { driftToQuiet } from "../../src/theory/driftToQuiet.ts";
import { exampleGradients } from "../support/dense.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

describe("the divergence of the noise covariance", () => {
  const { objective, start: from } = tinyNetwork(2, 5);
  const size = objective.size;

  /** Σ at w, from all gradients. */
  function covariance(w: Float64Array): Float64Array {
    const all = exampleGradients(objective, w);
    const mean = new Float64Array(size);
    objective.gradient(w, mean);
    const sigma = new Float64Array(size * size);
    for (const g of all)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) sigma[i * size + j] += ((g[i] - mean[i]) * (g[j] - mean[j])) / all.length;
    return sigma;
  }

  test("is ½∇tr Σ + Cov(tr H_k, g_k), by differences of Σ itself", () => {
    const { divergence, trace, curvature } = driftToQuiet(new Point(objective, from), 1);
    const h = 1e-4;
    const quotient = new Float64Array(size);
    const slopeOfTrace = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const moved = (by: number): Float64Array => covariance(from.map((value, k) => (k === i ? value + by : value)));
      const [forward, backward] = [moved(h), moved(-h)];
      for (let j = 0; j < size; j++) {
        quotient[j] += (forward[i * size + j] - backward[i * size + j]) / (2 * h);
        slopeOfTrace[i] += (forward[j * size + j] - backward[j * size + j]) / (2 * h);
      }
    }
    const largest = Math.max(...divergence.map(Math.abs));
    for (let j = 0; j < size; j++) {
      expect(Math.abs(divergence[j] - quotient[j]) / largest).toBeLessThan(1e-6);
      expect(Math.abs(trace[j] - slopeOfTrace[j] / 2) / largest).toBeLessThan(1e-6);
      expect(divergence[j]).toBe(trace[j] + curvature[j]);
    }
  });

  test("has two equal halves in one dimension: with gradients ±s, ∇·Σ = (s²)′", () => {
    const line = formulaObjective(expression({ parameters: ["x"], example: "e*(x + 0.5*sin(x))", over: { e: [-1, 1] } }));
    const { divergence, trace, curvature } = driftToQuiet(new Point(line, Float64Array.of(0.7)), 1, true);
    expect(divergence[0]).toBeCloseTo(2 * (1 + 0.5 * Math.cos(0.7)) * -0.5 * Math.sin(0.7), 12);
    expect(trace[0]).toBeCloseTo(curvature[0], 12);
  });
});

test("without a mean gradient SGD rests with density 1/Σ: it is to be found where the noise is low", () => {
  // Gradients ±s(x) on the circle, s² = 1 + 0.8 cos x; a step of 0.1.
  const random = openRandom(0, "sampling");
  const bins = new Float64Array(40);
  const count = 4_000_000;
  let x = 0;
  for (let k = 0; k < count; k++) {
    x += 0.1 * Math.sqrt(1 + 0.8 * Math.cos(x)) * random.sign();
    bins[Math.floor(40 * (x / (2 * Math.PI) - Math.floor(x / (2 * Math.PI))))] += 40 / (2 * Math.PI * count);
  }
  // ∫ dx/(1 + 0.8 cos x) = 2π/0.6; bins are compared by their means.
  let apart = 0;
  for (let b = 0; b < 40; b++) {
    let density = 0;
    for (let s = 0; s < 50; s++) density += 0.6 / (2 * Math.PI * (1 + 0.8 * Math.cos((2 * Math.PI * (b + (s + 0.5) / 50)) / 40))) / 50;
    apart += (Math.abs(bins[b] - density) * 2 * Math.PI) / 40;
  }
  expect(apart).toBeLessThan(0.03);
});

describe("the valley ½v² ± (1 + u/2)v, flat and equally sharp along u", () => {
  const objective = formulaObjective(expression({ parameters: ["u", "v"], example: "v^2/2 + e*(1 + u/2)*v", over: { e: [-1, 1] } }));
  const stepSize = 0.05;

  /** Mean of u at the end and its standard error. */
  const ends = (sampling: "reshuffle" | "bootstrap", runs: number): { mean: number; error: number } => {
    let [sum, squares] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const spec = sgd({ stepSize, batchSize: 1, sampling });
      const mover = start(sgd, spec, objective, [0, 0], () => openRandom(seed, "sampling"));
      const [u] = steps(mover, 800);
      sum += u;
      squares += u * u;
    }
    const mean = sum / runs;
    return { mean, error: Math.sqrt((squares / runs - mean * mean) / (runs - 1)) };
  };

  test("shuffled SGD drifts to the quiet side as the minibatch flow does, to u = −0.442", () => {
    const flow = start(minibatchFlow, minibatchFlow({ stepSize, batchSize: 1 }), objective, [0, 0]);
    while (flow.time < 40) flow.advance(40);
    expect(flow.point.parameters[0]).toBeCloseTo(-0.4424, 3);
    expect(Math.abs(ends("reshuffle", 200).mean - flow.point.parameters[0])).toBeLessThan(0.01);
  });

  test("with independent draws the mean stays where it was, within three standard errors", () => {
    const { mean, error } = ends("bootstrap", 1500);
    expect(error).toBeLessThan(0.02);
    expect(Math.abs(mean)).toBeLessThan(3 * error);
  });
});
