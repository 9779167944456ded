import { describe, expect, it } from "vitest";
import { openRandom } from "../../../src/kernel/random.ts";
import type { Table } from "../../../src/objective/family.ts";
import { mlp, type NetworkLossSpec } from "../../../src/objective/model/mlp.ts";
import type { Objective } from "../../../src/objective/objective.ts";
import { mlpAsExpression, type Network } from "../../support/mlpAsExpression.ts";

const activations = ["tanh", "relu", "gelu", "softplus", "sigmoid", "identity"] as const;
const losses: NetworkLossSpec[] = [{ kind: "squared-error", factor: 0.7 }, { kind: "cross-entropy" }, { kind: "logistic" }];
const shapes: { widths: number[]; bias: boolean | boolean[]; count: number }[] = [
  { widths: [2, 5, 3], bias: true, count: 7 },
  { widths: [1, 4, 1], bias: [true, false], count: 6 },
  { widths: [3, 4, 3, 2], bias: false, count: 5 },
  { widths: [2, 2], bias: true, count: 1 },
];

function normals(count: number, seed: number): Float64Array {
  const out = new Float64Array(count);
  openRandom(seed, "start").normals(out);
  return out;
}

function table(widths: readonly number[], count: number, loss: NetworkLossSpec, seed: number): Table {
  const outputs = widths[widths.length - 1];
  const y = normals(count * outputs, seed + 1);
  if (loss.kind === "logistic") y.forEach((value, i) => (y[i] = value > 0 ? 1 : -1));
  if (loss.kind === "cross-entropy") {
    y.fill(0);
    for (let i = 0; i < count; i++) y[i * outputs + (i % outputs)] = 1;
  }
  return { count, inputs: widths[0], outputs, x: normals(count * widths[0], seed), y };
}

/** ‖a − b‖ / ‖b‖, or ‖a‖ where b is zero. */
function relative(a: Float64Array, b: Float64Array): number {
  let difference = 0;
  let size = 0;
  a.forEach((value, i) => {
    difference += (value - b[i]) ** 2;
    size += b[i] ** 2;
  });
  return Math.sqrt(difference) / (size > 0 ? Math.sqrt(size) : 1);
}

function evaluate(objective: Objective, how: (out: Float64Array) => void): Float64Array {
  const out = new Float64Array(objective.size);
  how(out);
  return out;
}

const make = (network: Network, data: Table, loss: NetworkLossSpec): Objective => mlp.objective(network, { train: data }, loss);

describe("every derivative of the network kernel equals that of the written-out formula", () => {
  // Both are exact up to rounding: some 1e3 operations of relative error 1e-16, with little cancellation.
  const tolerance = 1e-12;
  for (const activation of activations) {
    for (const loss of losses) {
      for (const { widths, bias, count } of shapes) {
        if (loss.kind === "cross-entropy" && widths[widths.length - 1] === 1) continue;
        it(`${activation}, ${loss.kind}, ${widths.join("-")}, bias ${bias}`, () => {
          const data = table(widths, count, loss, 11);
          const kernel = make({ widths, activation, bias }, data, loss);
          const reference = mlpAsExpression({ widths, activation, bias }, data, loss);
          const w = normals(kernel.size, 3);
          const v = normals(kernel.size, 4);
          const batch = Int32Array.from({ length: Math.max(1, count - 2) }, (_, i) => (i * 2) % count);

          expect(kernel.size).toBe(reference.size);
          expect(Math.abs(kernel.loss(w) / reference.loss(w) - 1)).toBeLessThan(tolerance);
          expect(Math.abs(kernel.loss(w, batch) / reference.loss(w, batch) - 1)).toBeLessThan(tolerance);
          for (const chosen of [undefined, batch]) {
            expect(
              relative(
                evaluate(kernel, (out) => kernel.gradient(w, out, chosen)),
                evaluate(reference, (out) => reference.gradient(w, out, chosen)),
              ),
            ).toBeLessThan(tolerance);
            expect(
              relative(
                evaluate(kernel, (out) => kernel.hessianVector(w, v, out, chosen)),
                evaluate(reference, (out) => reference.hessianVector(w, v, out, chosen)),
              ),
            ).toBeLessThan(tolerance);
            expect(
              relative(
                evaluate(kernel, (out) => kernel.thirdDerivative(w, v, out, chosen)),
                evaluate(reference, (out) => reference.thirdDerivative(w, v, out, chosen)),
              ),
            ).toBeLessThan(tolerance);
          }
          const norms = new Float64Array(count);
          const wanted = new Float64Array(count);
          kernel.exampleGradientNorms(w, norms);
          reference.exampleGradientNorms(w, wanted);
          expect(relative(norms, wanted)).toBeLessThan(tolerance);
          expect(
            relative(
              evaluate(kernel, (out) => kernel.mixedHessianVector(w, v, 0.3, 0.8, out)),
              evaluate(reference, (out) => reference.mixedHessianVector(w, v, 0.3, 0.8, out)),
            ),
          ).toBeLessThan(tolerance);
        });
      }
    }
  }
});

describe("the bits do not depend on how the work is cut up", () => {
  const widths = [3, 7, 6, 2];
  const loss = losses[0];

  it("a batch of all examples in order gives the bits of the whole, over several tiles and an odd remainder", () => {
    const data = table(widths, 151, loss, 5);
    const objective = make({ widths, activation: "tanh", bias: true }, data, loss);
    const w = normals(objective.size, 1);
    const v = normals(objective.size, 2);
    const all = Int32Array.from({ length: 151 }, (_, i) => i);
    expect(objective.loss(w, all)).toBe(objective.loss(w));
    expect(evaluate(objective, (out) => objective.gradient(w, out, all))).toEqual(evaluate(objective, (out) => objective.gradient(w, out)));
    expect(evaluate(objective, (out) => objective.hessianVector(w, v, out, all))).toEqual(
      evaluate(objective, (out) => objective.hessianVector(w, v, out)),
    );
    expect(evaluate(objective, (out) => objective.thirdDerivative(w, v, out, all))).toEqual(
      evaluate(objective, (out) => objective.thirdDerivative(w, v, out)),
    );
  });

  it("an example's gradient has the same bits at an even and at an odd place of a batch, alone or in company", () => {
    const data = table(widths, 8, loss, 6);
    const objective = make({ widths, activation: "gelu", bias: true }, data, loss);
    const w = normals(objective.size, 1);
    const alone = objective.loss(w, Int32Array.of(3));
    expect(objective.loss(w, Int32Array.of(3, 3))).toBe(alone);
    const twice = evaluate(objective, (out) => objective.gradient(w, out, Int32Array.of(3, 3)));
    expect(twice).toEqual(evaluate(objective, (out) => objective.gradient(w, out, Int32Array.of(3))));
  });

  it("derivatives after other calls at the same and at other points are those of a fresh objective", () => {
    const data = table(widths, 90, loss, 7);
    const w = normals(parameterCountOf(widths), 1);
    const elsewhere = normals(w.length, 9);
    const v = normals(w.length, 2);
    const fresh = (): Objective => make({ widths, activation: "softplus", bias: true }, data, loss);
    const used = fresh();
    used.gradient(w, new Float64Array(w.length));
    used.hessianVector(w, v, new Float64Array(w.length));
    used.gradient(elsewhere, new Float64Array(w.length));
    used.gradient(w, new Float64Array(w.length), Int32Array.of(4, 2, 80));
    used.thirdDerivative(elsewhere, v, new Float64Array(w.length));
    for (const objective of [used, used]) {
      expect(evaluate(objective, (out) => objective.hessianVector(w, v, out))).toEqual(
        evaluate(fresh(), (out) => fresh().hessianVector(w, v, out)),
      );
      expect(objective.gradient(w, new Float64Array(w.length))).toBe(fresh().gradient(w, new Float64Array(w.length)));
    }
  });
});

function parameterCountOf(widths: readonly number[]): number {
  let total = 0;
  for (let l = 0; l + 1 < widths.length; l++) total += widths[l + 1] * (widths[l] + 1);
  return total;
}

describe("larger networks agree with their own parts", () => {
  it("sums of terms longer than a cache panel: the mean of one-example gradients is the gradient", () => {
    const widths = [301, 9, 270, 3];
    const loss = losses[1];
    const data = table(widths, 67, loss, 8);
    const objective = make({ widths, activation: "tanh", bias: true }, data, loss);
    const w = normals(objective.size, 1).map((value) => value / 10);
    const mean = new Float64Array(objective.size);
    const one = new Float64Array(objective.size);
    for (let i = 0; i < 67; i++) {
      objective.gradient(w, one, Int32Array.of(i));
      one.forEach((value, k) => (mean[k] += value / 67));
    }
    expect(
      relative(
        mean,
        evaluate(objective, (out) => objective.gradient(w, out)),
      ),
    ).toBeLessThan(1e-13);
  });

  it("the R-operator is symmetric to rounding", () => {
    const widths = [5, 20, 20, 4];
    const data = table(widths, 130, losses[0], 8);
    const objective = make({ widths, activation: "sigmoid", bias: true }, data, losses[0]);
    const w = normals(objective.size, 1);
    const u = normals(objective.size, 2);
    const v = normals(objective.size, 3);
    const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const left = product(
      u,
      evaluate(objective, (out) => objective.hessianVector(w, v, out)),
    );
    const right = product(
      v,
      evaluate(objective, (out) => objective.hessianVector(w, u, out)),
    );
    expect(Math.abs(left - right) / Math.abs(left)).toBeLessThan(1e-12);
  });
});

describe("what a spec gets wrong is said in a sentence", () => {
  const data = table([2, 1], 4, losses[0], 1);
  it("widths that do not fit the data", () => {
    expect(() => make({ widths: [3, 1], activation: "tanh", bias: true }, data, losses[0])).toThrow(
      "objective.model.widths.0: is 3, but the data have 2 inputs; use 2",
    );
    expect(() => make({ widths: [2, 5], activation: "tanh", bias: true }, data, losses[0])).toThrow(
      "objective.model.widths.1: is 5, but the data have 1 target; use 1",
    );
  });
  it("a list of biases of the wrong length", () => {
    expect(() => make({ widths: [2, 1], activation: "tanh", bias: [true, true] }, data, losses[0])).toThrow(
      "has 2 flags, but 2 widths make 1 layers",
    );
  });
});
