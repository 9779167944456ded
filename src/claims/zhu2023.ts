import { gd } from "../dynamics/gradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";

const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "(1 - x^2*y^2)^2/4" }));

/** (2/η − λ_max)/η at the end, from a place on xy = 1 whose sharpness is `over` of 2/η, moved a little off it. */
function gap(stepSize: number, over: number): number {
  const sum = over / stepSize;
  const x = Math.sqrt((sum + Math.sqrt(sum * sum - 4)) / 2);
  // The last of the oscillation dies out at a rate of order η² a step.
  const [a, b] = steps(start(gd, gd({ stepSize }), objective, [x, 1.001 / x]), Math.round(40 / (stepSize * stepSize)));
  return (2 / stepSize - 2 * (a * a + b * b)) / stepSize;
}

const why = "0.500 in an independent computation; the next order in η is of this size";

const bifurcation = claim({
  name: "final-sharpness",
  statement: "Starts sharper than 2/η all end just below it: at 2/η − η/2, whatever the start.",
  source: "Zhu, Wang, Wang, Zhou & Ge 2023 (a range below 2/η); the coefficient ½ is found here",
  setting: "¼(1 − x²y²)², λ_max = 2(x² + y²) on xy = ±1; η = 0.02, 0.01, 0.005, starts 0.5 and 2 % above 2/η; 40/η² steps",
  checks: ["A31"],
  quantities: {
    large: { quantity: "(2/η − λ_max)/η, η = 0.02", expected: { value: 0.5, within: 0.005 }, why },
    medium: { quantity: "(2/η − λ_max)/η, η = 0.01", expected: { value: 0.5, within: 0.005 }, why },
    small: { quantity: "(2/η − λ_max)/η, η = 0.005", expected: { value: 0.5, within: 0.005 }, why },
    other: { quantity: "(2/η − λ_max)/η, η = 0.02, from 2 % above", expected: { value: 0.5, within: 0.005 }, why },
  },
  seconds: 3,
  compute: () => ({ values: { large: gap(0.02, 1.005), medium: gap(0.01, 1.005), small: gap(0.005, 1.005), other: gap(0.02, 1.02) } }),
});

/** Zhu, Wang, Wang, Zhou & Ge 2023. */
export const zhu2023: Paper = {
  id: "zhu-2023",
  citation: "Zhu, Wang, Wang, Zhou & Ge 2023, “Understanding edge-of-stability training dynamics with a minimalist example”, ICLR 2023",
  link: "https://arxiv.org/abs/2210.03294",
  claims: [bifurcation],
};
