import { gd } from "../dynamics/gradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";

const stepSize = 0.02;

/** y² at the end of descent on ℓ(xy) from a start with this y² − x². */
function end(loss: string, square: number, x = 0.1, eta = stepSize): number {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss }));
  const [, y] = steps(start(gd, gd({ stepSize: eta }), objective, [x, Math.sqrt(square + x * x)]), 200_000);
  return y * y;
}

const root = "sqrt(1 + (x*y)^2)";
/** log cosh s = log(e^s + e^−s) − log 2. */
const logCosh = "log(exp(x*y) + exp(-x*y))";
const squares = [110, 144, 225, 400];
/** (2/η − y²)/η at the end, smallest and largest over the starts. */
const gaps = (loss: string): { readonly low: number; readonly high: number } => {
  const all = squares.map((square) => (2 / stepSize - end(loss, square)) / stepSize);
  return { low: Math.min(...all), high: Math.max(...all) };
};

const why = "1/2q with ℓ'(s)/s = 1 − qs² + …, derived here; the next order, of relative size η² = 4e-4, is below this";
const gapOf = (words: string, value: number) => ({ quantity: `(2/η − y²)/η at the end, ${words}`, expected: { value, within: 2e-3 }, why });

/**
 * s = xy obeys s' = −(1 + 2ε − 2qs²)s with ε = ηy²/2 − 1, so that u = s² grows at the rate 4(ε − qu) a step, and ε falls by η²u: dε/du = −η²/4(ε − qu), of which
 * ε = qu − η²/4q is the solution that the others come to; at u = 0, y² = 2/η − η/2q. q = ½ for √(1 + s²), ⅓ for log cosh s.
 */
const edge = claim({
  name: "edge-regime",
  statement:
    "On ℓ(xy), ℓ even, convex and Lipschitz, all starts with y₀² − x₀² > 2/η end at a y² just below 2/η that does not depend on the start.",
  source: "Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023, theorem 1 (2/η − O(η)); the coefficient is derived here",
  setting: "η = 0.02, x₀ = 0.1, y₀² − x₀² = 110, 144, 225, 400; 200,000 steps",
  checks: ["A32"],
  quantities: {
    rootLow: gapOf("√(1 + s²), smallest", 1),
    rootHigh: gapOf("√(1 + s²), largest", 1),
    coshLow: gapOf("log cosh s, smallest", 1.5),
    coshHigh: gapOf("log cosh s, largest", 1.5),
  },
  seconds: 2,
  compute: () => {
    const [first, second] = [gaps(root), gaps(logCosh)];
    return { values: { rootLow: first.low, rootHigh: first.high, coshLow: second.low, coshHigh: second.high } };
  },
});

const flow = claim({
  name: "flow-regime",
  statement: "Starts with y₀² − x₀² below 2/η end where gradient flow does, at y² = y₀² − x₀², up to O(η).",
  source: "Ahn et al. 2023, theorem 1 (gradient-flow regime)",
  setting: "√(1 + s²) from y₀² − x₀² = 80.75, x₀ = 0.5, y₀ = 9; η = 0.02, 0.01, 0.005; 200,000 steps",
  checks: ["A32"],
  quantities: {
    end: {
      quantity: "y² at the end, η = 0.02",
      expected: { value: 80.75, within: 0.15 },
      why: "conserved by gradient flow, drifting by O(η); 80.67 in an independent computation",
    },
    order: {
      quantity: "order in η of 80.75 less y² at the end",
      expected: { value: 1, within: 0.35 },
      why: "a first-order method's drift; the steps are large for the curvature (ηy² is 1.6 to 0.4), which bends the slope",
    },
  },
  seconds: 2,
  compute: () => {
    const stepSizes = [0.02, 0.01, 0.005];
    const ends = stepSizes.map((eta) => end(root, 80.75, 0.5, eta));
    return {
      values: {
        end: ends[0],
        order: logLogSlope(
          stepSizes,
          ends.map((square) => 80.75 - square),
        ),
      },
    };
  },
});

/** Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023. */
export const ahn2023: Paper = {
  id: "ahn-2023",
  citation: "Ahn, Bubeck, Chewi, Lee, Suarez & Zhang 2023, “Learning threshold neurons via edge of stability”, NeurIPS 2023",
  link: "https://arxiv.org/abs/2212.07469",
  claims: [edge, flow],
};
