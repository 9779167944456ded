import { describe, expect, test } from "vitest";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { dot, norm } from "../../src/kernel/vector.ts";
import { adaptiveSharpness } from "../../src/measure/adaptiveSharpness.ts";
import { adaptiveSharpnessAt, behaviour as adaptiveBehaviour } from "../../src/measure/adaptiveSharpnessAt.ts";
import { samSharpness } from "../../src/measure/samSharpness.ts";
import { behaviour, samSharpnessAt } from "../../src/measure/samSharpnessAt.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { Point } from "../../src/objective/point.ts";
import { denseHessian } from "../support/dense.ts";
import { logLogSlope } from "../support/slope.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(4, 8);
const point = new Point(objective, start);
const along = (v: Float64Array): number => {
  const product = new Float64Array(v.length);
  objective.hessianVector(start, v, product);
  return dot(v, product);
};
const radii = [0.04, 0.02, 0.01, 0.005];

describe("SAM's sharpness", () => {
  test("is the loss at w + ρg/‖g‖ less the loss, and has the expansion ρ‖g‖ + (ρ²/2)gᵀHg/‖g‖² to third order", () => {
    const g = point.gradient;
    const climbed = start.map((value, i) => value + (0.3 * g[i]) / norm(g));
    expect(samSharpnessAt(point, { radius: 0.3 })).toBe(objective.loss(climbed) - point.loss);
    const errors = radii.map((radius) =>
      Math.abs(samSharpnessAt(point, { radius })! - radius * norm(g) - ((radius * radius) / 2) * (along(g) / dot(g, g))),
    );
    expect(Math.abs(logLogSlope(radii, errors) - 3)).toBeLessThan(0.1);
    expect(take(behaviour, samSharpness({ radius: 0.3 }), objective, start)).toEqual({
      samSharpness: samSharpnessAt(point, { radius: 0.3 }),
    });
  });

  test("with more steps never falls, and reaches the maximum over the ball of a convex quadratic", () => {
    const diagonal = [5, 1, 0.2];
    const bowl = quadratic.objective(quadratic({ matrix: diagonal.map((value, i) => diagonal.map((_, j) => (i === j ? value : 0))) }));
    const at = Float64Array.of(0.3, -0.5, 2);
    const rises = [1, 2, 4, 8, 200].map((steps) => samSharpnessAt(new Point(bowl, at), { radius: 0.4, steps })!);
    expect(rises.toSorted((a, b) => a - b)).toEqual(rises);
    // The maximiser solves (μ − H)ε = g with ‖ε‖ = ρ and μ > λ_max.
    const epsilon = (mu: number): number[] => diagonal.map((value, i) => (value * at[i]) / (mu - value));
    let [low, high] = [5 + 1e-9, 100];
    for (let k = 0; k < 200; k++) {
      const middle = (low + high) / 2;
      if (Math.sqrt(epsilon(middle).reduce((sum, x) => sum + x * x, 0)) > 0.4) low = middle;
      else high = middle;
    }
    const best = bowl.loss(Float64Array.from(epsilon(low), (value, i) => at[i] + value)) - bowl.loss(at);
    expect(rises.at(-1)).toBeCloseTo(best, 10);
    expect(rises[0]).toBeLessThan(best - 1e-3);
  });

  test("is null at a critical point", () => {
    const bowl = quadratic.objective(quadratic({ matrix: [[1]] }));
    expect(samSharpnessAt(new Point(bowl, Float64Array.of(0)))).toBeNull();
  });
});

describe("adaptive sharpness", () => {
  const net = mlp.objective(
    mlp({ widths: [2, 4, 2], activation: "tanh" }),
    {
      train: {
        count: 6,
        inputs: 2,
        outputs: 2,
        x: Float64Array.from({ length: 12 }, (_, i) => Math.sin(1 + 2 * i)),
        y: Float64Array.from({ length: 12 }, (_, i) => Math.cos(3 * i)),
      },
    },
    squaredError({ factor: 0.5 }),
  );
  const w = Float64Array.from({ length: net.size }, (_, i) => 0.8 * Math.sin(2 + 1.3 * i));
  const here = new Point(net, w);
  /** The sizes as the paper and its code have them, written out by block. */
  const sizes = (per: "element" | "filter", offset: number, biases: boolean): Float64Array => {
    const out = w.map((value) => Math.abs(value) + offset);
    for (const { name, start: from, end, columns } of net.blocks) {
      for (let i = from; i < end; i++) {
        const row = from + Math.floor((i - from) / columns) * columns;
        if (name.includes("bias")) out[i] = biases ? out[i] : 1;
        else if (per === "filter") out[i] = Math.sqrt(w.subarray(row, row + columns).reduce((sum, x) => sum + x * x, 0)) + offset;
      }
    }
    return out;
  };
  const cases = (["element", "filter"] as const).flatMap((per) =>
    [0, 0.01].flatMap((offset) => [false, true].map((biases) => ({ per, offset, biases }))),
  );

  test.each(cases)("is the loss at w + ρT²g/‖Tg‖ less the loss, beside the largest eigenvalue of THT: %o", (options) => {
    const t = sizes(options.per, options.offset, options.biases);
    const g = here.gradient;
    const length = norm(g.map((value, i) => t[i] * value));
    const climbed = w.map((value, i) => value + (0.2 * t[i] * t[i] * g[i]) / length);
    const found = adaptiveSharpnessAt(here, { radius: 0.2, ...options });
    expect(found.rise).toBeCloseTo(net.loss(climbed) - here.loss, 14);
    const scaled = Float64Array.from(denseHessian(net, w).flatMap((row, i) => [...row].map((value, j) => t[i] * value * t[j])));
    expect(found.curvature.value).toBeCloseTo(eigenvalues(scaled, net.size)[0], 11);
    expect(found.curvature.residual).toBeLessThan(1e-12);
  });

  test("has the expansion ρ‖Tg‖ + (ρ²/2)gᵀT²HT²g/‖Tg‖² to third order", () => {
    const t = start.map(Math.abs);
    const g = point.gradient;
    const length = norm(g.map((value, i) => t[i] * value));
    const direction = g.map((value, i) => (t[i] * t[i] * value) / length);
    const errors = radii.map((radius) =>
      Math.abs(adaptiveSharpnessAt(point, { radius }).rise! - radius * length - ((radius * radius) / 2) * along(direction)),
    );
    expect(Math.abs(logLogSlope(radii, errors) - 3)).toBeLessThan(0.1);
  });

  test("as a measure gives the rise, the curvature and its residual; without a gradient there is no rise", () => {
    const { rise, curvature } = adaptiveSharpnessAt(here);
    expect(take(adaptiveBehaviour, adaptiveSharpness(), net, w)).toEqual({
      adaptiveSharpness: rise,
      adaptiveCurvature: curvature.value,
      adaptiveCurvatureResidual: curvature.residual,
    });
    const bowl = quadratic.objective(quadratic({ matrix: [[3]], linear: [6] }));
    const flat = adaptiveSharpnessAt(new Point(bowl, Float64Array.of(2)));
    expect(flat.rise).toBeNull();
    expect(flat.curvature.value).toBe(12);
  });
});
