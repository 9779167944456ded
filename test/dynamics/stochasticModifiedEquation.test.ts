import { describe, expect, test } from "vitest";
import { covarianceRoot } from "../../src/dynamics/covarianceRoot.ts";
import { sme } from "../../src/dynamics/stochasticModifiedEquation.ts";
import { openRandom, type Purpose, type Random } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { exampleGradients } from "../support/dense.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

type Options = Parameters<typeof sme>[0];

/** A stream whose n-th normal is given: to read off what the equation does with each. */
function scripted(value: (n: number) => number): Random {
  let n = 0;
  const normal = (): number => value(n++);
  return { normal, normals: (out: Float64Array) => out.forEach((_, i) => (out[i] = normal())) } as Random;
}

function run(
  objective: Objective,
  options: Options,
  from: number[],
  time: number,
  random: (purpose: Purpose) => Random,
  stops: number[] = [],
): Float64Array {
  const point = new Point(objective, Float64Array.from(from));
  const mover = sme.start(sme(options), { point, random });
  for (const stop of [...stops, time]) while (mover.time < stop) mover.advance(stop);
  expect(mover.time).toBe(time);
  return point.parameters;
}

const stepSizes = [0.2, 0.1, 0.05, 0.025];
const order = (errors: readonly number[]): number => logLogSlope(stepSizes, errors);

describe("with additive noise, ½ax² ∓ sx", () => {
  const [a, s] = [1, 0.8];
  const objective = quadratic.objective(quadratic({ matrix: [[a]], noise: [[s], [-s]] }));
  /** E[x] and E[x²] at time 1 of the equation as solved: x is linear in the normals, so that one run a normal tells. */
  const moments = (stepSize: number, kind: 1 | 2): { mean: number; square: number } => {
    const options: Options = { stepSize, batchSize: 1, order: kind };
    const draws = 2 * Math.round(1 / stepSize);
    const mean = run(objective, options, [1], 1, () => scripted(() => 0))[0];
    let square = mean * mean;
    for (let n = 0; n < draws; n++) square += (run(objective, options, [1], 1, () => scripted((k) => (k === n ? 1 : 0)))[0] - mean) ** 2;
    return { mean, square };
  };
  /** Those of SGD: m' = (1 − ηa)m, q' = (1 − ηa)²q + η²s². */
  const descended = (stepSize: number): { mean: number; square: number } => {
    let [mean, square] = [1, 1];
    for (let k = 0; k < Math.round(1 / stepSize); k++) {
      mean *= 1 - stepSize * a;
      square = (1 - stepSize * a) ** 2 * square + (stepSize * s) ** 2;
    }
    return { mean, square };
  };

  test.for([1, 2] as const)("order %i has that weak order for E[x] and E[x²]", (kind) => {
    const both = stepSizes.map((stepSize) => ({ equation: moments(stepSize, kind), sgd: descended(stepSize) }));
    expect(Math.abs(order(both.map(({ equation, sgd }) => Math.abs(equation.mean - sgd.mean))) - kind)).toBeLessThan(0.2);
    expect(Math.abs(order(both.map(({ equation, sgd }) => Math.abs(equation.square - sgd.square))) - kind)).toBeLessThan(0.2);
  });
});

describe("with multiplicative noise, ½λ_i x² with λ = 1 ± 0.3", () => {
  const objective = formulaObjective(expression({ parameters: ["x"], example: "h*x^2/2", over: { h: [0.7, 1.3] } }));
  /** E[x²] at time 1: every cell multiplies x by m + n × its normal. */
  const square = (stepSize: number, kind: 1 | 2): number => {
    const options: Options = { stepSize, batchSize: 1, order: kind, substeps: 2 };
    const cell = (z: number): number => run(objective, options, [1], stepSize / 2, () => scripted((k) => (k === 0 ? z : 0)))[0];
    const [m, n] = [cell(0), cell(1) - cell(0)];
    return (m * m + n * n) ** (2 / stepSize);
  };
  const descended = (stepSize: number): number => (((1 - 0.7 * stepSize) ** 2 + (1 - 1.3 * stepSize) ** 2) / 2) ** (1 / stepSize);

  test.for([1, 2] as const)("order %i has that weak order for E[x²]", (kind) => {
    expect(Math.abs(order(stepSizes.map((stepSize) => Math.abs(square(stepSize, kind) - descended(stepSize)))) - kind)).toBeLessThan(0.25);
  });
});

describe("a root of the noise covariance", () => {
  test.for([
    ["few parameters and more examples", 2, 12],
    ["fewer examples than parameters", 4, 6],
  ] as const)("squares to it (%s)", ([, hidden, examples]) => {
    const { objective, start: from } = tinyNetwork(hidden, examples);
    const root = covarianceRoot(objective);
    expect(root.dimension).toBe(hidden === 2 ? objective.size : examples);
    const { size } = objective;
    const squared = new Float64Array(size * size);
    const [z, column] = [new Float64Array(root.dimension), new Float64Array(size)];
    for (let k = 0; k < root.dimension; k++) {
      z.fill(0)[k] = 1;
      root.apply(from, z, column);
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) squared[i * size + j] += column[i] * column[j];
    }
    const mean = new Float64Array(size);
    objective.gradient(from, mean);
    const all = exampleGradients(objective, from);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        expect(squared[i * size + j]).toBeCloseTo(
          all.reduce((sum, g) => sum + ((g[i] - mean[i]) * (g[j] - mean[j])) / all.length, 0),
          12,
        );
  });
});

describe("the path", () => {
  const { objective, start: from } = tinyNetwork(2, 5);
  const open = (purpose: Purpose): Random => openRandom(4, purpose);
  const options: Options = { stepSize: 0.1, batchSize: 2 };

  test("is the same whenever it is run, and times on its grid may be asked for on the way", () => {
    const straight = [...run(objective, options, [...from], 2, open)];
    expect([...run(objective, options, [...from], 2, open)]).toEqual(straight);
    expect([...run(objective, options, [...from], 2, open, [0.5, 1, 1.5])]).toEqual(straight);
  });

  test("is cut by a bridge where a time within a cell is asked for, and stays the same path", () => {
    const straight = run(objective, options, [...from], 2, open);
    const cut = run(objective, options, [...from], 2, open, [0.333, 0.71]);
    const apart = Math.max(...straight.map((value, i) => Math.abs(value - cut[i])));
    const far = Math.max(
      ...straight.map((value, i) => Math.abs(value - run(objective, options, [...from], 2, (purpose) => openRandom(5, purpose))[i])),
    );
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(far / 20);
  });

  test("has no noise for the full batch, and no batch may be larger", () => {
    const quiet = run(objective, { stepSize: 0.1, batchSize: 5 }, [...from], 1, open);
    expect([...run(objective, { stepSize: 0.1, batchSize: 5 }, [...from], 1, (purpose) => openRandom(9, purpose))]).toEqual([...quiet]);
    expect(() => run(objective, { stepSize: 0.1, batchSize: 6 }, [...from], 1, open)).toThrow(SpecError);
  });
});
