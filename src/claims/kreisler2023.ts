import { gd } from "../dynamics/gradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import type { Objective } from "../objective/objective.ts";
import { NumericalError } from "../spec/errors.ts";
import { claim, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";

const stepSize = 0.2;

const scalarNetwork = (depth: number): Objective =>
  formulaObjective(
    expression({
      parameters: Array.from({ length: depth }, (_, i) => `w${i}`),
      loss: `(${Array.from({ length: depth }, (_, i) => `w${i}`).join("*")} - 1)^2/2`,
    }),
  );

/** The place that gradient flow ends at: w_i² − w_j² is conserved and the product is 1. Squares are w_i² + c with Π(w_i² + c) = 1. */
function flowLimitSquares(w: ArrayLike<number>): Float64Array {
  const squares = Float64Array.from(w, (value) => value * value);
  const product = (c: number): number => squares.reduce((all, square) => all * (square + c), 1);
  let low = -Math.min(...squares);
  let high = 1;
  while (product(high) < 1) high *= 2;
  for (let k = 0; k < 200; k++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (product(middle) < 1) low = middle;
    else high = middle;
  }
  return squares.map((square) => square + (low + high) / 2);
}

/** Sharpness at gradient flow's end, φ = Σ 1/w̄_i². */
const flowSharpness = (w: ArrayLike<number>): number => flowLimitSquares(w).reduce((sum, square) => sum + 1 / square, 0);

interface Path {
  /** φη/2 at the start. */
  readonly start: number;
  /** Largest rise of φ in a step, relative. */
  readonly rise: number;
  /** φη/2 at the end. */
  readonly end: number;
}

/** Follows descent from starts with φη/2 in [1, √2) and positive weights until the product is 1; those that diverge, or where a weight changes its sign, are left out. */
function paths(count: number): Path[] {
  const random = openRandom(0, "init");
  const found: Path[] = [];
  for (let trial = 0; found.length < count && trial < 400 * count; trial++) {
    const depth = 2 + (trial % 4);
    const objective = scalarNetwork(depth);
    const w0 = Float64Array.from({ length: depth }, () => 0.15 + 2.5 * random.uniform());
    const begin = (flowSharpness(w0) * stepSize) / 2;
    if (!(begin >= 1 && begin < Math.SQRT2)) continue;
    const path = follow(objective, w0, begin);
    if (path !== null) found.push(path);
  }
  return found;
}

function follow(objective: Objective, w0: Float64Array, begin: number): Path | null {
  const mover = start(gd, gd({ stepSize }), objective, w0);
  const w = mover.point.parameters;
  let [before, rise] = [flowSharpness(w0), -Infinity];
  try {
    for (let k = 0; k < 4000; k++) {
      mover.advance(Infinity);
      if (!w.every((value) => value > 0)) return null;
      const now = flowSharpness(w);
      rise = Math.max(rise, now / before - 1);
      before = now;
      if (mover.point.loss < 1e-24) return { start: begin, rise, end: (now * stepSize) / 2 };
    }
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
  }
  return null;
}

const monotone = claim({
  name: "flow-sharpness",
  statement:
    "The sharpness φ at the end of gradient flow from the present place falls at every step of gradient descent on scalar networks, as long as φ ≤ 2√2/η.",
  source: "Kreisler, Nacson, Soudry & Carmon 2023, theorem 3.2",
  setting:
    "½(w₁⋯w_D − 1)², D = 2 to 5, η = 0.2, 100 random starts with φη/2 in [1, √2], no change of sign on the way (where there are some φ may rise), to a loss of 1e-24",
  checks: ["A34"],
  quantities: {
    rise: {
      quantity: "largest relative rise of φ in a step",
      expected: { atMost: 1e-9 },
      why: "none: φ itself is computed to about 1e-14",
    },
    end: { quantity: "largest φη/2 at the end", expected: { atMost: 1 }, why: "a minimum at which descent stays is no sharper than 2/η" },
    count: { quantity: "starts", expected: { value: 100, within: 0 }, why: "as many as asked for" },
  },
  seconds: 4,
  compute: () => {
    const all = paths(100);
    return { values: { rise: Math.max(...all.map(({ rise }) => rise)), end: Math.max(...all.map(({ end }) => end)), count: all.length } };
  },
});

/** Kreisler, Nacson, Soudry & Carmon 2023. */
export const kreisler2023: Paper = {
  id: "kreisler-2023",
  citation:
    "Kreisler, Nacson, Soudry & Carmon 2023, “Gradient descent monotonically decreases the sharpness of gradient flow solutions in scalar networks and beyond”, ICML 2023",
  link: "https://arxiv.org/abs/2305.13064",
  claims: [monotone],
};
