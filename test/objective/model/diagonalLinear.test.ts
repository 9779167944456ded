import { describe, expect, test } from "vitest";
import { examplewise } from "../../../src/objective/examplewise.ts";
import type { Table } from "../../../src/objective/family.ts";
import { logistic } from "../../../src/objective/loss/logistic.ts";
import { squaredError } from "../../../src/objective/loss/squaredError.ts";
import { diagonalLinearObjective } from "../../../src/objective/diagonal/objective.ts";
import type { NetworkLossSpec } from "../../../src/objective/model/mlp.ts";
import { diagonalLinear } from "../../../src/objective/model/diagonalLinear.ts";
import { formulaObjective } from "../../../src/objective/expression/formula.ts";
import { expression } from "../../../src/objective/model/expression.ts";
import type { Objective } from "../../../src/objective/objective.ts";
import { relativeError } from "../differences.ts";

const count = 5;
const dimension = 3;
const wave = (length: number, phase: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(phase + 1.7 * i));
const table: Table = { count, inputs: dimension, outputs: 1, x: wave(count * dimension, 1), y: wave(count, 2) };

function live(depth: number, signs: boolean, data: Table = table): Objective {
  return diagonalLinearObjective({ depth, signs }, data, 0.25);
}

/** The same written out as a formula. */
function asExpression(depth: number, signs: boolean): Objective {
  const inputs = Array.from({ length: dimension }, (_, j) => j);
  const beta = (j: number): string => (signs ? `(u${j}^${depth} - v${j}^${depth})` : `u${j}^${depth}`);
  const parameters = inputs.map((j) => `u${j}`);
  return formulaObjective(
    expression({
      parameters: signs ? [...parameters, ...inputs.map((j) => `v${j}`)] : parameters,
      example: `(${inputs.map((j) => `${beta(j)}*x${j}`).join(" + ")} - y)^2/4`,
      over: {
        ...Object.fromEntries(inputs.map((j) => [`x${j}`, Array.from({ length: count }, (_, i) => table.x[i * dimension + j])])),
        y: [...table.y],
      },
    }),
  );
}

describe.for([
  [1, true],
  [2, true],
  [2, false],
  [3, true],
  [4, false],
] as const)("a diagonal linear network of depth %i (signs: %o) has", ([depth, signs]) => {
  const objective = live(depth, signs);
  const formula = asExpression(depth, signs);
  const w = wave(objective.size, 0.4);
  const v = wave(objective.size, 2.9);
  const [found, expected] = [new Float64Array(w.length), new Float64Array(w.length)];

  test.for([undefined, [1], [4, 0, 0]])("the loss and derivatives of its formula (batch %o)", (indices) => {
    const batch = indices && Int32Array.from(indices);
    expect(Math.abs(objective.gradient(w, found, batch) / formula.gradient(w, expected, batch) - 1)).toBeLessThan(1e-13);
    expect(objective.loss(w, batch)).toBe(objective.gradient(w, found, batch));
    expect(relativeError(found, expected)).toBeLessThan(1e-13);
    objective.hessianVector(w, v, found, batch);
    formula.hessianVector(w, v, expected, batch);
    expect(relativeError(found, expected)).toBeLessThan(1e-13);
    objective.thirdDerivative(w, v, found, batch);
    formula.thirdDerivative(w, v, expected, batch);
    expect(relativeError(found, expected, 1)).toBeLessThan(1e-13);
    const shifts = wave(count, 5);
    objective.labels!.shiftedGradient(w, shifts, found, batch);
    formula.labels!.shiftedGradient(w, shifts, expected, batch);
    expect(relativeError(found, expected)).toBeLessThan(1e-13);
  });

  test("the per-example norms and mixed products of one-example batches", () => {
    const slow = examplewise(objective);
    const [norms, brute] = [new Float64Array(count), new Float64Array(count)];
    objective.exampleGradientNorms(w, norms);
    slow.exampleGradientNorms(w, brute);
    expect(relativeError(norms, brute)).toBeLessThan(1e-13);
    for (const [alpha, beta] of [
      [0.3, 0.7],
      [0, 1],
      [1, 0],
    ]) {
      objective.mixedHessianVector(w, v, alpha, beta, found);
      slow.mixedHessianVector(w, v, alpha, beta, expected);
      expect(relativeError(found, expected)).toBeLessThan(1e-12);
    }
  });
});

test("its parameters are u, then v", () => {
  expect(live(2, true).blocks.map(({ name, start, end }) => [name, start, end])).toEqual([
    ["u", 0, 3],
    ["v", 3, 6],
  ]);
  expect(live(2, false).size).toBe(3);
});

test("on targets of ±1 its accuracy is that of the sign", () => {
  const signs = { ...table, y: Float64Array.of(1, -1, 1, 1, -1) };
  const objective = live(1, false, signs);
  const w = Float64Array.of(1, 0, 0);
  const right = [0, 1, 2, 3, 4].filter((i) => table.x[3 * i] * signs.y[i] > 0).length;
  expect(objective.accuracy!(w)).toBe(right / 5);
});

test("other losses and more than one target are refused", async () => {
  const made = async (data: Table, loss: NetworkLossSpec): Promise<Objective> =>
    diagonalLinear.objective(diagonalLinear(), { train: data }, loss);
  await expect(made(table, logistic())).rejects.toThrow("objective.loss: a diagonal linear network");
  await expect(made({ ...table, outputs: 2, y: wave(2 * count, 1) }, squaredError())).rejects.toThrow("objective.data: have 2 targets");
});
