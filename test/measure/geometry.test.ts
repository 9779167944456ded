import { describe, expect, test } from "vitest";
import { directionalSharpness } from "../../src/measure/directionalSharpness.ts";
import { distance } from "../../src/measure/distance.ts";
import { invariants } from "../../src/measure/invariants.ts";
import { behaviour as invariantsBehaviour } from "../../src/measure/invariantsBehaviour.ts";
import { parameters } from "../../src/measure/parameters.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import type { Block, Objective } from "../../src/objective/objective.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { take } from "../support/measure.ts";
import { referenceFlow } from "../support/referenceFlow.ts";

const product = formulaObjective(expression({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" }));
const bowl = formulaObjective(expression({ parameters: ["a", "b"], loss: "a^2/2 + 2*b^2" }));

describe("directional sharpness", () => {
  test("is gᵀHg / ‖g‖²", () => {
    const { directionalSharpness: value } = take(directionalSharpness, directionalSharpness(), bowl, [1, 1]);
    expect(value).toBeCloseTo((1 + 4 * 16) / 17, 14);
  });

  test("is not defined at a critical point", () => {
    expect(take(directionalSharpness, directionalSharpness(), bowl, [0, 0])).toEqual({ directionalSharpness: null });
  });
});

describe("distance", () => {
  test("is Euclidean, to the end of the run that is named", () => {
    const asked: unknown[] = [];
    const reference = (to: unknown): Float64Array => (asked.push(to), Float64Array.of(4, 5));
    expect(take(distance, distance({ to: "b07e" }), bowl, [1, 1], { reference })).toEqual({ distance: 5 });
    expect(asked).toEqual(["b07e"]);
  });

  test("to a run with another number of parameters is refused", () => {
    expect(() => take(distance, distance({ to: { seed: 1 } }), bowl, [1, 1], { reference: () => new Float64Array(3) })).toThrow(SpecError);
  });
});

describe("parameters", () => {
  test("are columns by place", () => {
    expect(take(parameters, parameters(), bowl, [3, 4])).toEqual({ parameter0: 3, parameter1: 4 });
    expect(take(parameters, parameters({ indices: [1] }), bowl, [3, 4])).toEqual({ parameter1: 4 });
  });

  test("that do not exist are refused", () => {
    expect(() => take(parameters, parameters({ indices: [2] }), bowl, [3, 4])).toThrow(SpecError);
  });
});

describe("invariants", () => {
  const spec = invariants({ parameters: ["a", "b"], formulas: { imbalance: "a^2 - b^2", product: "a*b" } });

  test("given as formulas are what the formulas say", () => {
    expect(take(invariantsBehaviour, spec, product, [3, 2])).toEqual({ imbalance: 5, product: 6 });
  });

  test("are conserved by gradient flow: a² − b² for a loss of ab", () => {
    const field = (w: Float64Array, out: Float64Array): void => {
      product.gradient(w, out);
      for (let i = 0; i < 2; i++) out[i] = -out[i];
    };
    const end = referenceFlow(field, Float64Array.of(2.8, 3.5), 5, 16_000);
    expect(end[0] * end[1]).toBeCloseTo(0.6, 5);
    expect(take(invariantsBehaviour, spec, product, end).imbalance).toBeCloseTo(2.8 ** 2 - 3.5 ** 2, 9);
  });

  test("of a network are the squared norms of a layer's weights minus those of the layer before and its biases", () => {
    const block = (name: string, start: number, rows: number, columns: number): Block => ({
      name,
      start,
      end: start + rows * columns,
      rows,
      columns,
    });
    const blocks = [
      block("layer 1 weight", 0, 2, 1),
      block("layer 1 bias", 2, 2, 1),
      block("layer 2 weight", 4, 1, 2),
      block("layer 2 bias", 6, 1, 1),
    ];
    const network: Objective = { ...bowl, size: 7, blocks };
    expect(take(invariantsBehaviour, invariants(), network, [1, 2, 3, 4, 5, 6, 7])).toEqual({ balance1: 25 + 36 - (1 + 4) - (9 + 16) });
  });

  test.for(["identity", "relu"] as const)("of a network with %s units, gradient flow conserves", (activation) => {
    const x = Float64Array.of(0.9, -0.3, 0.2, 0.8, -0.7, -0.6);
    const data = { train: { count: 3, inputs: 2, outputs: 1, x, y: Float64Array.of(1, -0.5, 0.3) } };
    const network = mlp.objective(mlp({ widths: [2, 3, 2, 1], activation }), data, squaredError());
    const from = Float64Array.from({ length: network.size }, (_, i) => 0.5 + 0.4 * Math.sin(1 + 2 * i));
    const field = (w: Float64Array, out: Float64Array): void => {
      network.gradient(w, out);
      for (let i = 0; i < out.length; i++) out[i] = -out[i];
    };
    const end = referenceFlow(field, from, 0.5, 2000);
    const before = take(invariantsBehaviour, invariants(), network, from) as Record<string, number>;
    const after = take(invariantsBehaviour, invariants(), network, end) as Record<string, number>;
    expect(Object.keys(before)).toEqual(["balance1", "balance2"]);
    expect(network.loss(end)).toBeLessThan(0.9 * network.loss(from));
    for (const name of Object.keys(before)) expect(Math.abs(after[name] - before[name])).toBeLessThan(1e-10);
  });

  test("of a model without layers need formulas, and formulas need names", () => {
    expect(() => take(invariantsBehaviour, invariants(), product, [1, 1])).toThrow(SpecError);
    expect(() => take(invariantsBehaviour, invariants({ formulas: { sum: "a + b" } }), product, [1, 1])).toThrow(SpecError);
  });
});
