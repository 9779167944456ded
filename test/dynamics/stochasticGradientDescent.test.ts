import { expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { factsOf } from "../support/facts.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 7);
const random = () => openRandom(0, "sampling");

test("each step goes along the mean gradient of its batch, the shorter last one included", () => {
  const stepSize = 0.3;
  const mover = start(sgd, sgd({ stepSize, batchSize: 3, sampling: "cyclic" }), objective, from, random);
  const w = Float64Array.from(from);
  const g = new Float64Array(w.length);
  for (const batch of [[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]) {
    objective.gradient(w, g, Int32Array.from(batch));
    for (let i = 0; i < w.length; i++) w[i] -= stepSize * g[i];
  }
  expect([...steps(mover, 4)]).toEqual([...w]);
  expect(mover.time).toBe(stepSize * 4);
});

test.for(["reshuffle", "shuffle-once", "cyclic", "subset", "partition-iid"] as const)(
  "with the full batch, %s is GD bit for bit, momentum included",
  (sampling) => {
    const options = { stepSize: 0.2, momentum: 0.5 };
    const stochastic = steps(start(sgd, sgd({ ...options, batchSize: 7, sampling }), objective, from, random), 30);
    expect([...stochastic]).toEqual([...steps(start(gd, gd(options), objective, from), 30)]);
  },
);

test("runs with one seed see the same batches at every step size", () => {
  const sampling = "reshuffle";
  const [small, smaller] = [1e-4, 5e-5].map((stepSize) => {
    const end = steps(start(sgd, sgd({ stepSize, batchSize: 2, sampling }), objective, from, random), 3);
    return end.map((w, i) => (from[i] - w) / stepSize);
  });
  for (let i = 0; i < small.length; i++) expect(Math.abs(small[i] - smaller[i])).toBeLessThan(1e-2);
});

test("B is the dynamics' own, or the length of the longest given batch", () => {
  const batchSize = (options: Parameters<typeof sgd>[0]): number => factsOf(sgd, sgd(options), objective).batches!.batchSize;
  expect(batchSize({ stepSize: 1, batchSize: 3, sampling: "subset" })).toBe(3);
  expect(batchSize({ stepSize: 1, sampling: { kind: "batches", batches: [[0], [1, 2]] } })).toBe(2);
});

test.for([
  [{ stepSize: 1, batchSize: 8, sampling: "reshuffle" }, "batchSize: a batch of 8 is larger than the data: there are 7 examples"],
  [{ stepSize: 1, sampling: "subset" }, 'batchSize: sampling "subset" needs a batch size from 1 to 7'],
  [
    { stepSize: 1, batchSize: 3, sampling: { kind: "batches", batches: [[0, 1]] } },
    "batchSize: the longest of the given batches holds 2 examples: leave batchSize out or make it 2",
  ],
] as const)("%o does not fit seven examples", ([options, message]) => {
  const spec = sgd(options as Parameters<typeof sgd>[0]);
  expect(() => start(sgd, spec, objective, from, random)).toThrow(message);
});

test("an unknown sampling is refused", () => {
  expect(() => sgd({ stepSize: 1, batchSize: 1, sampling: "shuffled" as "subset" })).toThrow(SpecError);
});
