import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { dot, norm2 } from "../../src/kernel/vector.ts";
import { behaviour as blockBehaviour, blockCurvatureAt } from "../../src/measure/blockCurvatureAt.ts";
import { blockCurvature as blockCurvatureSpec } from "../../src/measure/blockCurvature.ts";
import { behaviour, gaussNewtonAt } from "../../src/measure/gaussNewtonAt.ts";
import { gaussNewton as gaussNewtonSpec } from "../../src/measure/gaussNewton.ts";
import { crossEntropy } from "../../src/objective/loss/crossEntropy.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { denseHessian, exampleGradients } from "../support/dense.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const [inputs, outputs, examples] = [2, 3, 12];
const random = openRandom(5, "data");
const x = Float64Array.from({ length: examples * inputs }, () => random.normal());
const network = (
  y: Float64Array,
  hidden = 4,
  loss: ReturnType<typeof squaredError> | ReturnType<typeof crossEntropy> = crossEntropy(),
): Objective =>
  mlp.objective(
    mlp({ widths: [inputs, hidden, outputs], activation: "tanh", bias: true }),
    { train: { count: examples, inputs, outputs, x, y } },
    loss,
  );
const classes = (chosen: (i: number) => number): Float64Array =>
  Float64Array.from({ length: examples * outputs }, (_, k) => (k % outputs === chosen(Math.floor(k / outputs)) ? 1 : 0));
const start = (objective: Objective): Float64Array =>
  Float64Array.from({ length: objective.size }, (_, p) => 0.9 * Math.sin(0.3 + 1.9 * p));

/** The Fisher information of the softmax model, out of the gradients for each class that the model itself may draw. */
function fisher(w: Float64Array): Float64Array {
  const fisherMatrix = new Float64Array(w.length ** 2);
  const gradients = Array.from({ length: outputs }, (_, c) => exampleGradients(network(classes(() => c)), w));
  const losses = Array.from({ length: outputs }, (_, c) =>
    Array.from({ length: examples }, (_unused, i) => network(classes(() => c)).loss(w, Int32Array.of(i))),
  );
  for (let c = 0; c < outputs; c++) {
    for (let i = 0; i < examples; i++) {
      const g = gradients[c][i];
      const probability = Math.exp(-losses[c][i]) / examples;
      for (let p = 0; p < w.length; p++) for (let q = 0; q < w.length; q++) fisherMatrix[p * w.length + q] += probability * g[p] * g[q];
    }
  }
  return fisherMatrix;
}

describe("the Gauss–Newton matrix", () => {
  const y = classes((i) => (i * i) % 3);
  const objective = network(y);
  const w = start(objective);

  test("has trace and largest eigenvalue of the Fisher information that the model's own targets give", () => {
    const matrix = fisher(w);
    const trace = w.reduce((sum, _x, p) => sum + matrix[p * w.length + p], 0);
    const row = take(behaviour, gaussNewtonSpec(), objective, w) as Record<string, number>;
    expect(Math.abs(row.gaussNewtonTrace / trace - 1)).toBeLessThan(1e-12);
    expect(row.gaussNewtonTraceError).toBe(0);
    expect(Math.abs(row.gaussNewtonSharpness / eigenvalues(matrix, w.length)[0] - 1)).toBeLessThan(1e-12);
  });

  test("stands beside the empirical Fisher's trace", () => {
    const expected = exampleGradients(objective, w).reduce((sum, g) => sum + norm2(g), 0) / examples;
    expect(Math.abs(gaussNewtonAt(new Point(objective, w)).empiricalFisherTrace / expected - 1)).toBeLessThan(1e-12);
  });

  test("is the Hessian where a squared error is fitted exactly, also where it is probed", () => {
    const hidden = 16;
    const outputsAt = network(new Float64Array(examples * outputs), hidden, squaredError());
    const at = start(outputsAt);
    // ∂L/∂(last bias) = mean of f − y: a batch of one example with y = 0 gives the outputs.
    const y0 = Float64Array.from(exampleGradients(outputsAt, at).flatMap((g) => Array.from(g.subarray(-outputs))));
    const fitted = network(y0, hidden, squaredError());
    const hessian = denseHessian(fitted, at);
    const trace = hessian.reduce((sum, row, p) => sum + row[p], 0);
    const found = gaussNewtonAt(new Point(fitted, at), { exactBelow: 0, samples: 60 });
    expect(found.trace.error).toBeGreaterThan(0);
    expect(Math.abs(found.trace.value - trace)).toBeLessThan(4 * found.trace.error);
    const top = eigenvalues(Float64Array.from(hessian.flatMap((row) => [...row])), at.length)[0];
    expect(at.length).toBeGreaterThan(64);
    expect(Math.abs(found.largest.value / top - 1)).toBeLessThan(1e-9);
  });

  test("needs outputs", () => {
    const { objective: formula, start: at } = tinyNetwork(2, 3);
    expect(() => gaussNewtonAt(new Point(formula, at))).toThrow(SpecError);
  });
});

describe("block curvature", () => {
  const objective = network(
    classes((i) => i % 3),
    26,
  );
  const w = start(objective);
  const hessian = denseHessian(objective, w);

  test("is that of the Hessian's diagonal blocks, by name", () => {
    const found = blockCurvatureAt(new Point(objective, w));
    expect(found.map(({ block }) => block.name)).toEqual(["layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias"]);
    for (const { block, trace, largest } of found) {
      const rows = hessian.slice(block.start, block.end).map((row) => row.slice(block.start, block.end));
      const matrix = Float64Array.from(rows.flatMap((row) => [...row]));
      expect(trace.error).toBe(0);
      expect(trace.value).toBeCloseTo(
        rows.reduce((sum, row, i) => sum + row[i], 0),
        12,
      );
      expect(largest.value).toBeCloseTo(eigenvalues(matrix, rows.length)[0], 9);
      expect(largest.residual).toBeLessThan(1e-6);
    }
  });

  test("as a measure has four columns a block, whose implicit terms add up to the whole one", () => {
    const row = take(blockBehaviour, blockCurvatureSpec(), objective, w, { dynamics: { ...noDynamics, stepSize: () => 0.2 } }) as Record<
      string,
      number
    >;
    expect(Object.keys(row).slice(0, 4)).toEqual(["blockTrace1", "blockTrace1Error", "blockSharpness1", "blockImplicitTerm1"]);
    const gradient = new Float64Array(w.length);
    objective.gradient(w, gradient);
    const implicit = [1, 2, 3, 4].reduce((sum, i) => sum + row[`blockImplicitTerm${i}`], 0);
    expect(Math.abs(implicit / (0.05 * dot(gradient, gradient)) - 1)).toBeLessThan(1e-12);
    expect(take(blockBehaviour, blockCurvatureSpec(), objective, w).blockImplicitTerm1).toBeNull();
  });
});
