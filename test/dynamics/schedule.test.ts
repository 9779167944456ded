import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { type StepSizeSchedule, cosineSchedule, linearSchedule, openSchedule, stepSchedule } from "../../src/dynamics/schedule.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { factsOf } from "../support/facts.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 6);
const first = (spec: StepSizeSchedule, count: number): number[] => Array.from({ length: count }, (_, k) => openSchedule(spec)(k));

describe("a schedule", () => {
  test("step multiplies by the factor at each of its steps, in whatever order they are named", () => {
    expect(first(stepSchedule({ at: [4, 2], factor: 0.5 }), 6)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  test("cosine goes from 1 to 0 along half a cosine and stays there", () => {
    const multiples = first(cosineSchedule({ steps: 8 }), 10);
    multiples.forEach((multiple, k) => expect(multiple).toBeCloseTo(k < 8 ? (1 + Math.cos((Math.PI * k) / 8)) / 2 : 0, 15));
  });

  test("linear goes to its last value, after a warm-up", () => {
    const multiples = first(linearSchedule({ steps: 6, warmup: 2, end: 0.2 }), 8);
    [0.5, 1, 1, 0.8, 0.6, 0.4, 0.2, 0.2].forEach((expected, k) => expect(multiples[k]).toBeCloseTo(expected, 15));
  });

  test("a warm-up that leaves nothing of it is refused", () => {
    expect(() => start(gd, gd({ stepSize: 1, schedule: cosineSchedule({ steps: 5, warmup: 5 }) }), objective, from)).toThrow(
      new SpecError("schedule.warmup", "is 5, which leaves nothing of the 5 steps: make it smaller"),
    );
  });
});

const drop = { stepSize: 0.4, schedule: stepSchedule({ at: [2], factor: 0.25 }) };
test.for([
  ["gd", () => start(gd, gd(drop), objective, from)],
  ["sgd", () => start(sgd, sgd({ ...drop, batchSize: 6, sampling: "cyclic" }), objective, from, () => openRandom(0, "sampling"))],
] as const)("the time of %s under a schedule is the sum of the step sizes taken", ([, begin]) => {
  const mover = begin();
  const w = Float64Array.from(from);
  const g = new Float64Array(w.length);
  for (const stepSize of [0.4, 0.4, 0.1, 0.1]) {
    objective.gradient(w, g);
    for (let i = 0; i < w.length; i++) w[i] -= stepSize * g[i];
  }
  expect([...steps(mover, 4)]).toEqual([...w]);
  expect(mover.time).toBeCloseTo(1, 14);
});

test("a dynamics says the step size of every step, and whether it is one", () => {
  const plain = factsOf(gd, gd({ stepSize: 0.4 }), objective);
  expect([plain.stepSize!(0), plain.stepSize!(7), plain.constant]).toEqual([0.4, 0.4, true]);
  const falling = factsOf(gd, gd({ stepSize: 0.4, schedule: linearSchedule({ steps: 4 }) }), objective);
  expect([0, 1, 2, 4].map((step) => falling.stepSize!(step))).toEqual([0.4, 0.4 * 0.75, 0.2, 0]);
  expect(falling.constant).toBe(false);
});
