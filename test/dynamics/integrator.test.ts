import { describe, expect, test } from "vitest";
import type { Method } from "../../src/dynamics/integrator/integrator.ts";
import { dopri5 } from "../../src/dynamics/integrator/dopri5.ts";
import { rk4 } from "../../src/dynamics/integrator/rk4.ts";
import { rkc2 } from "../../src/dynamics/integrator/rkc2.ts";
import { rkc3 } from "../../src/dynamics/integrator/rkc3.ts";
import { rkl2 } from "../../src/dynamics/integrator/rkl2.ts";
import { chebyshevInterval } from "../../src/dynamics/integrator/rungeKuttaChebyshev.ts";
import { root } from "../../src/dynamics/integrator/controller.ts";
import { stageChooser } from "../../src/dynamics/integrator/stages.ts";
import { decay, methodSteps, realLimit, stabilityFunction } from "../support/integrators.ts";
import { referenceFlow, type Field } from "../support/referenceFlow.ts";
import { logLogSlope } from "../support/slope.ts";

/** A smooth field without symmetry, with decaying and growing modes. */
const field: Field = (w, out) => {
  out[0] = -w[0] + Math.sin(w[1] * w[2]);
  out[1] = 0.5 * w[1] * (1 - w[0] * w[0]);
  out[2] = -2 * w[2] + w[0] * w[1] - 0.3 * w[2] * w[2];
};
const start = Float64Array.of(0.8, 1.1, -0.6);
const end = referenceFlow(field, start, 1, 20_000);

const methods: [string, Method, number, number][] = [
  ["rkc2 with 3 stages", rkc2.method(), 3, 2],
  ["rkc2 with 10 stages", rkc2.method(), 10, 2],
  ["rkl2 with 3 stages", rkl2.method(), 3, 2],
  ["rkl2 with 11 stages", rkl2.method(), 11, 2],
  ["rkc3 with 5 stages", rkc3.method(), 5, 3],
  ["rkc3 with 10 stages", rkc3.method(), 10, 3],
  ["rk4", rk4.method({ step: 1 }), 4, 4],
  ["rk4 with step doubling", rk4.method({}), 11, 4],
  ["dopri5", dopri5.method(), 6, 5],
];

const largest = (x: Float64Array, y: Float64Array): number => x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);

test.for(methods)("%s has its order on a nonlinear problem", ([, method, stages, order]) => {
  // The differences of rkc3 look back three steps: its slope settles later.
  const counts = method.order === 3 ? [64, 128, 256, 512] : [16, 32, 64, 128];
  const errors = counts.map((n) => largest(methodSteps(method, field, start, new Array<number>(n).fill(1 / n), stages).at(-1), end));
  const slope = logLogSlope(counts, errors);
  expect(method.order).toBe(order);
  expect(-slope).toBeGreaterThan(order - 0.15);
  expect(-slope).toBeLessThan(order + 0.35);
});

test.for(methods.filter(([name]) => name !== "rk4"))("%s has an error estimate of its order", ([, method, stages]) => {
  const lengths = [0.08, 0.04, 0.02, 0.01];
  const estimates = lengths.map((h) => {
    const vectors = {
      from: Float64Array.from(start),
      fromVelocity: new Float64Array(3),
      to: new Float64Array(3),
      toVelocity: new Float64Array(3),
      error: new Float64Array(3),
    };
    field(vectors.from, vectors.fromVelocity);
    method.open(vectors, field, () => field(vectors.to, vectors.toVelocity)).take(h, stages);
    return largest(vectors.error, new Float64Array(3));
  });
  expect(Math.abs(logLogSlope(lengths, estimates) - method.errorOrder)).toBeLessThan(0.15);
});

describe("rkc3 with changing steps", () => {
  test("keeps its order", () => {
    const counts = [64, 128, 256, 512];
    const errors = counts.map((n) => {
      const rough = Array.from({ length: n }, (_, k) => 1 + 0.4 * Math.sin(3 * k));
      const total = rough.reduce((sum, h) => sum + h, 0);
      return largest(
        methodSteps(
          rkc3.method(),
          field,
          start,
          rough.map((h) => h / total),
          6,
        ).at(-1),
        end,
      );
    });
    expect(Math.abs(-logLogSlope(counts, errors) - 3)).toBeLessThan(0.15);
  });

  test.for([3, 4, 5, 8, 10, 20, 40])("damps every stiff mode of the interval of RKC2 with %i stages", (stages) => {
    const method = rkc3.method();
    const longest = chebyshevInterval(stages);
    for (let k = 1; k <= 400; k++) {
      const z = (longest * k) / 400;
      const places = methodSteps(method, decay(z), [1], new Array<number>(90).fill(1), stages).map((w) => Math.abs(w[0]));
      expect(Math.max(...places)).toBeLessThan(1.25);
      // 40 steps: 0.96 a step, and e^−z for the modes that are resolved.
      expect(places[89]).toBeLessThan(Math.max(0.962 ** 40, Math.exp(-39 * Math.min(z, 1))) * places[49] + 1e-300);
    }
  });

  test("damps stiff modes while steps double and halve", () => {
    const method = rkc3.method();
    const chooser = stageChooser(method);
    for (let trial = 0; trial < 60; trial++) {
      const lengths: number[] = [];
      for (let n = 0, h = 20; n < 200; n++) {
        lengths.push(h);
        h = Math.min(60, Math.max(8, h * 2 ** Math.sin((1 + trial) * (n + 1) * 1.7)));
      }
      const rate = (trial + 1) / 60;
      const places = methodSteps(method, decay(rate), [1], lengths, (h) => chooser.fewest(h));
      expect(Math.abs(places[199][0])).toBeLessThan(0.5 * Math.abs(places[19][0]) + 1e-300);
    }
  });
});

describe("the real stability interval", () => {
  test.for([
    ["rkc2", rkc2.method(), 10, 1.005],
    ["rkc2", rkc2.method(), 20, 1.005],
    ["rkl2", rkl2.method(), 11, 1.02],
    ["rk4", rk4.method({ step: 1 }), 4, 1 + 1e-9],
    ["dopri5", dopri5.method(), 6, 1 + 1e-8],
  ] as const)("of %s is not shorter than it says, and hardly longer", ([, method, stages, most]) => {
    const said = method.interval(stages);
    const limit = realLimit(method, stages, said);
    expect(limit).toBeGreaterThan(said * (1 - 1e-9));
    expect(limit).toBeLessThan(said * most);
  });

  test("inside it, rkc2 damps stiff modes to below 0.96", () => {
    const stable = stabilityFunction(rkc2.method(), 12);
    for (let z = 1; z < chebyshevInterval(12) - 0.3; z += 0.1) expect(Math.abs(stable(z))).toBeLessThan(0.96);
  });
});

describe("the choice of stages", () => {
  const chooser = stageChooser(rkc2.method());

  test("takes the fewest that are stable", () => {
    for (const z of [0.1, 3, 20, 64, 65, 1000, 20_000]) {
      const stages = chooser.fewest(z);
      expect(chebyshevInterval(stages)).toBeGreaterThanOrEqual(z);
      if (stages > 2) expect(chebyshevInterval(stages - 1)).toBeLessThan(z);
    }
  });

  test("shortens a step that would cost less per unit of time with a stage fewer", () => {
    const just = chebyshevInterval(10) * 1.001;
    const shorter = chooser.cheapest(just, 1);
    expect(shorter).toBeLessThanOrEqual(chebyshevInterval(10));
    expect(10 / shorter).toBeLessThan(11 / just);
    expect(chooser.cheapest(chebyshevInterval(11) * 0.999, 1)).toBe(chebyshevInterval(11) * 0.999);
  });
});

test.for([2, 3, 4, 5])("the %i-th root is right to rounding", (k) => {
  for (const x of [1e-10, 0.003, 0.7, 1, 1.5, 42, 1e9]) expect(Math.abs(root(x, k) ** k / x - 1)).toBeLessThan(1e-14 * k);
});
