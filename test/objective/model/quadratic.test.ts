import { describe, expect, test } from "vitest";
import { quadratic } from "../../../src/objective/model/quadratic.ts";
import { examplewise } from "../../../src/objective/examplewise.ts";
import { relativeError } from "../differences.ts";

const live = (options: Parameters<typeof quadratic>[0]) => quadratic.objective(quadratic(options));
const matrix = [
  [2, 0.5],
  [0.5, 1],
];
const noise = [
  [1, 0],
  [-1, 2],
  [0, -2],
];
const w = Float64Array.of(3, -1);

describe("the quadratic", () => {
  test("has loss ½wᵀAw − bᵀw, gradient Aw − b, Hessian A and no third derivative", () => {
    const objective = live({ matrix, linear: [1, 1] });
    const out = new Float64Array(2);
    expect(objective.gradient(w, out)).toBe(0.5 * (3 * 5.5 - 0.5) - 2);
    expect([...out]).toEqual([4.5, -0.5]);
    expect(objective.loss(w)).toBe(objective.gradient(w, out));
    objective.hessianVector(w, Float64Array.of(1, 2), out);
    expect([...out]).toEqual([3, 2.5]);
    objective.thirdDerivative(w, w, out);
    expect([...out]).toEqual([0, 0]);
    const norms = new Float64Array(1);
    objective.exampleGradientNorms(w, norms);
    expect(norms[0]).toBe(4.5 ** 2 + 0.25);
  });

  test("with noise, examples have gradients Aw − b − s_i and the mean stays Aw − b", () => {
    const objective = live({ matrix, linear: [1, 1], noise });
    const out = new Float64Array(2);
    expect(objective.examples).toBe(3);
    const mean = new Float64Array(2);
    let loss = 0;
    for (let i = 0; i < 3; i++) {
      const own = objective.gradient(w, out, Int32Array.of(i));
      expect(own).toBe(objective.loss(w, Int32Array.of(i)));
      expect([...out]).toEqual([4.5 - noise[i][0], -0.5 - noise[i][1]]);
      loss += own / 3;
      for (let p = 0; p < 2; p++) mean[p] += out[p] / 3;
    }
    expect(objective.gradient(w, out)).toBeCloseTo(loss, 14);
    expect(relativeError(mean, out)).toBeLessThan(1e-15);
    objective.gradient(w, out, Int32Array.of(0, 0, 1));
    expect(relativeError(out, [4.5 - 1 / 3, -0.5 - 2 / 3])).toBeLessThan(1e-15);
  });

  test("per-example norms and mixed products are those of one-example batches", () => {
    const objective = live({ matrix, linear: [1, 1], noise });
    const slow = examplewise(objective);
    const [found, expected] = [new Float64Array(3), new Float64Array(3)];
    objective.exampleGradientNorms(w, found);
    slow.exampleGradientNorms(w, expected);
    expect(found).toEqual(expected);
    const [mixed, brute] = [new Float64Array(2), new Float64Array(2)];
    objective.mixedHessianVector(w, Float64Array.of(1, -2), 0.3, 0.7, mixed);
    slow.mixedHessianVector(w, Float64Array.of(1, -2), 0.3, 0.7, brute);
    expect(relativeError(mixed, brute)).toBeLessThan(1e-14);
  });

  test("a matrix that is not square or symmetric, and shifts with a mean, are refused", () => {
    expect(() => live({ matrix: [[1, 2], [2]] })).toThrow("objective.model.matrix.1: has 1 entries where the matrix has 2 rows");
    expect(() =>
      live({
        matrix: [
          [1, 2],
          [3, 1],
        ],
      }),
    ).toThrow("objective.model.matrix.1.0: is 3 but entry 0, 1 is 2; the matrix must be symmetric");
    expect(() => live({ matrix, linear: [1] })).toThrow("objective.model.linear: has 1 entries");
    expect(() =>
      live({
        matrix,
        noise: [
          [1, 1],
          [0, -1],
        ],
      }),
    ).toThrow("the shifts of parameter 0 have mean 0.5");
    expect(() => live({ matrix, noise: [[1]] })).toThrow("objective.model.noise.0: has 1 entries");
  });
});
