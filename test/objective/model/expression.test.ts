import { describe, expect, test } from "vitest";
import { formulaObjective } from "../../../src/objective/expression/formula.ts";
import { expression } from "../../../src/objective/model/expression.ts";
import type { Objective } from "../../../src/objective/objective.ts";
import { functions } from "../../../src/objective/expression/functions.ts";
import { SpecError } from "../../../src/spec/errors.ts";
import { along, gradientByDifferences, gradientOf, relativeError } from "../differences.ts";

const live = (options: Parameters<typeof expression>[0]): Objective => formulaObjective(expression(options));
const value = (formula: string, a = 0): number => live({ parameters: ["a"], loss: formula }).loss(Float64Array.of(a));
const message = (options: Parameters<typeof expression>[0]): string => {
  try {
    live(options);
  } catch (error) {
    expect(error).toBeInstanceOf(SpecError);
    return (error as Error).message;
  }
  throw new Error("expected a SpecError");
};

describe("grammar", () => {
  test.each([
    ["2+3*4", 14],
    ["(2+3)*4", 20],
    ["2^3^2", 512],
    ["2**3", 8],
    ["-2^2", -4],
    ["2^-1", 0.5],
    ["-a^2", -9],
    ["8/4/2", 1],
    ["8-4-2", 2],
    ["1.5e-1*2E1 - .5", 2.5],
    ["+a - -a", 6],
    ["a^0 + a^1", 4],
    ["pi/e", Math.PI / Math.E],
    [" ( a ) ", 3],
  ])("%s is %d at a = 3", (formula, expected) => {
    expect(value(formula, 3)).toBe(expected);
  });

  test("names may carry subscripts", () => {
    expect(live({ parameters: ["w[1]", "W1[0,2]"], loss: "w[1] - W1[0, 2]" }).loss(Float64Array.of(5, 3))).toBe(2);
  });

  test("a fault names its place and the remedy", () => {
    expect(message({ parameters: ["a"], loss: "a + tan(a)" })).toContain(
      'objective.model.loss: at character 5 of the formula: there is no function "tan"; did you mean "tanh"?',
    );
    expect(message({ parameters: ["alpha"], loss: "2*alpa" })).toContain(
      'at character 3 of the formula: there is no parameter, variable or constant "alpa"; did you mean "alpha"?',
    );
    expect(message({ parameters: ["a"], loss: "a + )" })).toContain(
      'at character 5 of the formula "a + )": expected a number, a name or an opening parenthesis, found ")"',
    );
    expect(message({ parameters: ["a"], loss: "(a" })).toContain('expected ")", found the end');
    expect(message({ parameters: ["a"], loss: "a 2" })).toContain("at character 3");
    expect(message({ parameters: ["a"], loss: "a # 2" })).toContain('"#" means nothing here');
    expect(message({ parameters: ["a"], loss: "" })).toContain("found the end");
  });

  test("a spec with a wrong form says what is missing", () => {
    expect(message({ parameters: ["a"] })).toContain('either "loss" or "example"');
    expect(message({ parameters: ["a"], loss: "a", example: "a", over: { x: [1] } })).toContain('either "loss" or "example"');
    expect(message({ parameters: ["a"], example: "a*x" })).toContain("the examples are missing");
    expect(message({ parameters: ["a", "a"], loss: "a" })).toContain("named twice");
    expect(message({ parameters: ["a"], example: "a*x", over: { x: [1, 2], y: [1] } })).toContain(
      "objective.model.over.y: has 1 values where x has 2",
    );
    expect(message({ parameters: ["a"], example: "a*a", over: { a: [1, 2] } })).toContain("already a parameter");
    expect(message({ parameters: ["a"], example: "a*x", over: { x: [1] }, test: { y: [1] } })).toContain("objective.model.test.y");
    expect(() => expression({ parameters: ["2a"], loss: "1" })).toThrow(SpecError);
    expect(() => expression({ parameters: ["a"], example: "a*x", over: { x: [Number.NaN] } })).toThrow(SpecError);
  });
});

describe("closed forms", () => {
  const toy = live({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" });
  const [a, b] = [2.8, 3.5];
  const w = Float64Array.of(a, b);
  const r = a * b - 0.6;

  test("loss, gradient, Hessian and third derivative of (0.6 - ab)²/2", () => {
    const out = new Float64Array(2);
    expect(toy.gradient(w, out)).toBe(toy.loss(w));
    expect(toy.loss(w)).toBeCloseTo((r * r) / 2, 12);
    expect(relativeError(out, [r * b, r * a])).toBeLessThan(1e-15);
    const [u, v] = [0.3, -1.7];
    toy.hessianVector(w, Float64Array.of(u, v), out);
    expect(relativeError(out, [b * b * u + (2 * a * b - 0.6) * v, (2 * a * b - 0.6) * u + a * a * v])).toBeLessThan(1e-15);
    toy.thirdDerivative(w, Float64Array.of(u, v), out);
    expect(relativeError(out, [4 * b * u * v + 2 * a * v * v, 2 * b * u * u + 4 * a * u * v])).toBeLessThan(1e-15);
  });

  test("every function has the first three derivatives it claims, to the accuracy of an eighth-order difference", () => {
    for (const name of Object.keys(functions)) {
      for (const x of name === "log" || name === "sqrt" ? [1, 1.3, 2.2] : [-3, -1.3, 0.4, 2.2]) {
        const objective = live({ parameters: ["a"], loss: `${name}(a)` });
        const at = Float64Array.of(x);
        const one = Float64Array.of(1);
        const gradient = gradientOf(objective)(at);
        expect(relativeError(gradient, gradientByDifferences(objective, at, 0.02), 1e-3), `${name}'(${x})`).toBeLessThan(1e-10);
        const out = new Float64Array(1);
        objective.hessianVector(at, one, out);
        expect(relativeError(out, along(gradientOf(objective), at, one, 0.02, 1), 1e-3), `${name}''(${x})`).toBeLessThan(1e-9);
        objective.thirdDerivative(at, one, out);
        expect(relativeError(out, along(gradientOf(objective), at, one, 0.02, 2), 1e-3), `${name}'''(${x})`).toBeLessThan(1e-8);
      }
    }
  });

  test("powers: whole exponents by multiplication, also at 0 and of negative bases", () => {
    const out = new Float64Array(1);
    const cube = live({ parameters: ["a"], loss: "a^3" });
    for (const x of [0, -2, 3]) {
      expect(cube.gradient(Float64Array.of(x), out)).toBe(x * x * x);
      expect(out[0]).toBe(3 * x * x);
      cube.hessianVector(Float64Array.of(x), Float64Array.of(1), out);
      expect(out[0]).toBe(6 * x);
      cube.thirdDerivative(Float64Array.of(x), Float64Array.of(1), out);
      expect(out[0]).toBe(6);
    }
    expect(value("a^-2", 4)).toBe(1 / 16);
    expect(value("a^1.5", 4)).toBeCloseTo(8, 14);
    expect(value("2^a", 3)).toBeCloseTo(8, 14);
    expect(value("a^a", 2)).toBeCloseTo(4, 14);
  });
});

describe("a mean over examples", () => {
  const count = 70;
  const x = Array.from({ length: count }, (_, i) => Math.sin(3 * i));
  const y = Array.from({ length: count }, (_, i) => Math.cos(5 * i + 1));
  const formula =
    "(c*tanh(a*x + b/(1 + x^2)) + sigmoid(a*b - x)*y^2 - y)^2/2 + softplus(-a*x)*sqrt(1 + b^2) + exp(-c^2)*log(2 + sin(a)) + gelu(b*x)/cos(c/3)";
  const objective = live({ parameters: ["a", "b", "c"], example: formula, over: { x, y } });
  const w = Float64Array.of(0.7, -1.1, 0.9);
  const u = Float64Array.of(-0.4, 0.8, 1.3);
  const batches = [undefined, Int32Array.of(3), Int32Array.of(5, 69, 5, 0)];

  test.each(batches)("gradient, Hessian-vector product and third derivative agree with eighth-order differences, batch %#", (batch) => {
    const out = new Float64Array(3);
    expect(objective.gradient(w, out, batch)).toBe(objective.loss(w, batch));
    expect(relativeError(out, gradientByDifferences(objective, w, 0.02, batch))).toBeLessThan(1e-10);
    objective.hessianVector(w, u, out, batch);
    expect(relativeError(out, along(gradientOf(objective, batch), w, u, 0.01, 1))).toBeLessThan(1e-10);
    objective.thirdDerivative(w, u, out, batch);
    expect(relativeError(out, along(gradientOf(objective, batch), w, u, 0.01, 2))).toBeLessThan(1e-8);
  });

  test("central differences converge to the derivatives at their own order", () => {
    const exact = new Float64Array(3);
    objective.thirdDerivative(w, u, exact);
    const error = (h: number): number => {
      const shifted = (s: number) => gradientOf(objective)(w.map((value, i) => value + s * h * u[i]));
      const [minus, zero, plus] = [shifted(-1), shifted(0), shifted(1)];
      return relativeError(
        minus.map((m, i) => (m - 2 * zero[i] + plus[i]) / (h * h)),
        exact,
      );
    };
    const slope = Math.log2(error(0.04) / error(0.02));
    expect(slope).toBeGreaterThan(1.95);
    expect(slope).toBeLessThan(2.05);
  });

  test("the mean over all examples is the mean of the examples' losses, gradients and products", () => {
    const out = new Float64Array(3);
    const sum = new Float64Array(3);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      loss += objective.gradient(w, out, Int32Array.of(i)) / count;
      for (let p = 0; p < 3; p++) sum[p] += out[p] / count;
    }
    expect(objective.gradient(w, out)).toBeCloseTo(loss, 13);
    expect(relativeError(out, sum)).toBeLessThan(1e-14);
  });

  test("per-example gradient norms and mixed products are those of one-example batches", () => {
    const norms = new Float64Array(count);
    objective.exampleGradientNorms(w, norms);
    const mixed = new Float64Array(3);
    objective.mixedHessianVector(w, u, 0.7, -0.3, mixed);
    const sum = new Float64Array(3);
    const product = new Float64Array(3);
    for (let i = 0; i < count; i++) {
      const batch = Int32Array.of(i);
      const g = gradientOf(objective, batch)(w);
      expect(norms[i]).toBeCloseTo(g[0] ** 2 + g[1] ** 2 + g[2] ** 2, 12);
      objective.hessianVector(
        w,
        g.map((gp, p) => 0.7 * u[p] - 0.3 * gp),
        product,
        batch,
      );
      for (let p = 0; p < 3; p++) sum[p] += product[p] / count;
    }
    expect(relativeError(mixed, sum)).toBeLessThan(1e-14);
    objective.mixedHessianVector(w, u, 1, 0, mixed);
    objective.hessianVector(w, u, product);
    expect(mixed).toEqual(product);
  });

  test("the Hessian is symmetric", () => {
    const left = new Float64Array(3);
    const right = new Float64Array(3);
    objective.hessianVector(w, u, left);
    objective.hessianVector(w, w, right);
    const inner = (p: Float64Array, q: Float64Array): number => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
    expect(Math.abs(inner(left, w) - inner(right, u))).toBeLessThan(1e-13 * Math.abs(inner(left, w)));
  });

  test("held-out examples are an objective of their own", () => {
    const both = live({ parameters: ["a"], example: "(a*x - y)^2", over: { x: [1, 2], y: [1, 1] }, test: { y: [5], x: [3] } });
    expect(both.loss(Float64Array.of(1))).toBe(0.5);
    expect(both.test!.loss(Float64Array.of(1))).toBe(4);
    expect(both.test!.examples).toBe(1);
  });
});

describe("long and deep formulas", () => {
  const valueOf = (loss: string, parameters: readonly string[], w: readonly number[]): { loss: number; gradient: Float64Array } => {
    const objective = formulaObjective({ kind: "expression", parameters: [...parameters], loss });
    const gradient = new Float64Array(w.length);
    return { loss: objective.gradient(Float64Array.from(w), gradient), gradient };
  };

  test("a sum of 8,000 terms", () => {
    const n = 8000;
    const { loss, gradient } = valueOf(Array.from({ length: n }, (_, i) => `(a - ${i})`).join(" + "), ["a"], [3]);
    expect(loss).toBe(3 * n - (n * (n - 1)) / 2);
    expect(gradient).toEqual(Float64Array.of(n));
  });

  test("100,000 parentheses, signs and calls", () => {
    const n = 100_000;
    expect(valueOf(`${"(".repeat(n)}a${")".repeat(n)}`, ["a"], [2]).loss).toBe(2);
    expect(valueOf(`${"-".repeat(n)}a`, ["a"], [2])).toEqual({ loss: 2, gradient: Float64Array.of(1) });
    expect(valueOf(`${"abs(".repeat(n)}a${")".repeat(n)}`, ["a"], [-2]).loss).toBe(2);
    expect(valueOf(`a${"^1".repeat(n)}`, ["a"], [2]).loss).toBe(2);
  });

  test.each([
    [
      "(".repeat(1e5),
      /^objective\.model\.loss: at character 100001 of the formula ".*": expected a number, a name or an opening parenthesis, found the end$/,
    ],
    [`a${")".repeat(1e5)}`, /at character 2 of the formula "a\)+…": expected an operator or the end, found "\)"$/],
    [`${"a + ".repeat(1e5)}?`, /at character 400001 of the formula "….*": "\?" means nothing here/],
    [`${"a + ".repeat(1e4)}${"b".repeat(1e4)}`, /there is no parameter, variable or constant "b+…b+" \(known: a, pi, e\)$/],
  ])("what is wrong with them is said in few words", (loss, sentence) => {
    expect(() => valueOf(loss, ["a"], [1])).toThrow(sentence);
  });
});
