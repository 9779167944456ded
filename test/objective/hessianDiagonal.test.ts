import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNetwork, parameterCount, type Network, type NetworkShape } from "../../src/kernel/network.ts";
import { diagonalProducts, diagonalRoom } from "../../src/kernel/networkDiagonal.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { crossEntropy } from "../../src/objective/loss/crossEntropy.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { normalizedMlp } from "../../src/objective/model/normalizedMlp.ts";
import { Point } from "../../src/objective/point.ts";
import { referenceDiagonal } from "../support/hessianDiagonal.ts";

const activations = ["tanh", "relu", "gelu", "softplus", "sigmoid", "identity"] as const;
const losses = ["squared-error", "cross-entropy", "logistic"] as const;
type Shape = Pick<NetworkShape, "widths" | "bias" | "activation" | "loss">;

interface Problem {
  readonly shape: NetworkShape;
  readonly examples: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
}

function problem(of: Shape, examples: number, seed = 3, scale = 0.8): Problem {
  const shape: NetworkShape = { ...of, lossFactor: 0.7 };
  const random = openRandom(seed, "data");
  const outputs = shape.widths.at(-1)!;
  const x = Float64Array.from({ length: examples * shape.widths[0] }, () => random.normal());
  const y = Float64Array.from({ length: examples * outputs }, (_, at) => {
    if (shape.loss === "squared-error") return random.normal();
    if (shape.loss === "logistic") return random.sign();
    // Soft labels, whose sum is not one, at every third example.
    const example = Math.floor(at / outputs);
    return example % 3 === 0 ? 0.4 : at % outputs === example % outputs ? 1 : 0;
  });
  return { shape, examples, x, y, w: Float64Array.from({ length: parameterCount(shape) }, () => scale * random.normal()) };
}

const open = ({ shape, examples, x, y }: Problem): Network => createNetwork(shape, examples, x, y);

function diagonalOf(network: Network, w: Float64Array): Float64Array {
  const out = new Float64Array(w.length);
  network.hessianDiagonal(w, out);
  return out;
}

/** e_pᵀHe_p of every p. */
function byProducts(network: Network, w: Float64Array): Float64Array {
  const [unit, product] = [new Float64Array(w.length), new Float64Array(w.length)];
  return w.map((_, p) => {
    unit.fill(0)[p] = 1;
    network.hessianVector(w, unit, 0, product);
    return product[p];
  });
}

/** Roundings of the longest chain of operations: sums over each layer forwards and backwards, squared, then over the examples; a few for elementary functions. */
const roundings = ({ shape, examples }: Problem): number => 4 * shape.widths.reduce((sum, width) => sum + width + 8, 0) + examples;

/** The largest error of the diagonal against products and against the reference, over what rounding allows. */
function worst(given: Problem): number {
  const { w, shape } = given;
  const network = open(given);
  const products = byProducts(network, w);
  const { diagonal, terms } = referenceDiagonal(shape, given);
  const allowed = 2 * roundings(given) * 2 ** -53;
  // Of gelu the reference has its distribution function by a quadrature, good to 1e-12.
  const ofReference = allowed + (shape.activation === "gelu" ? 1e-11 : 0);
  const ratio = (error: number, bound: number): number => (error === 0 ? 0 : Math.abs(error) / bound);
  return diagonalOf(network, w).reduce(
    (most, value, p) => Math.max(most, ratio(value - products[p], allowed * terms[p]), ratio(value - diagonal[p], ofReference * terms[p])),
    0,
  );
}

describe("the diagonal of a network's Hessian is what a product for each parameter and the written-out recursion make it", () => {
  describe.each(activations)("with %s", (activation) => {
    const examples = activation === "gelu" ? 9 : 67;
    test.each(losses)("and %s, at every depth, with any biases", (loss) => {
      for (const widths of [
        [3, 2],
        [3, 5, 2],
        [2, 4, 3, 3],
        [1, 3, 4, 2, 1],
      ]) {
        const layers = widths.length - 1;
        for (const flags of new Set([0, 2 ** layers - 1, 1, 2 ** (layers - 1)])) {
          const bias = Array.from({ length: layers }, (_, l) => ((flags >> l) & 1) === 1);
          expect(worst(problem({ widths, bias, activation, loss }, examples))).toBeLessThanOrEqual(1);
        }
      }
    });
  });

  test("of any shape, any number of examples around a tile's 64", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 }),
        fc.constantFrom(...activations.filter((activation) => activation !== "gelu")),
        fc.constantFrom(...losses),
        fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 62, max: 67 }), fc.integer({ min: 127, max: 131 })),
        fc.nat(31),
        fc.nat(10_000),
        (widths, activation, loss, examples, flags, seed) => {
          const bias = widths.slice(1).map((_, l) => ((flags >> l) & 1) === 1);
          expect(worst(problem({ widths, bias, activation, loss }, examples, seed, 0.6))).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("where probabilities are almost one and zero", () => {
    expect(
      worst(problem({ widths: [3, 6, 4], bias: [true, true], activation: "tanh", loss: "cross-entropy" }, 21, 5, 12)),
    ).toBeLessThanOrEqual(1);
  });
});

describe("the diagonal of a network's Hessian", () => {
  const shape: Shape = { widths: [3, 6, 5, 2], bias: [true, false, true], activation: "tanh", loss: "cross-entropy" };

  test("is the same to the bit whatever was computed before it, and leaves everything as it was", () => {
    const given = problem(shape, 131);
    const { w } = given;
    const elsewhere = w.map((value) => 0.5 - value);
    const batch = Int32Array.of(130, 2, 2, 64);
    const v = w.map((_, p) => Math.cos(p));
    const expected = diagonalOf(open(given), w);
    const out = new Float64Array(w.length);
    const operations: ((network: Network) => void)[] = [
      (network) => void network.gradient(w, out),
      (network) => void network.gradient(w, out, batch),
      (network) => network.hessianVector(w, v, 0.3, out),
      (network) => network.hessianVector(w, v, 0, out, batch),
      (network) => network.gaussNewtonVector(elsewhere, v, out),
      (network) => network.thirdDerivative(w, v, out),
      (network) => network.exampleGradientNorms(w, new Float64Array(131)),
      (network) => void network.descend(Float64Array.from(w), 0.1),
      (network) => void network.loss(elsewhere, batch),
      (network) => network.hessianDiagonal(elsewhere, out),
    ];
    for (const operation of operations) {
      const network = open(given);
      operation(network);
      expect(diagonalOf(network, w)).toEqual(expected);
      operation(network);
      const after = Float64Array.from(out);
      operation(open(given));
      expect(after).toEqual(out);
      expect(diagonalOf(network, w)).toEqual(expected);
    }
  });

  test("makes room for itself when it is first asked for, and the others go on", () => {
    const given = problem({ widths: [4, 300, 200, 3], bias: [true, true, true], activation: "softplus", loss: "squared-error" }, 5, 3, 0.1);
    const { w } = given;
    const room = diagonalRoom(given.shape, 6);
    expect(room.numbers).toBeGreaterThan((300 * 203 + 200 * 3) * 2);
    const network = open(given);
    const v = w.map((_, p) => Math.sin(p));
    const batch = Int32Array.of(4, 1, 1);
    const all = (): Float64Array[] => {
      const [gradient, ofBatch, product] = [0, 1, 2].map(() => new Float64Array(w.length));
      network.gradient(w, gradient);
      network.hessianVector(w, v, 0, product);
      network.gradient(w, ofBatch, batch);
      return [gradient, product, ofBatch, network.outputs(w)];
    };
    const before = all();
    const diagonal = diagonalOf(network, w);
    expect(all()).toEqual(before);
    for (const p of [0, 1499, 1500, 40_000, w.length - 1]) {
      const [unit, product] = [new Float64Array(w.length), new Float64Array(w.length)];
      unit[p] = 1;
      network.hessianVector(w, unit, 0, product);
      expect(Math.abs(diagonal[p] - product[p])).toBeLessThan(1e-12 * (1 + Math.abs(product[p])));
    }
  });

  test("is what the products are, or not finite, at weights whose numbers go beyond what floats hold", () => {
    for (const activation of activations)
      for (const loss of losses)
        for (const scale of [1e40, 1e100, 1e200, 1e300, Infinity, NaN]) {
          const given = problem({ widths: [2, 3, 3, 2], bias: [true, true, true], activation, loss }, 5, 3, 1);
          const w = given.w.map((value) => value * scale);
          const network = open(given);
          const trace = diagonalOf(network, w).reduce((sum, value) => sum + value, 0);
          const expected = byProducts(network, w).reduce((sum, value) => sum + value, 0);
          const close = Math.abs(trace - expected) <= 1e-12 * Math.abs(expected);
          // Squares of activations beyond 1e154 are not floats, even where the loss is flat there.
          if (Number.isFinite(trace))
            expect([activation, loss, scale, trace, expected, close]).toEqual([activation, loss, scale, trace, expected, true]);
          else expect(!Number.isFinite(expected) || scale > 1e99).toBe(true);
        }
  });

  test("costs what its multiply-adds are in products", () => {
    const products = (widths: number[], activation: NetworkShape["activation"]): number =>
      diagonalProducts({ widths, bias: [], activation, loss: "squared-error", lossFactor: 1 });
    // One hidden layer: no Jacobian is carried further than its first factor.
    expect(products([49, 16, 10], "tanh")).toBe(1);
    expect(products([7, 3], "tanh")).toBe(1);
    // 10·200·(1 + 0) + 200·200·(1 + 10) + 10·200 and the squares of 10 and of 210 rows at 200 units: 532,000, in products of 4,000 + 240,000 + 12,000.
    expect(products([10, 200, 200, 10], "tanh")).toBe(3);
    expect(products([10, 200, 200, 10], "relu")).toBe(2);
    expect(products([2, 100, 100, 100, 1], "tanh")).toBe(10);
    expect(products([2, 100, 100, 100, 1], "identity")).toBe(1);
  });

  const table = (loss: NetworkShape["loss"], examples: number) => {
    const { x, y } = problem({ ...shape, loss }, examples);
    return { count: examples, inputs: 3, outputs: 2, x, y };
  };

  test("is offered by an mlp, on held-out data too, and by no objective made of one", async () => {
    const data = { train: table("cross-entropy", 9), test: table("cross-entropy", 4) };
    const options = { widths: [3, 4, 2], activation: "tanh", bias: true } as const;
    const objective = mlp.objective(mlp({ ...options, widths: [...options.widths] }), data, crossEntropy());
    const w = Float64Array.from({ length: objective.size }, (_, p) => Math.sin(p));
    for (const one of [objective, objective.test!]) {
      const out = new Float64Array(w.length);
      one.hessianDiagonal!(w, out);
      const [unit, product] = [new Float64Array(w.length), new Float64Array(w.length)];
      out.forEach((value, p) => {
        unit.fill(0)[p] = 1;
        one.hessianVector(w, unit, product);
        expect(value).toBeCloseTo(product[p], 12);
      });
    }
    const normalized = await normalizedMlp.objective(normalizedMlp({ ...options, widths: [...options.widths] }), data, crossEntropy());
    expect(normalized.hessianDiagonal).toBeUndefined();
    expect(counted(normalized, noCost()).hessianDiagonal).toBeUndefined();
  });

  test("counts as so many products, and is computed once at a place", () => {
    const options = mlp({ widths: [3, 20, 20, 20, 2], activation: "tanh" });
    const objective = mlp.objective(options, { train: table("squared-error", 8) }, squaredError());
    const { products } = objective.hessianDiagonal!;
    expect(products).toBeGreaterThan(1);
    const cost = noCost();
    const point = new Point(
      counted(objective, cost),
      Float64Array.from({ length: objective.size }, (_, p) => Math.sin(p)),
    );
    const first = Float64Array.from(point.hessianDiagonal!);
    expect(point.hessianDiagonal).toEqual(first);
    expect(cost).toEqual({ gradients: 0, hessianVectors: products });
    point.parameters[0] += 1;
    point.moved();
    expect(point.hessianDiagonal).not.toEqual(first);
    expect(cost.hessianVectors).toBe(2 * products);
  });
});
