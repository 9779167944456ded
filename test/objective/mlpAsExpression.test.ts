import { describe, expect, test } from "vitest";
import { crossEntropy } from "../../src/objective/loss/crossEntropy.ts";
import { logistic } from "../../src/objective/loss/logistic.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import type { LossSpec } from "../../src/objective/loss/index.ts";
import { mlpAsExpression } from "../support/mlpAsExpression.ts";
import { relativeError } from "./differences.ts";

const count = 6;
const tableWith = (outputs: number, y: (i: number, k: number) => number) => ({
  count,
  inputs: 2,
  outputs,
  x: Float64Array.from({ length: 2 * count }, (_, i) => Math.sin(7 * i + 1)),
  y: Float64Array.from({ length: outputs * count }, (_, at) => y(Math.floor(at / outputs), at % outputs)),
});
const parameters = (size: number): Float64Array => Float64Array.from({ length: size }, (_, p) => Math.cos(3 * p + 2));

/** The forward pass of a 2-4-3 tanh net by loops. */
function outputs(w: Float64Array, x: Float64Array): number[] {
  const hidden = Array.from({ length: 4 }, (_, i) => Math.tanh(w[2 * i] * x[0] + w[2 * i + 1] * x[1] + w[8 + i]));
  return Array.from({ length: 3 }, (_, k) => hidden.reduce((sum, h, i) => sum + w[12 + 4 * k + i] * h, w[24 + k]));
}

describe("a network written out as a formula", () => {
  const network = { widths: [2, 4, 3], activation: "tanh", bias: true } as const;
  const w = parameters(27);
  const cases: [LossSpec, ReturnType<typeof tableWith>, (f: number[], y: number[]) => number][] = [
    [squaredError({ factor: 1.5 }), tableWith(3, (i, k) => i - k), (f, y) => 1.5 * f.reduce((sum, fk, k) => sum + (fk - y[k]) ** 2, 0)],
    [
      crossEntropy(),
      tableWith(3, (i, k) => (i % 3 === k ? 1 : 0)),
      (f, y) => -f.reduce((sum, fk, k) => sum + y[k] * Math.log(Math.exp(fk) / f.reduce((z, fj) => z + Math.exp(fj), 0)), 0),
    ],
    [
      logistic(),
      tableWith(3, (i, k) => ((i + k) % 2 === 0 ? 1 : -1)),
      (f, y) => f.reduce((sum, fk, k) => sum + Math.log1p(Math.exp(-y[k] * fk)), 0),
    ],
  ];

  test.each(cases)("has the network's parameters in order and the loss $kind of its outputs", (loss, table, lossOf) => {
    const objective = mlpAsExpression(network, table, loss);
    expect(objective.size).toBe(27);
    let expected = 0;
    for (let i = 0; i < count; i++)
      expected += lossOf(outputs(w, table.x.subarray(2 * i, 2 * i + 2)), [...table.y.subarray(3 * i, 3 * i + 3)]) / count;
    expect(relativeError([objective.loss(w)], [expected])).toBeLessThan(1e-14);
  });

  test("leaves out the biases that the network does not have", () => {
    const table = tableWith(1, (i) => i);
    expect(mlpAsExpression({ ...network, widths: [2, 4, 1], bias: false }, table, squaredError()).size).toBe(12);
    expect(mlpAsExpression({ ...network, widths: [2, 4, 1], bias: [true, false] }, table, squaredError()).size).toBe(16);
    expect(mlpAsExpression({ widths: [2, 3, 3, 1], activation: "gelu", bias: true }, table, squaredError()).size).toBe(25);
  });
});
