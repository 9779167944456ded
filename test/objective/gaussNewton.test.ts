import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { createNetwork, parameterCount, type NetworkShape } from "../../src/kernel/network.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { diagonalLinearObjective } from "../../src/objective/diagonal/objective.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";

const [inputs, hidden, outputs, examples] = [3, 5, 4, 70];

function problem(loss: NetworkShape["loss"], activation: NetworkShape["activation"] = "tanh") {
  const shape: NetworkShape = { widths: [inputs, hidden, outputs], bias: [true, true], activation, loss, lossFactor: 0.7 };
  const random = openRandom(3, "data");
  const x = Float64Array.from({ length: examples * inputs }, () => random.normal());
  const y = Float64Array.from({ length: examples * outputs }, (_, i) => {
    if (loss === "squared-error") return random.normal();
    if (loss === "logistic") return random.sign();
    return i % outputs === (i / outputs) % 3 ? 1 : 0;
  });
  if (loss === "cross-entropy")
    for (let i = 0; i < examples; i++) y.fill(0, i * outputs, (i + 1) * outputs).fill(1, i * outputs + (i % 3), i * outputs + (i % 3) + 1);
  const w = Float64Array.from({ length: parameterCount(shape) }, () => 0.6 * random.normal());
  const v = Float64Array.from(w, () => random.normal());
  return { shape, x, y, w, v };
}

/** Outputs' derivative along v by central differences with Richardson's correction, error O(h⁴). */
function outputsAlong(network: ReturnType<typeof createNetwork>, w: Float64Array, v: Float64Array): Float64Array {
  const at = (t: number): Float64Array => network.outputs(w.map((x, p) => x + t * v[p]));
  const slope = (h: number): Float64Array => {
    const [ahead, behind] = [at(h), at(-h)];
    return ahead.map((f, i) => (f - behind[i]) / (2 * h));
  };
  const [wide, narrow] = [slope(2e-3), slope(1e-3)];
  return narrow.map((f, i) => (4 * f - wide[i]) / 3);
}

/** vᵀGu from the outputs' derivatives and the loss's Hessian in the outputs, written out. */
function form(loss: NetworkShape["loss"], f: Float64Array, fv: Float64Array, fu: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < examples; i++) {
    const row = (x: Float64Array): Float64Array => x.subarray(i * outputs, (i + 1) * outputs);
    const [a, b, z] = [row(fv), row(fu), row(f)];
    const total = z.reduce((s, x) => s + Math.exp(x), 0);
    const p = z.map((x) => Math.exp(x) / total);
    const dot = (c: Float64Array, d: Float64Array): number => c.reduce((s, x, k) => s + x * d[k], 0);
    if (loss === "squared-error") sum += 1.4 * dot(a, b);
    else if (loss === "cross-entropy")
      sum +=
        dot(
          a.map((x, k) => x * p[k]),
          b,
        ) -
        dot(p, a) * dot(p, b);
    else z.forEach((x, k) => (sum += (a[k] * b[k]) / (1 + Math.exp(x)) / (1 + Math.exp(-x))));
  }
  return sum / examples;
}

describe("the Gauss–Newton product of a network", () => {
  test.each(["squared-error", "cross-entropy", "logistic"] as const)("is Jᵀ∇²ℓJv for %s", (loss) => {
    const { shape, x, y, w, v } = problem(loss);
    const network = createNetwork(shape, examples, x, y);
    const u = v.map((value, p) => Math.cos(p) + 0.2 * value);
    const out = new Float64Array(w.length);
    network.gaussNewtonVector(w, v, out);
    const expected = form(loss, network.outputs(w), outputsAlong(network, w, v), outputsAlong(network, w, u));
    const found = out.reduce((sum, value, p) => sum + value * u[p], 0);
    // The differences leave h⁴ ≈ 1e-12 times fifth derivatives and ulp/h ≈ 1e-13.
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-9);
  });

  test("is the Hessian-vector product where the residuals vanish, and of a batch the mean over its examples", () => {
    const { shape, x, w, v } = problem("squared-error");
    const y = createNetwork(shape, examples, x, new Float64Array(examples * outputs)).outputs(w);
    const network = createNetwork(shape, examples, x, y);
    const [out, hessian] = [new Float64Array(w.length), new Float64Array(w.length)];
    network.gaussNewtonVector(w, v, out);
    network.hessianVector(w, v, 0, hessian);
    out.forEach((value, p) => expect(value).toBeCloseTo(hessian[p], 12));
    const mean = new Float64Array(w.length);
    const half = examples / 2;
    for (const from of [0, half]) {
      const part = new Float64Array(w.length);
      network.gaussNewtonVector(
        w,
        v,
        part,
        Int32Array.from({ length: half }, (_, i) => from + i),
      );
      part.forEach((value, p) => (mean[p] += value / 2));
    }
    out.forEach((value, p) => expect(value).toBeCloseTo(mean[p], 12));
  });

  test("leaves what is known at the point as it was", () => {
    const { shape, x, y, w, v } = problem("cross-entropy");
    const network = createNetwork(shape, examples, x, y);
    const [before, between, after] = [0, 1, 2].map(() => new Float64Array(w.length));
    network.hessianVector(w, v, 0, before);
    network.gaussNewtonVector(w, v, between);
    network.hessianVector(w, v, 0, after);
    expect(after).toEqual(before);
  });

  test("of a diagonal linear network is the Hessian-vector product where the residuals vanish", () => {
    const [count, dimension] = [5, 3];
    const random = openRandom(9, "data");
    const x = Float64Array.from({ length: count * dimension }, () => random.normal());
    const [w, v] = [0, 1].map(() => Float64Array.from({ length: 2 * dimension }, () => random.normal()));
    const y = Float64Array.from({ length: count }, (_, i) =>
      [0, 1, 2].reduce((sum, j) => sum + x[i * dimension + j] * (w[j] ** 2 - w[dimension + j] ** 2), 0),
    );
    const objective = diagonalLinearObjective({ depth: 2, signs: true }, { count, inputs: dimension, outputs: 1, x, y }, 0.25);
    for (const batch of [undefined, Int32Array.of(1, 4)]) {
      const [gaussNewton, hessian] = [0, 1].map(() => new Float64Array(2 * dimension));
      objective.gaussNewtonVector!(w, v, gaussNewton, batch);
      objective.hessianVector(w, v, hessian, batch);
      gaussNewton.forEach((value, p) => expect(value).toBeCloseTo(hessian[p], 12));
    }
  });

  test("counts as a Hessian-vector product", () => {
    const { shape, x, y, w, v } = problem("squared-error");
    const train = { count: examples, inputs, outputs, x, y };
    const objective = mlp.objective(mlp({ widths: [...shape.widths], activation: "tanh", bias: true }), { train }, squaredError());
    const cost = noCost();
    counted(objective, cost).gaussNewtonVector!(w, v, new Float64Array(w.length));
    expect(cost).toEqual({ gradients: 0, hessianVectors: 1 });
  });
});
