import { gd } from "../dynamics/gradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import { NumericalError } from "../spec/errors.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";

const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "(x*y - 1)^2/2" }));
const stepSize = 0.5;

/** (x² + y²)η/2 at the end; null where descent has not come to rest at a minimum. */
function end(x: number, y: number): number | null {
  try {
    const [a, b] = steps(start(gd, gd({ stepSize }), objective, [x, y]), 5000);
    return Math.abs(a * b - 1) < 1e-10 ? ((a * a + b * b) * stepSize) / 2 : null;
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}

/** On xy = 0.95 with (x² + y²)η/2 = `sharpness`. */
function startAt(sharpness: number): readonly [number, number] {
  const sum = (2 * sharpness) / stepSize;
  const square = (sum + Math.sqrt(sum * sum - 4 * 0.95 * 0.95)) / 2;
  return [Math.sqrt(square), 0.95 / Math.sqrt(square)];
}

const balancing = claim({
  name: "balancing",
  statement:
    "Large steps balance: wherever gradient descent converges it ends with (x² + y²)η/2 < 1, from starts sharper than that too, because every step multiplies x² − y² by 1 − η²r².",
  source: "Wang, Chen, Zhao & Tao 2022, theorem 3.1 (matrix factorisation; here the scalar case)",
  setting: "½(xy − 1)², η = 0.5; 400 random starts with x in (0.2, 4), y in (−2, 2); three starts on xy = 0.95",
  checks: ["A33"],
  quantities: {
    largest: {
      quantity: "largest (x² + y²)η/2 at convergence",
      expected: { atMost: 1 },
      why: "strict: a sharper minimum repels all starts but a set of measure zero",
    },
    converged: { quantity: "starts that converge", expected: { atLeast: 100 }, why: "enough of them to say so" },
    sharper: {
      quantity: "end of a start at 1.30 of 2/η",
      expected: { value: 0.683, within: 0.05 },
      why: "0.683 in an independent computation from a start nearby",
    },
    drop: {
      quantity: "largest end of starts at 1.1, 1.3 and 1.54 of 2/η",
      expected: { atMost: 0.95 },
      why: "well below the edge: overshooting takes them past it",
    },
  },
  seconds: 1,
  compute: () => {
    const random = openRandom(0, "init");
    const ends: number[] = [];
    for (let k = 0; k < 400; k++) {
      const value = end(0.2 + 3.8 * random.uniform(), -2 + 4 * random.uniform());
      if (value !== null) ends.push(value);
    }
    const sharp = [1.1, 1.3, 1.54].map((sharpness) => end(...startAt(sharpness)) ?? NaN);
    return { values: { largest: Math.max(...ends), converged: ends.length, sharper: sharp[1], drop: Math.max(...sharp) } };
  },
});

/** Wang, Chen, Zhao & Tao 2022. */
export const wang2022: Paper = {
  id: "wang-2022",
  citation: "Wang, Chen, Zhao & Tao 2022, “Large learning rate tames homogeneity: convergence and balancing effect”, ICLR 2022",
  link: "https://arxiv.org/abs/2110.03677",
  claims: [balancing],
};
