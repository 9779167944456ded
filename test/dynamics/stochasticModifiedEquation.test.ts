import { describe, expect, test } from "vitest";
import { covarianceRoot } from "../../src/dynamics/covarianceRoot.ts";
import { sme } from "../../src/dynamics/stochasticModifiedEquation.ts";
import { behaviour } from "../../src/dynamics/stochasticModifiedEquationBehaviour.ts";
import { openRandom, type Purpose, type Random } from "../../src/kernel/random.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { exampleGradients } from "../support/dense.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

type Options = Parameters<typeof sme>[0];

function run(
  objective: Objective,
  options: Options,
  from: number[],
  time: number,
  random: (purpose: Purpose) => Random,
  stops: number[] = [],
): Float64Array {
  const point = new Point(objective, Float64Array.from(from));
  const mover = behaviour.start(sme(options), { point, random });
  for (const stop of [...stops, time]) while (mover.time < stop) mover.advance(stop);
  expect(mover.time).toBe(time);
  return point.parameters;
}

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
