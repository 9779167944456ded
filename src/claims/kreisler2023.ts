import { gd } from "../dynamics/gradientDescent.ts";
import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { openRandom } from "../kernel/random.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import type { Objective } from "../objective/objective.ts";
import { NumericalError } from "../spec/errors.ts";
import { claim, type Paper } from "./claim.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";

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
  /** Largest rise of φ in a step, relative. */
  readonly rise: number;
  /** φη/2 at the end. */
  readonly end: number;
}

/**
 * Follows descent from random starts with positive weights whose product is at most 1, each with the step that makes φη/2 a number drawn from [from, to); steps for
 * which no minimum is stable (the flattest has λ_max = D) are drawn again. Those that diverge are left out.
 */
function paths(count: number, from: number, to: number): Path[] {
  const random = openRandom(0, "init");
  const draw = (depth: number): readonly [Float64Array, number] => {
    for (;;) {
      const w = Float64Array.from({ length: depth }, () => 0.15 + 2.5 * random.uniform());
      const stepSize = (2 * (from + (to - from) * random.uniform())) / flowSharpness(w);
      if (w.reduce((product, value) => product * value, 1) <= 1 && (depth * stepSize) / 2 <= 0.9) return [w, stepSize];
    }
  };
  const all = Array.from({ length: count }, (_, k) => follow(...draw(2 + (k % 4))));
  return all.filter((path) => path !== null);
}

function follow(w0: Float64Array, stepSize: number): Path | null {
  const mover = start(gd, gd({ stepSize }), scalarNetwork(w0.length), w0);
  const w = mover.point.parameters;
  let [phi, rise] = [flowSharpness(w0), -Infinity];
  try {
    for (let k = 0; k < 2000 && mover.point.loss > 1e-24; k++) {
      mover.advance(Infinity);
      const now = flowSharpness(w);
      rise = Math.max(rise, now / phi - 1);
      phi = now;
    }
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
  return { rise, end: (phi * stepSize) / 2 };
}

const words =
  "½(w₁⋯w_D − 1)², D = 2 to 5, random starts with positive weights between 0.15 and 2.65 and a product of at most 1; η at most 0.9 · 2/D, such that φη/2 is";

const monotone = claim({
  name: "flow-sharpness",
  statement:
    "The sharpness φ at the end of gradient flow from the present place falls at every step of gradient descent on scalar networks, as long as φ ≤ 2√2/η; where descent comes to rest φ is at most 2/η.",
  source:
    "Kreisler, Nacson, Soudry & Carmon 2023, theorem 3.2; the restriction to starts with a product of at most 1 is found here: beyond it a step may change signs and raise φ",
  setting: `${words} drawn from [1, √2); 100 starts, 2000 steps or to a loss of 1e-24`,
  checks: ["A34"],
  quantities: {
    rise: {
      quantity: "largest relative rise of φ in a step",
      expected: { atMost: 1e-9 },
      why: "none: φ itself is computed to about 1e-14",
    },
    end: { quantity: "largest φη/2 at the end", expected: { atMost: 1 }, why: "a minimum at which descent stays is no sharper than 2/η" },
    count: { quantity: "starts from which descent does not diverge", expected: { value: 100, within: 0 }, why: "φ bounds the path: all" },
  },
  seconds: 2,
  compute: () => {
    const all = paths(100, 1, Math.SQRT2);
    return { values: { rise: Math.max(...all.map(({ rise }) => rise)), end: Math.max(...all.map(({ end }) => end)), count: all.length } };
  },
});

const beyond = claim({
  name: "beyond-the-bound",
  statement: "From φ between 2√2/η and 4/η on φ still falls from most starts, but no longer from all.",
  source: "Kreisler et al. 2023: the bound 2√2/η of theorem 3.2 is sufficient; that it is of the right size is found here",
  setting: `${words} drawn from [√2, 2); 400 starts, those that do not diverge`,
  quantities: {
    monotone: {
      quantity: "part of the starts from which φ never rises",
      expected: { atLeast: 0.9 },
      why: "365 of 371 in an independent computation",
    },
    rises: { quantity: "starts from which it does", expected: { atLeast: 1 }, why: "6 of 371 in an independent computation" },
  },
  seconds: 4,
  compute: () => {
    const all = paths(400, Math.SQRT2, 2);
    const rising = all.filter(({ rise }) => rise > 1e-9).length;
    return { values: { monotone: 1 - rising / all.length, rises: rising } };
  },
});

const limit = claim({
  name: "flow-limit",
  statement: "Gradient flow conserves w_i² − w_j²; φ = Σ 1/w̄_i² is the largest eigenvalue of the Hessian where it ends.",
  source: "Kreisler et al. 2023, section 2",
  setting: "the same networks, one start for each depth; gradient flow with a tolerance of 1e-9 to time 60, eigenvalue of its end",
  quantities: {
    error: {
      quantity: "largest relative difference of λ_max from φ",
      expected: { atMost: 1e-6 },
      why: "the local error of some hundred steps at a tolerance of 1e-9, times the curvature's own change",
    },
  },
  seconds: 1,
  compute: () => {
    const errors = [2, 3, 4, 5].map((depth) => {
      const w = Float64Array.from({ length: depth }, (_, i) => 0.6 + 0.15 * i);
      const flow = start(gradientFlowBehaviour, gradientFlow({ tolerance: 1e-9 }), scalarNetwork(depth), w);
      placeAt(flow, 60);
      return Math.abs(flow.point.leadingEigenvalue(1e-10) / flowSharpness(w) - 1);
    });
    return { values: { error: Math.max(...errors) } };
  },
});

/** Kreisler, Nacson, Soudry & Carmon 2023. */
export const kreisler2023: Paper = {
  id: "kreisler-2023",
  citation:
    "Kreisler, Nacson, Soudry & Carmon 2023, “Gradient descent monotonically decreases the sharpness of gradient flow solutions in scalar networks and beyond”, ICML 2023",
  link: "https://arxiv.org/abs/2305.13064",
  claims: [monotone, beyond, limit],
};
