import { describe, expect, test } from "vitest";
import { createNetwork } from "../../src/kernel/network.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import type { Table } from "../../src/objective/family.ts";
import { crossEntropy } from "../../src/objective/loss/crossEntropy.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";
import { gradientOf, relativeError } from "./differences.ts";

const count = 7;
const wave = (length: number, phase: number): Float64Array => Float64Array.from({ length }, (_, i) => Math.sin(phase + 1.7 * i));
const table: Table = { count, inputs: 2, outputs: 2, x: wave(2 * count, 1), y: wave(2 * count, 2) };
const shifts = wave(2 * count, 3);
const network = (train: Table) => mlp.objective(mlp({ widths: [2, 5, 2], activation: "tanh" }), { train }, squaredError({ factor: 0.3 }));
const objective = network(table);
const shifted = network({ ...table, y: table.y.map((y, k) => y + shifts[k]) });
const w = wave(objective.size, 0.4);
const out = new Float64Array(objective.size);

describe("a network's gradient with shifted targets", () => {
  test.for([undefined, [2], [6, 0, 3], [1, 1, 4]])("is that of the network on those targets (batch %o)", (indices) => {
    const batch = indices && Int32Array.from(indices);
    objective.labels!.shiftedGradient(w, shifts, out, batch);
    expect(relativeError(out, gradientOf(shifted, batch)(w))).toBeLessThan(1e-15);
  });

  test("leaves every later number as it was, bit for bit", () => {
    const fresh = network(table);
    const [found, expected] = [new Float64Array(w.length), new Float64Array(w.length)];
    objective.gradient(w, found);
    objective.labels!.shiftedGradient(w, shifts, out);
    expect(objective.gradient(w, found)).toBe(fresh.gradient(w, expected));
    expect(found).toEqual(expected);
    objective.hessianVector(w, w, found);
    fresh.hessianVector(w, w, expected);
    expect(found).toEqual(expected);
    expect(gradientOf(objective, Int32Array.of(4, 2))(w)).toEqual(gradientOf(fresh, Int32Array.of(4, 2))(w));
  });

  test("counts as a gradient of its batch", () => {
    const cost = noCost();
    counted(objective, cost).labels!.shiftedGradient(w, shifts, out, Int32Array.of(0, 1));
    expect(cost.gradients).toBeCloseTo(2 / 7, 15);
  });
});

test("targets under another loss, and formulas without y, cannot be shifted", () => {
  const classes = { ...table, y: Float64Array.from({ length: 2 * count }, (_, k) => k % 2) };
  const classifier = mlp.objective(mlp({ widths: [2, 5, 2], activation: "tanh" }), { train: classes }, crossEntropy());
  expect(classifier.labels).toBeUndefined();
  expect(tinyNetwork(2, 3).objective.labels).toBeDefined();
});

test("the kernel's network takes as many targets as there are outputs", () => {
  const shape = { widths: [1, 1], bias: [false], activation: "identity", loss: "squared-error", lossFactor: 0.5 } as const;
  const line = createNetwork(shape, 2, Float64Array.of(1, 2), Float64Array.of(3, 5));
  const gradient = new Float64Array(1);
  line.shiftedGradient(Float64Array.of(2), Float64Array.of(1, 0), gradient, Int32Array.of(0));
  expect(gradient[0]).toBe(-2);
});
