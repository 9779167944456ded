import { gd } from "../dynamics/gradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";

const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "(1 - x^2*y^2)^2/4" }));

/** (2/η − λ_max)/η at the end, from a place on xy = 1 whose sharpness is `over` of 2/η, moved a little off it. */
function gap(stepSize: number, over: number): number {
  const sum = over / stepSize;
  const x = Math.sqrt((sum + Math.sqrt(sum * sum - 4)) / 2);
  // The last of the oscillation dies out at a rate of order η² a step.
  const [a, b] = steps(start(gd, gd({ stepSize }), objective, [x, 1.001 / x]), Math.round(40 / (stepSize * stepSize)));
  return (2 / stepSize - 2 * (a * a + b * b)) / stepSize;
}

const why = "the theory's ½; the next order, of relative size 8η², is below this";
const coefficient = (words: string) => ({ quantity: `(2/η − λ_max)/η, ${words}`, expected: { value: 0.5, within: 0.005 }, why });

/**
 * d = xy obeys e' = −(1 + 2ε)e − 3e² − e³ with e = d − 1, ε = ηλ_max/2 − 1, so that u = e² grows at the rate 4(ε − 4u) a step, and x² − y² shrinks by η²·4u:
 * dε/du = −η²/(ε − 4u), of which ε = 4u − η²/4 is the solution that the others come to; at u = 0, λ_max = 2/η − η/2.
 */
const bifurcation = claim({
  name: "final-sharpness",
  statement: "Starts sharper than 2/η all end just below it: at 2/η − η/2, whatever the start.",
  source: "Zhu, Wang, Wang, Zhou & Ge 2023 (a range of order η below 2/η); the coefficient ½ is derived here",
  setting: "¼(1 − x²y²)², λ_max = 2(x² + y²) on xy = ±1; η = 0.02, 0.01, 0.005, starts 0.5, 1 and 2 % above 2/η; 40/η² steps",
  checks: ["A31"],
  quantities: {
    large: coefficient("η = 0.02"),
    medium: coefficient("η = 0.01"),
    small: coefficient("η = 0.005"),
    nearer: coefficient("η = 0.02, from 1 % above"),
    farther: coefficient("η = 0.02, from 2 % above"),
    order: {
      quantity: "order in η of ½ less the coefficient",
      expected: { value: 2, within: 0.1 },
      why: "the expansion goes on in η²; the next term bends the slope by less than this",
    },
  },
  seconds: 3,
  compute: () => {
    const stepSizes = [0.02, 0.01, 0.005];
    const [large, medium, small] = stepSizes.map((stepSize) => gap(stepSize, 1.005));
    const rest = [large, medium, small].map((value) => 0.5 - value);
    return {
      values: { large, medium, small, nearer: gap(0.02, 1.01), farther: gap(0.02, 1.02), order: logLogSlope(stepSizes, rest) },
    };
  },
});

/** Zhu, Wang, Wang, Zhou & Ge 2023. */
export const zhu2023: Paper = {
  id: "zhu-2023",
  citation: "Zhu, Wang, Wang, Zhou & Ge 2023, “Understanding edge-of-stability training dynamics with a minimalist example”, ICLR 2023",
  link: "https://arxiv.org/abs/2210.03294",
  claims: [bifurcation],
};
