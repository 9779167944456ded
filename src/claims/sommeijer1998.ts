import { rk4 } from "../dynamics/integrator/rk4.ts";
import { rkc2 } from "../dynamics/integrator/rkc2.ts";
import { rkl2 } from "../dynamics/integrator/rkl2.ts";
import type { Method } from "../dynamics/integrator/integrator.ts";
import { sin } from "../kernel/elementary.ts";
import { distance } from "../kernel/vector.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import { methodSteps, realLimit } from "./tools/integrators.ts";
import { type Field, referenceFlow } from "./tools/referenceFlow.ts";
import { logLogSlope } from "./tools/slope.ts";

/** A smooth field without symmetry, with decaying and growing modes. */
const field: Field = (w, out) => {
  out[0] = -w[0] + sin(w[1] * w[2]);
  out[1] = 0.5 * w[1] * (1 - w[0] * w[0]);
  out[2] = -2 * w[2] + w[0] * w[1] - 0.3 * w[2] * w[2];
};

function order(method: Method, stages: number): number {
  const start = Float64Array.of(0.8, 1.1, -0.6);
  const end = referenceFlow(field, start, 1, 20_000);
  const counts = [16, 32, 64, 128];
  const errors = counts.map((n) => {
    const places = methodSteps(method, field, start, new Array<number>(n).fill(1 / n), stages);
    return distance(places[places.length - 1], end);
  });
  return -logLogSlope(counts, errors);
}

const rkcInterval = (stages: number): number => (2 / 3) * (stages * stages - 1) * (1 - (2 / 15) * (2 / 13));
const nextTerm = "the next term of the expansion bends the slope by less than this at these steps";

const stabilised = claim({
  name: "stabilised-methods",
  statement:
    "Runge–Kutta–Chebyshev and Runge–Kutta–Legendre methods of second order are stable on the negative real axis up to a length that grows with the square of their stages.",
  source:
    "Sommeijer, Shampine & Verwer 1998 (RKC2, ε = 2/13): (2/3)(s² − 1)(1 − 2ε/15); Meyer, Balsara & Aslam 2014 (RKL2): (s² + s − 2)/2",
  setting: "one step of the scalar test equation, bisected; orders on a smooth nonlinear field of three components",
  checks: ["A52"],
  quantities: {
    ten: {
      quantity: "RKC2, 10 stages: measured interval over formula",
      expected: { value: 1, within: 0.01 },
      why: "the formula is asymptotic in s: 0.1 % at s = 10",
    },
    twenty: {
      quantity: "RKC2, 20 stages: measured interval over formula",
      expected: { value: 1, within: 0.01 },
      why: "the formula is asymptotic in s: 0.1 % at s = 10",
    },
    five: {
      quantity: "RKL2, 5 stages: measured interval",
      expected: { value: 14.74, within: 0.01 },
      why: "four digits of an independent computation; the formula, 14, is a lower bound",
    },
    legendre: {
      quantity: "RKL2, 5, 11 and 21 stages: smallest ratio of measured interval and (s² + s − 2)/2",
      expected: { from: 1, to: 1.06 },
      why: "a lower bound, nearest where the stages are many: 14.74/14 = 1.053 at 5",
    },
    rkcOrder: { quantity: "order of RKC2, 10 stages", expected: { value: 2, within: 0.15 }, why: nextTerm },
    rklOrder: { quantity: "order of RKL2, 11 stages", expected: { value: 2, within: 0.15 }, why: nextTerm },
  },
  seconds: 0.3,
  compute: () => ({
    values: {
      ten: realLimit(rkc2.method(), 10, 65) / rkcInterval(10),
      twenty: realLimit(rkc2.method(), 20, 261) / rkcInterval(20),
      five: realLimit(rkl2.method(), 5, 14.5),
      legendre: Math.min(...[5, 11, 21].map((s) => (2 * realLimit(rkl2.method(), s, (s * s) / 2)) / (s * s + s - 2))),
      rkcOrder: order(rkc2.method(), 10),
      rklOrder: order(rkl2.method(), 11),
    },
  }),
});

const classical = claim({
  name: "classical",
  statement: "The classical method of fourth order is stable on the negative real axis up to 2.785293563.",
  source: "Cohen et al. 2021 integrate gradient flow with it at steps of 1/λ_max, hence within the limit",
  setting: "one step of the scalar test equation, bisected",
  checks: ["A57"],
  quantities: {
    limit: {
      quantity: "end of the interval",
      expected: { value: 2.785293563, within: 1e-8 },
      why: "the real root of 1 − z/2 + z²/6 − z³/24 = 0, nine decimals",
    },
  },
  seconds: 0.1,
  compute: () => ({ values: { limit: realLimit(rk4.method({ step: 1 }), 4, 2.8) } }),
});

const stiffness = [100, 1000, 10_000];

/** Gradients that gradient flow costs to time 10 where a slow mode decays beside one of curvature `stiff`. */
async function costOf(context: ClaimContext, stiff: number, integrator: "rkc2" | "rkl2" | "rk4"): Promise<number> {
  const { cost } = await context.run({
    objective: {
      model: {
        kind: "quadratic",
        matrix: [
          [1, 0],
          [0, stiff],
        ],
      },
    },
    init: { kind: "values", values: [1, 1 / stiff] },
    dynamics: { kind: "gradient-flow", integrator: { kind: integrator } },
    until: { time: 10 },
  });
  return cost.gradients;
}

const cost = claim({
  name: "cost",
  statement:
    "At equal accuracy stabilised methods pay for stiffness with its square root: the gradients for a time grow like √λ_max, where a classical method needs a number that grows like λ_max.",
  source: "Sommeijer, Shampine & Verwer 1998, section 1; Meyer, Balsara & Aslam 2014",
  setting: "gradient flow on ½(x² + λy²) from (1, 1/λ) to time 10, tolerance 1e-6; λ = 100, 1000, 10,000",
  quantities: {
    rkc: {
      quantity: "order of the gradients in λ, RKC2",
      expected: { value: 0.5, within: 0.1 },
      why: "s ≈ √(hλ/0.653) with steps h that the slow mode sets; whole stages, the first transient and the spectral radius come on top",
    },
    rkl: { quantity: "the same, RKL2", expected: { value: 0.5, within: 0.1 }, why: "s ≈ √(2hλ) in the same way" },
    classical: {
      quantity: "the same, the classical method of fourth order",
      expected: { value: 1, within: 0.1 },
      why: "h ≤ 2.785/λ once stability sets the step; at λ = 100 accuracy still does in part",
    },
  },
  seconds: 2,
  compute: async (context) => {
    const order = async (integrator: "rkc2" | "rkl2" | "rk4"): Promise<number> =>
      logLogSlope(stiffness, await Promise.all(stiffness.map((stiff) => costOf(context, stiff, integrator))));
    return { values: { rkc: await order("rkc2"), rkl: await order("rkl2"), classical: await order("rk4") } };
  },
});

/** Sommeijer, Shampine & Verwer 1998, and the other integrators. */
export const sommeijer1998: Paper = {
  id: "sommeijer-1998",
  citation:
    "Sommeijer, Shampine & Verwer 1998, “RKC: an explicit solver for parabolic PDEs”, J. Comput. Appl. Math. 88; with Meyer, Balsara & Aslam 2014",
  claims: [stabilised, cost, classical],
};
