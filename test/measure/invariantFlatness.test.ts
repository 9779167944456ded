import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { fisherRao as fisherRaoSpec } from "../../src/measure/fisherRao.ts";
import { behaviour as fisherRaoBehaviour, fisherRaoAt } from "../../src/measure/fisherRaoAt.ts";
import { relativeFlatness as flatnessSpec } from "../../src/measure/relativeFlatness.ts";
import { behaviour, relativeFlatnessAt } from "../../src/measure/relativeFlatnessAt.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { denseHessian, exampleGradients } from "../support/dense.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const [inputs, hidden, outputs, examples, factor] = [3, 6, 2, 15, 0.5];
const random = openRandom(11, "data");
const x = Float64Array.from({ length: examples * inputs }, () => random.normal());
const y = Float64Array.from({ length: examples * outputs }, () => random.normal());
const network = (bias: boolean, targets = y): Objective =>
  mlp.objective(
    mlp({ widths: [inputs, hidden, hidden, outputs], activation: "relu", bias }),
    { train: { count: examples, inputs, outputs, x, y: targets } },
    squaredError({ factor }),
  );
const start = (objective: Objective): Float64Array => Float64Array.from({ length: objective.size }, () => 0.7 * random.normal());

/** Layer 1 times a, layer 2 as it is (but for its bias), layer 3 divided by a: the same function. */
function rescaled(objective: Objective, w: Float64Array, a: number): Float64Array {
  const out = Float64Array.from(w);
  const factors: Record<string, number> = { "layer1.weight": a, "layer1.bias": a, "layer2.bias": a, "layer3.weight": 1 / a };
  for (const { name, start: from, end } of objective.blocks) for (let p = from; p < end; p++) out[p] *= factors[name] ?? 1;
  return out;
}

describe("relative flatness", () => {
  const objective = network(true);
  const w = start(objective);
  const hessian = denseHessian(objective, w);
  /** Σ ⟨w_s, w_s'⟩ tr H_{s,s'}, as it is written. */
  const expected = (name: string): number => {
    const block = objective.blocks.find((each) => each.name === name)!;
    const at = (s: number, k: number): number => block.start + s * block.columns + k;
    let sum = 0;
    for (let s = 0; s < block.rows; s++) {
      for (let t = 0; t < block.rows; t++) {
        let [product, trace] = [0, 0];
        for (let k = 0; k < block.columns; k++) {
          product += w[at(s, k)] * w[at(t, k)];
          trace += hessian[at(s, k)][at(t, k)];
        }
        sum += product * trace;
      }
    }
    return sum;
  };

  test("is Petzka's sum over pairs of rows, for each layer; the last one unless named", () => {
    for (const layer of [1, 2, 3]) {
      const { value, error } = relativeFlatnessAt(new Point(objective, w), { layer });
      expect(Math.abs(value / expected(`layer${layer}.weight`) - 1)).toBeLessThan(1e-12);
      expect(error).toBe(0);
    }
    expect(take(behaviour, flatnessSpec(), objective, w).relativeFlatness).toBe(
      relativeFlatnessAt(new Point(objective, w), { layer: 3 }).value,
    );
  });

  test("from probes has an error that covers the truth at its rate", () => {
    const truth = expected("layer2.weight");
    const trials = Array.from({ length: 100 }, (_, seed) =>
      relativeFlatnessAt(new Point(objective, w), { layer: 2, exactBelow: 0, samples: 12, seed }),
    );
    const covered = trials.filter(({ value, error }) => Math.abs(value - truth) < 2 * error).length / 100;
    expect(trials.every(({ error }) => error > 0)).toBe(true);
    expect(covered).toBeGreaterThan(0.9545 - 4 * Math.sqrt((0.9545 * 0.0455) / 100));
  });

  test("does not change when layers are rescaled against each other, while the sharpness grows (Dinh et al. 2017)", () => {
    const top = (at: Float64Array): number =>
      eigenvalues(Float64Array.from(denseHessian(objective, at).flatMap((row) => [...row])), w.length)[0];
    for (const a of [0.1, 10]) {
      const other = rescaled(objective, w, a);
      expect(Math.abs(objective.loss(other) / objective.loss(w) - 1)).toBeLessThan(1e-12);
      for (const layer of [1, 2, 3]) {
        const ratio =
          relativeFlatnessAt(new Point(objective, other), { layer }).value / relativeFlatnessAt(new Point(objective, w), { layer }).value;
        expect(Math.abs(ratio - 1)).toBeLessThan(1e-6);
      }
      expect(top(other)).toBeGreaterThan(3 * top(w));
    }
  });

  test("needs a layer that is there", () => {
    expect(() => relativeFlatnessAt(new Point(objective, w), { layer: 4 })).toThrow(SpecError);
    const { objective: formula, start: at } = tinyNetwork(1, 2);
    expect(() => relativeFlatnessAt(new Point(formula, at))).toThrow(SpecError);
  });
});

describe("the Fisher–Rao norm", () => {
  const objective = network(false);
  const w = start(objective);
  const found = fisherRaoAt(new Point(objective, w));

  test("is (1/N)Σ⟨w, ∇ℓ_i⟩² and ⟨w, Gw⟩", () => {
    const along = exampleGradients(objective, w).map((g) => g.reduce((sum, value, p) => sum + value * w[p], 0));
    expect(found.empirical).toBeCloseTo(along.reduce((sum, value) => sum + value * value, 0) / examples, 12);
    const product = new Float64Array(w.length);
    objective.gaussNewtonVector!(w, w, product);
    const row = take(fisherRaoBehaviour, fisherRaoSpec(), objective, w);
    expect(row).toEqual({ fisherRaoNormSquared: found.empirical, modelFisherRaoNormSquared: found.model });
  });

  test("has the closed form of homogeneous networks: D² mean⟨∂ℓ/∂f, f⟩² and D² mean⟨f, ∇²ℓ f⟩, D layers", () => {
    // Without targets ∂ℓ/∂f = 2cf; the loss of a single example gives ‖f‖², and with targets y, ‖f − y‖², hence ⟨f, y⟩.
    const free = network(false, new Float64Array(examples * outputs));
    let [empirical, model] = [0, 0];
    for (let i = 0; i < examples; i++) {
      const square = free.loss(w, Int32Array.of(i)) / factor;
      const target = y.subarray(i * outputs, (i + 1) * outputs).reduce((sum, value) => sum + value * value, 0);
      const mixed = (square + target - objective.loss(w, Int32Array.of(i)) / factor) / 2;
      empirical += (9 * (2 * factor * (square - mixed)) ** 2) / examples;
      model += (9 * 2 * factor * square) / examples;
    }
    expect(Math.abs(found.empirical / empirical - 1)).toBeLessThan(1e-12);
    expect(Math.abs(found.model! / model - 1)).toBeLessThan(1e-12);
  });

  test("does not change when layers are rescaled against each other", () => {
    const other = fisherRaoAt(new Point(objective, rescaled(objective, w, 10)));
    expect(Math.abs(other.empirical / found.empirical - 1)).toBeLessThan(1e-10);
    expect(Math.abs(other.model! / found.model! - 1)).toBeLessThan(1e-10);
  });

  test("of a formula, which has no outputs, has no model's part", () => {
    const { objective: formula, start: at } = tinyNetwork(1, 2);
    expect(take(fisherRaoBehaviour, fisherRaoSpec(), formula, at).modelFisherRaoNormSquared).toBeNull();
  });
});
