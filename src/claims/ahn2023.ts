import { gd } from "../dynamics/gradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";

const stepSize = 0.02;

/** y² at the end of descent on ℓ(xy) from x = 0.1, y² − x² = `square`. */
function end(loss: string, square: number): number {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss }));
  const [, y] = steps(start(gd, gd({ stepSize }), objective, [0.1, Math.sqrt(square + 0.01)]), 200_000);
  return y * y;
}

const root = "sqrt(1 + (x*y)^2)";
/** log cosh s = log(e^s + e^−s) − log 2. */
const logCosh = "log(exp(x*y) + exp(-x*y))";
const squares = [110, 144, 225, 400];
const extremes = (loss: string): { readonly low: number; readonly high: number } => {
  const ends = squares.map((square) => end(loss, square));
  return { low: Math.min(...ends), high: Math.max(...ends) };
};

const regimes = claim({
  name: "two-regimes",
  statement:
    "On ℓ(xy) with ℓ even, convex and Lipschitz all starts with y₀² − x₀² > 2/η end at y² just below 2/η, whatever the start; below 2/η gradient flow's end y₀² − x₀² is kept.",
  source: "Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023, theorem 1; the ends 2/η − η and 2/η − 1.5η were computed independently",
  setting: "η = 0.02, x₀ = 0.1, y₀² − x₀² = 110, 144, 225, 400 and 80.75; 200,000 steps",
  checks: ["A32"],
  quantities: {
    rootLow: {
      quantity: "√(1 + s²): smallest y² at the end",
      expected: { value: 99.98, within: 0.02 },
      why: "one unit of the gap 2/η − y², which is η for this loss",
    },
    rootHigh: {
      quantity: "√(1 + s²): largest",
      expected: { value: 99.98, within: 0.02 },
      why: "one unit of the gap 2/η − y², which is η for this loss",
    },
    coshLow: {
      quantity: "log cosh s: smallest y² at the end",
      expected: { value: 99.97, within: 0.02 },
      why: "about one unit of the gap 2/η − y², which is 1.5η for this loss",
    },
    coshHigh: {
      quantity: "log cosh s: largest",
      expected: { value: 99.97, within: 0.02 },
      why: "about one unit of the gap 2/η − y², which is 1.5η for this loss",
    },
    flow: {
      quantity: "√(1 + s²) from y₀² − x₀² = 80.75",
      expected: { value: 80.75, within: 0.15 },
      why: "conserved by gradient flow, drifting by O(η); 80.67 in an independent computation",
    },
  },
  seconds: 2,
  compute: () => {
    const [first, second] = [extremes(root), extremes(logCosh)];
    return { values: { rootLow: first.low, rootHigh: first.high, coshLow: second.low, coshHigh: second.high, flow: end(root, 80.75) } };
  },
});

/** Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023. */
export const ahn2023: Paper = {
  id: "ahn-2023",
  citation: "Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023, “Learning threshold neurons via edge of stability”, NeurIPS 2023",
  link: "https://arxiv.org/abs/2212.07469",
  claims: [regimes],
};
