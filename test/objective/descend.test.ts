import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { createNetwork, parameterCount, type NetworkShape } from "../../src/kernel/network.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { buildObjective } from "../../src/objective/build.ts";
import { chebyshev } from "../../src/objective/data/chebyshev.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { start, steps } from "../support/run.ts";

const normals = (size: number, seed: number): Float64Array => {
  const out = new Float64Array(size);
  openRandom(seed, "start").normals(out);
  return out;
};

const shape = (widths: readonly number[], bias: boolean): NetworkShape => ({
  widths,
  bias: widths.slice(1).map(() => bias),
  activation: "tanh",
  loss: "squared-error",
  lossFactor: 0.5,
});

/** A small network and a place where it may start. */
async function small(): Promise<{ objective: Objective; from: Float64Array }> {
  const { objective } = await buildObjective(
    { data: chebyshev({ degree: 3, count: 6 }), model: mlp({ widths: [1, 5, 1], activation: "tanh" }), loss: squaredError({}) },
    0,
    openRandom,
  );
  return { objective, from: normals(objective.size, 4) };
}

describe("a network's step of descent", () => {
  const cases = [[[1, 4, 1]], [[2, 5, 3, 2]], [[3, 7, 1]], [[4, 6, 6, 3]]] as const;
  describe.each(cases)("of widths %j", (widths) => {
    test.each([true, false])("is to the bit its gradient and an update apart, on all examples and on batches (biases: %o)", (bias) => {
      const net = shape(widths, bias);
      const size = parameterCount(net);
      // More examples than a tile holds, and an odd number of them.
      const examples = 301;
      const network = createNetwork(net, examples, normals(examples * widths[0], 1), normals(examples * widths.at(-1)!, 2));
      const gradient = new Float64Array(size);
      for (const batch of [undefined, Int32Array.of(3), Int32Array.of(300, 0, 7, 7, 12)]) {
        const w = normals(size, 3);
        for (const step of [0.3, 0.1]) {
          network.gradient(w, gradient, batch);
          const wanted = w.map((value, i) => value - step * gradient[i]);
          expect(network.descend(w, step, batch)).toBe(null);
          expect(w).toEqual(wanted);
        }
      }
    });
  });

  test("after a Hessian-vector product at the same place, and before one elsewhere, is the same step", async () => {
    const { objective, from } = await small();
    const { objective: fresh } = await small();
    const w = Float64Array.from(from);
    const other = Float64Array.from(from);
    const product = new Float64Array(w.length);
    const wanted = new Float64Array(w.length);
    for (let k = 0; k < 3; k++) {
      objective.hessianVector(w, from, product);
      objective.gradient.descend!(w, 0.2);
      fresh.gradient.descend!(other, 0.2);
      expect(w).toEqual(other);
    }
    objective.hessianVector(w, from, product);
    (await small()).objective.hessianVector(w, from, wanted);
    expect(product).toEqual(wanted);
  });

  test("leaves the parameters where the loss is not finite, and says so where one of them is not", async () => {
    const { objective, from } = await small();
    const w = Float64Array.from(from);
    for (let i = 0; i < w.length; i++) {
      w.set(from);
      w[i] = NaN;
      const before = Float64Array.from(w);
      expect(objective.gradient.descend!(w, 0.1)).toBe("loss");
      expect(w).toEqual(before);
    }
    w.set(from);
    expect(objective.gradient.descend!(w, Infinity)).toBe("parameter");
    expect(w.some((value) => !Number.isFinite(value))).toBe(true);
  });
});

describe("a run that descends in one pass", () => {
  const apart = (objective: Objective): Objective => ({
    ...objective,
    gradient: (w, out, batch) => objective.gradient(w, out, batch),
  });

  test.each([
    ["gd", gd, gd({ stepSize: 0.3 })],
    ["sgd", sgd, sgd({ stepSize: 0.2, batchSize: 2, sampling: "reshuffle" })],
    ["sgd with momentum", sgd, sgd({ stepSize: 0.2, momentum: 0.5, batchSize: 2, sampling: "reshuffle" })],
  ])("goes the path and costs the gradients of one that does not: %s", async (_name, dynamics, spec) => {
    const { objective, from } = await small();
    const costs = [noCost(), noCost()];
    const movers = [objective, apart(objective)].map((each, i) =>
      start(dynamics, spec, counted(each, costs[i]), from, () => openRandom(0, "sampling")),
    );
    for (let k = 0; k < 5; k++) {
      expect(steps(movers[0], 3)).toEqual(steps(movers[1], 3));
      expect(movers[0].time).toBe(movers[1].time);
      expect(movers[0].point.gradientNormSquared).toBe(movers[1].point.gradientNormSquared);
    }
    expect(costs[0]).toEqual(costs[1]);
  });

  test("takes the gradient of an objective that was made of another", async () => {
    const { objective, from } = await small();
    const still: Objective = { ...objective, gradient: (_w, out) => (out.fill(0), 1) };
    expect([...steps(start(gd, gd({ stepSize: 0.3 }), still, from), 3)]).toEqual([...from]);
  });

  test("diverges at the step of one that does not", async () => {
    const { objective, from } = await small();
    const ends = [objective, apart(objective)].map((each) => {
      const mover = start(gd, gd({ stepSize: 1e300 }), each, from);
      try {
        for (;;) mover.advance(Infinity);
      } catch (error) {
        return error;
      }
    });
    expect(ends[0]).toBeInstanceOf(Error);
    expect(ends[0]).toEqual(ends[1]);
  });
});
