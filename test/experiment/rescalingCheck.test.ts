import { beforeAll, describe, expect, test } from "vitest";
import { objective as build } from "../../src/experiment/byHand.ts";
import { type RescalingCheck, rescalingCheck } from "../../src/experiment/rescalingCheck.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { rescaleLayers } from "../../src/objective/rescaleLayers.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const spec = (activation: string, bias: boolean) =>
  ({
    data: { kind: "teacher", input: 3, widths: [8, 1], count: 40, seed: 1 },
    model: { kind: "mlp", widths: [3, 6, 4, 1], activation, bias },
    loss: { kind: "squared-error" },
  }) as never;
const start = { kind: "normal", scale: "he", seed: 4 } as const;

async function check(activation: string, bias: boolean, options = {}): Promise<RescalingCheck> {
  const { objective, point } = await build(spec(activation, bias));
  const w = point(start).parameters.map((value, i) => (value === 0 ? 0.1 * Math.sin(i) : value));
  return rescalingCheck(objective, w, options);
}

const invariant = ({ columns }: RescalingCheck): Record<string, boolean | null> =>
  Object.fromEntries(
    columns.map(({ column: { name }, measure, invariant: same }) => ["per" in measure ? `${name} per ${measure.per}` : name, same]),
  );

describe("a relu network rescaled by 10", () => {
  let without: RescalingCheck;
  beforeAll(async () => {
    without = await check("relu", false);
  });

  test("is the same function to rounding", () => {
    expect(without.sameFunction).toBe(true);
    expect(without.change).toBeLessThan(1e-12);
  });

  test("has the same adaptive and filter-normalised sharpness, relative flatness and Fisher–Rao norm, and nothing else", () => {
    expect(invariant(without)).toEqual({
      sharpness: false,
      hessianTrace: false,
      gradientNormSquared: false,
      directionalSharpness: false,
      criticalSharpness: false,
      gaussNewtonTrace: false,
      gaussNewtonSharpness: false,
      empiricalFisherTrace: false,
      samSharpness: false,
      boxSharpness: false,
      perturbationSensitivity: false,
      adaptiveSharpness: true,
      adaptiveCurvature: true,
      "adaptiveSharpness per filter": true,
      "adaptiveCurvature per filter": true,
      relativeFlatness: true,
      fisherRaoNormSquared: true,
      modelFisherRaoNormSquared: true,
    });
  });

  test("keeps those to ten digits", () => {
    const kept = without.columns.filter(({ invariant: same }) => same === true);
    expect(Math.max(...kept.map(({ before, after }) => Math.abs(after! / before! - 1)))).toBeLessThan(1e-10);
  });

  test("with biases needs them in the sizes", async () => {
    const measures = (["element", "filter"] as const).flatMap((per) =>
      [false, true].map((biases) => ({ kind: "adaptive-sharpness", per, biases }) as const),
    );
    const { sameFunction, columns } = await check("relu", true, { measures });
    expect(sameFunction).toBe(true);
    for (const { measure, invariant: same } of columns) expect(same).toBe((measure as { biases: boolean }).biases);
  });
});

test("between the second and the third layer it is the same question, and identity's answer is relu's", async () => {
  const { sameFunction, columns } = await check("identity", true, {
    layer: 2,
    alpha: 0.2,
    measures: ["sharpness", "relative-flatness", "fisher-rao"],
  });
  expect(sameFunction).toBe(true);
  expect(columns.map(({ invariant: same }) => same)).toEqual([false, true, true, true]);
});

test("where the function changes, as with tanh, nothing is said of any measure", async () => {
  const { sameFunction, change, columns } = await check("tanh", true);
  expect(sameFunction).toBe(false);
  expect(change).toBeGreaterThan(1e-3);
  expect(columns.every(({ invariant: same }) => same === null)).toBe(true);
});

describe("where everything is fitted", () => {
  const fitted = async (weights: readonly [number, number, number, number], y: readonly number[], activation: string, alpha: number) => {
    const x = [1, -2, 0.7, 3.1];
    const { objective } = await build({
      data: { kind: "table", x: x.map((value) => [value]), y: y.map((value) => [value]) },
      model: { kind: "mlp", widths: [1, 2, 1], activation, bias: false },
      loss: { kind: "squared-error" },
    } as never);
    return rescalingCheck(objective, weights, { alpha, measures: ["sharpness", "fisher-rao"] });
  };
  const relu = (value: number): number => Math.max(0, value);

  test("losses that stay 0 have not changed", async () => {
    const { change, sameFunction } = await fitted([1, 1, 0.5, -0.5], [0, 0, 0, 0], "relu", 4);
    expect(change).toBe(0);
    expect(sameFunction).toBe(true);
  });

  test.each([3, 7, 0.3, 10])("losses that rounding makes of 0 are the same (α = %d)", async (alpha) => {
    const y = [1, -2, 0.7, 3.1].map((x) => 0.1 * relu(0.3 * x) + 0.9 * relu(0.7 * x));
    const { sameFunction, columns } = await fitted([0.3, 0.7, 0.1, 0.9], y, "relu", alpha);
    expect(sameFunction).toBe(true);
    expect(columns.find(({ column: { name } }) => name === "sharpness")!.invariant).toBe(false);
  });

  test("another function is told by however little its loss is", async () => {
    const { sameFunction } = await fitted([1e-3, 1e-3, 1, -1.001], [0, 0, 0, 0], "tanh", 10);
    expect(sameFunction).toBe(false);
  });
});

test("needs layers, a positive factor, and measures that fit", async () => {
  const { objective, start: at } = tinyNetwork(2, 3);
  await expect(rescalingCheck(objective, at)).rejects.toThrow("needs a model with two layers of weights");
  await expect(check("relu", false, { layer: 3 })).rejects.toThrow("1 to 2 have a next one");
  await expect(check("relu", false, { alpha: -1 })).rejects.toThrow(SpecError);
  await expect(check("relu", false, { measures: ["sharpnes"] })).rejects.toThrow("measures.0");
  await expect(check("relu", false, { measures: ["test-loss"] })).rejects.toThrow("measures.0");
});

test("rescaled layers are the layer's weights and biases times α and the next one's weights divided by it", async () => {
  const { objective } = await build(spec("relu", true));
  const ones = new Float64Array(objective.size).fill(1);
  const factors = (o: Objective, w: Float64Array): Record<string, number[]> =>
    Object.fromEntries(o.blocks.map(({ name, start: from, end }) => [name, [...new Set(w.subarray(from, end))]]));
  expect(factors(objective, rescaleLayers(objective, ones, 4, 2))).toEqual({
    "layer1.weight": [1],
    "layer1.bias": [1],
    "layer2.weight": [4],
    "layer2.bias": [4],
    "layer3.weight": [0.25],
    "layer3.bias": [1],
  });
});
