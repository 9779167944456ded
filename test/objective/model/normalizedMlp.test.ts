import { describe, expect, test } from "vitest";
import { gd } from "../../../src/dynamics/gradientDescent.ts";
import { run } from "../../../src/experiment/run.ts";
import type { Data, Table } from "../../../src/objective/family.ts";
import { crossEntropy } from "../../../src/objective/loss/crossEntropy.ts";
import type { LossSpec } from "../../../src/objective/loss/index.ts";
import { squaredError } from "../../../src/objective/loss/squaredError.ts";
import { mlp } from "../../../src/objective/model/mlp.ts";
import { normalizedMlp } from "../../../src/objective/model/normalizedMlp.ts";
import type { Objective } from "../../../src/objective/objective.ts";
import { mlpAsExpression } from "../../support/mlpAsExpression.ts";
import { start } from "../../support/run.ts";
import { along, gradientOf, relativeError } from "../differences.ts";

const count = 6;
const wave = (length: number, phase: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(phase + 1.7 * i));
const regression: Table = { count, inputs: 3, outputs: 2, x: wave(count * 3, 1), y: wave(count * 2, 2) };
const classes: Table = {
  ...regression,
  y: Float64Array.from({ length: 2 * count }, (_, at) => (at % 2 === Math.floor(at / 2) % 2 ? 1 : 0)),
};

const live = async (options: Parameters<typeof normalizedMlp>[0], data: Data = { train: regression }, loss: LossSpec = squaredError()) =>
  normalizedMlp.objective(normalizedMlp(options), data, loss);
const vector = (size: number, write: (out: Float64Array) => void): Float64Array => {
  const out = new Float64Array(size);
  write(out);
  return out;
};

describe.for([
  { name: "all layers, no bias", normalize: [true, true], bias: false, activation: "tanh", table: regression, loss: squaredError() },
  { name: "the first layer", normalize: [true, false], bias: true, activation: "softplus", table: regression, loss: squaredError() },
  { name: "the last layer", normalize: [false, true], bias: [true, false], activation: "gelu", table: classes, loss: crossEntropy() },
] as const)("a network with $name normalized has", ({ normalize, bias, activation, table, loss }) => {
  const network = { widths: [3, 4, 2], activation, bias: typeof bias === "boolean" ? bias : [...bias], normalize: [...normalize] };
  const formula = mlpAsExpression(network, table, loss);
  const w = wave(formula.size, 0.4);
  const u = wave(formula.size, 2.9);
  const open = (): Promise<Objective> => live(network, { train: table }, loss);

  test.for([undefined, [1], [4, 0, 0]])("the loss and derivatives of its formula (batch %o)", async (indices) => {
    const batch = indices && Int32Array.from(indices);
    const objective = await open();
    const [found, expected] = [new Float64Array(w.length), new Float64Array(w.length)];
    // Third derivatives first and last: what an earlier call has left behind must not matter.
    for (let round = 0; round < 2; round++) {
      objective.thirdDerivative(w, u, found, batch);
      formula.thirdDerivative(w, u, expected, batch);
      expect(relativeError(found, expected)).toBeLessThan(1e-12);
      objective.hessianVector(w, u, found, batch);
      formula.hessianVector(w, u, expected, batch);
      expect(relativeError(found, expected)).toBeLessThan(1e-12);
      const loss = objective.gradient(w, found, batch);
      expect(Math.abs(loss / formula.gradient(w, expected, batch) - 1)).toBeLessThan(1e-13);
      expect(relativeError(found, expected)).toBeLessThan(1e-12);
      expect(Math.abs(objective.loss(w, batch) / loss - 1)).toBeLessThan(1e-14);
    }
  });

  test("the per-example norms, mixed products and gradient of the noise of its formula", async () => {
    const objective = await open();
    const norms = vector(count, (out) => objective.exampleGradientNorms(w, out));
    expect(
      relativeError(
        norms,
        vector(count, (out) => formula.exampleGradientNorms(w, out)),
      ),
    ).toBeLessThan(1e-12);
    for (const [alpha, beta] of [
      [0.3, 0.7],
      [0, 1],
      [1, 0],
    ]) {
      const found = vector(w.length, (out) => objective.mixedHessianVector(w, u, alpha, beta, out));
      expect(
        relativeError(
          found,
          vector(w.length, (out) => formula.mixedHessianVector(w, u, alpha, beta, out)),
        ),
      ).toBeLessThan(1e-12);
    }
    // (2/N) Σ H_i g_i is the gradient of the mean squared norm.
    const slope = along(
      (z) => [vector(count, (out) => objective.exampleGradientNorms(z, out)).reduce((a, b) => a + b) / count],
      w,
      u,
      0.01,
      1,
    )[0];
    const product = vector(w.length, (out) => objective.mixedHessianVector(w, u, 0, 2, out));
    expect(Math.abs(product.reduce((sum, value, i) => sum + value * u[i], 0) / slope - 1)).toBeLessThan(1e-8);
  });

  test("derivatives that are those of one another", async () => {
    const objective = await open();
    const product = vector(w.length, (out) => objective.hessianVector(w, u, out));
    expect(relativeError(product, along(gradientOf(objective), w, u, 0.01, 1))).toBeLessThan(1e-8);
    const third = vector(w.length, (out) => objective.thirdDerivative(w, u, out));
    expect(relativeError(third, along(gradientOf(objective), w, u, 0.02, 2))).toBeLessThan(1e-7);
  });
});

test("Gauss–Newton products are Hessian-vector products where every example is fitted", async () => {
  const w = wave(20, 0.4);
  const row = (from: number, length: number, x: ArrayLike<number>): number => {
    const z = w.slice(from, from + length);
    return z.reduce((sum, value, j) => sum + value * x[j], 0) / Math.sqrt(z.reduce((sum, value) => sum + value * value, 0));
  };
  const outputs = Array.from({ length: count }, (_, i) => {
    const hidden = [0, 1, 2, 3].map((k) => Math.tanh(row(3 * k, 3, regression.x.subarray(3 * i))));
    return [row(12, 4, hidden), row(16, 4, hidden)];
  });
  const objective = await live(
    { widths: [3, 4, 2], activation: "tanh", bias: false },
    { train: { ...regression, y: Float64Array.from(outputs.flat()) } },
  );
  expect(objective.loss(w)).toBeLessThan(1e-30);
  const u = wave(20, 2.9);
  const product = vector(20, (out) => objective.gaussNewtonVector!(w, u, out));
  const full = vector(20, (out) => objective.hessianVector(w, u, out));
  expect(relativeError(product, full)).toBeLessThan(1e-13);
});

describe("the loss does not see the scale of a normalized row", () => {
  const row = 3;
  const scaled = (w: Float64Array, factor: number): Float64Array => w.map((value, i) => (i < row ? factor * value : value));

  test("and its derivatives are homogeneous of degree −1, −2, −3 in it (Euler)", async () => {
    const objective = await live({ widths: [3, 4, 2], activation: "tanh" });
    const w = wave(objective.size, 0.4);
    const alone = w.map((value, i) => (i < row ? value : 0));
    const at = vector(w.length, (out) => objective.gradient(w, out));
    expect(Math.abs(objective.loss(scaled(w, 7)) / objective.loss(w) - 1)).toBeLessThan(1e-14);
    const away = vector(w.length, (out) => objective.gradient(scaled(w, 4), out));
    // By a power of two nothing is rounded otherwise.
    expect([...away]).toEqual([...scaled(at, 1 / 4)]);
    const radial = [...alone].reduce((sum, value, i) => sum + value * at[i], 0);
    expect(Math.abs(radial)).toBeLessThan(1e-15);
    // d/dt of g(w + t z) for the row z: −g in the row, 0 elsewhere; the second derivative is 2g.
    const inRow = (factor: number): number[] => [...at].map((value, i) => (i < row ? factor * value : 0));
    const product = vector(w.length, (out) => objective.hessianVector(w, alone, out));
    expect(relativeError(product, inRow(-1))).toBeLessThan(1e-13);
    const third = vector(w.length, (out) => objective.thirdDerivative(w, alone, out));
    expect(relativeError(third, inRow(2))).toBeLessThan(1e-13);
  });

  test("a step of gradient descent adds η²‖g‖² to the square of its norm, exactly", async () => {
    const objective = await live({ widths: [3, 4, 2], activation: "tanh" });
    const mover = start(gd, gd({ stepSize: 0.5 }), objective, wave(objective.size, 0.4));
    const { point } = mover;
    const square = (v: Float64Array, from: number): number => v.slice(from, from + row).reduce((sum, value) => sum + value * value, 0);
    for (let k = 0; k < 50; k++) {
      const expected = [0, 3, 6, 9].map((from) => square(point.parameters, from) + 0.25 * square(point.gradient, from));
      mover.advance(Infinity);
      for (const [i, from] of [0, 3, 6, 9].entries())
        expect(Math.abs(square(point.parameters, from) / expected[i] - 1)).toBeLessThan(1e-14);
    }
    expect(square(point.parameters, 0) / square(wave(objective.size, 0.4), 0)).toBeGreaterThan(1.001);
  });

  test("gradient flow conserves it, and it does not matter which norm the rows start with but for time", async () => {
    const spec = (normalize: boolean[]) =>
      ({
        objective: {
          data: { kind: "teacher", input: 3, widths: [4, 1], count: 12, seed: 2 },
          model: { kind: "normalized-mlp", widths: [3, 5, 1], activation: "tanh", normalize },
          loss: { kind: "squared-error" },
        },
        init: { kind: "normal" },
        dynamics: { kind: "gradient-flow", tolerance: 1e-8 },
        until: { time: 20 },
        measures: ["loss", { kind: "parameters", everyTime: 20 }],
      }) as const;
    const { path, final } = await run(spec([true, false]));
    const row2 = (k: number): number => [0, 1, 2].reduce((sum, i) => sum + (path[`parameter${i}`].at(k) as number) ** 2, 0);
    expect(Math.abs(row2(-1) / row2(0) - 1)).toBeLessThan(1e-5);
    expect(final.loss).toBeLessThan(0.5 * (path.loss[0] as number));
    const free = await run(spec([false, false]));
    const plain = await run({ ...spec([]), objective: { ...spec([]).objective, model: mlp({ widths: [3, 5, 1], activation: "tanh" }) } });
    expect(free.final).toEqual(plain.final);
  });
});

test("held-out data, classes and label noise see the normalized network", async () => {
  const data = { train: classes, test: { ...classes, count: 2, x: classes.x.slice(0, 6), y: classes.y.slice(0, 4) } };
  const objective = await live({ widths: [3, 4, 2], activation: "tanh" }, data, crossEntropy());
  const w = wave(objective.size, 0.4);
  const doubled = w.map((value, i) => (i < 12 || (i >= 16 && i < 24) ? 2 * value : value));
  expect(objective.test!.loss(doubled)).toBe(objective.test!.loss(w));
  expect(objective.accuracy!(doubled)).toBe(objective.accuracy!(w));
  expect(objective.labels).toBeUndefined();
  const regressed = await live({ widths: [3, 4, 2], activation: "tanh" });
  const shifts = wave(2 * count, 5);
  const shifted = await live(
    { widths: [3, 4, 2], activation: "tanh" },
    {
      train: { ...regression, y: regression.y.map((value, i) => value + shifts[i]) },
    },
  );
  const found = vector(w.length, (out) => regressed.labels!.shiftedGradient(w, shifts, out));
  expect(
    relativeError(
      found,
      vector(w.length, (out) => shifted.gradient(w, out)),
    ),
  ).toBeLessThan(1e-14);
});

test("flags that do not fit, and rows of one input, are refused", async () => {
  await expect(live({ widths: [3, 4, 2], activation: "tanh", normalize: [true] })).rejects.toThrow(
    "objective.model.normalize: has 1 flags for 2 layers; give one flag a layer",
  );
  const narrow = { ...regression, inputs: 1, x: regression.x.slice(0, count) };
  await expect(live({ widths: [1, 4, 2], activation: "tanh" }, { train: narrow })).rejects.toThrow(
    "layer 1 has one input, so that its normalized rows could only be ±1",
  );
  await expect(live({ widths: [1, 4, 2], activation: "tanh", normalize: [false, true] }, { train: narrow })).resolves.toBeDefined();
});
