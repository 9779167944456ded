import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { distance, norm } from "../kernel/vector.ts";
import { claim, type Paper } from "./claim.ts";
import { betaOf, inRowSpace, outsideRowSpace, sparseProblem } from "./tools/diagonal.ts";
import { start } from "./tools/movers.ts";

const { x, y, objective } = sparseProblem();
const setting =
  "β = u² − v², u = v = α at the start; 8 examples in 20 dimensions, ½ mean squared error; gradient flow by Dormand–Prince to a loss of 1e-20";

/** β where gradient flow from u = v = α interpolates. */
function limit(alpha: number, tolerance: number): Float64Array {
  const spec = gradientFlow({ tolerance, integrator: { kind: "dopri5" } });
  const mover = start(gradientFlowBehaviour, spec, objective, new Float64Array(objective.size).fill(alpha));
  while (mover.point.loss > 1e-20) mover.advance(mover.time + 20);
  return betaOf(mover.point.parameters);
}

const optimal = claim({
  name: "kernel-to-rich",
  statement:
    "Gradient flow ends at the interpolating β that minimises Q_α, whose gradient is asinh(β/2α²): that vector lies in the span of the examples.",
  source: "Woodworth et al. 2020, theorem 1; Q_α = α² Σ q(β_i/α²), q(z) = 2 − √(4 + z²) + z asinh(z/2) (constants as in β = u² − v²)",
  setting: `${setting}; α = 0.05, 0.3, 1, tolerance 1e-11`,
  checks: ["A41"],
  quantities: {
    residual: {
      quantity: "part of asinh(β/2α²) outside the row space, largest of the three",
      expected: { atMost: 1e-8 },
      why: "exact in the limit: the integrator's tolerance, enlarged by the flow's time",
    },
    wrong: {
      quantity: "the same of asinh(β/α²), smallest of the three",
      expected: { atLeast: 1e-5 },
      why: "a wrong factor is to be seen: 1e-5 to 1e-1 in an independent computation",
    },
  },
  seconds: 1,
  compute: () => {
    const alphas = [0.05, 0.3, 1];
    const outside = (scale: number): number[] => alphas.map((alpha) => outsideRowSpace(x, limit(alpha, 1e-11), () => alpha * alpha, scale));
    return { values: { residual: Math.max(...outside(2)), wrong: Math.min(...outside(1)) } };
  },
});

const sparsity = claim({
  name: "small-start-sparse",
  statement: "The smaller α, the smaller ‖β‖₁ at the end; from a large start the end is the interpolating β of smallest ‖β‖₂.",
  source: "Woodworth et al. 2020, section 3",
  setting: `${setting}; α = 3, 1, 0.3, 0.1, 0.03, 0.01, 0.001, tolerance 1e-9`,
  checks: ["A43"],
  quantities: {
    rises: { quantity: "times that ‖β‖₁ rises as α falls", expected: { atMost: 0 }, why: "monotone by the theory" },
    shortest: {
      quantity: "relative distance of β at α = 3 from the shortest interpolating β",
      expected: { atMost: 1e-4 },
      why: "of the order β²/α⁴: 2e-5 in an independent computation",
    },
    fit: {
      quantity: "largest residual of that shortest β",
      expected: { atMost: 1e-8 },
      why: "it is the row-space part of an interpolating β: the loss of 1e-20",
    },
  },
  seconds: 2,
  compute: () => {
    const limits = [3, 1, 0.3, 0.1, 0.03, 0.01, 0.001].map((alpha) => limit(alpha, 1e-9));
    const sizes = limits.map((beta) => beta.reduce((sum, value) => sum + Math.abs(value), 0));
    const shortest = inRowSpace(x, limits[0]);
    return {
      values: {
        rises: sizes.filter((size, k) => k > 0 && size >= sizes[k - 1]).length,
        shortest: distance(limits[0], shortest) / norm(shortest),
        fit: Math.max(...x.map((row, i) => Math.abs(row.reduce((sum, value, j) => sum + value * shortest[j], 0) - y[i]))),
      },
    };
  },
});

/** Woodworth et al. 2020. */
export const woodworth2020: Paper = {
  id: "woodworth-2020",
  citation:
    "Woodworth, Gunasekar, Lee, Moroshko, Savarese, Golan, Soudry & Srebro 2020, “Kernel and rich regimes in overparametrized models”, COLT 2020",
  link: "https://arxiv.org/abs/2002.09277",
  claims: [optimal, sparsity],
};
