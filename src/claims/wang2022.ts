import type { RunInput } from "../experiment/runSpec.ts";
import { gd } from "../dynamics/gradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import { NumericalError } from "../spec/errors.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";

const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "(x*y - 1)^2/2" }));
const stepSize = 0.5;

interface End {
  /** (x² + y²)η/2 at the start and at the end. */
  readonly begin: number;
  readonly end: number;
  /** Largest deviation of x² − y² from what the factor 1 − η²r² of a step makes of it, relative to x² + y². */
  readonly deviation: number;
}

/** Follows descent to a minimum; null where it has not come to rest at one. */
function follow(x: number, y: number): End | null {
  const mover = start(gd, gd({ stepSize }), objective, [x, y]);
  const w = mover.point.parameters;
  const scaled = (): number => ((w[0] * w[0] + w[1] * w[1]) * stepSize) / 2;
  const [begin, difference] = [scaled(), (): number => w[0] * w[0] - w[1] * w[1]];
  let deviation = 0;
  try {
    for (let k = 0; k < 5000 && mover.point.loss > 1e-24; k++) {
      const [residual, before, size] = [w[0] * w[1] - 1, difference(), w[0] * w[0] + w[1] * w[1]];
      mover.advance(Infinity);
      const factor = 1 - stepSize * stepSize * residual * residual;
      deviation = Math.max(deviation, Math.abs(difference() - factor * before) / Math.max(size, w[0] * w[0] + w[1] * w[1]));
    }
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
  return mover.point.loss <= 1e-20 ? { begin, end: scaled(), deviation } : null;
}

/** From random starts, those that converge. */
function converging(count: number): End[] {
  const random = openRandom(0, "init");
  const all = Array.from({ length: count }, () => follow(0.2 + 3.8 * random.uniform(), -2 + 4 * random.uniform()));
  return all.filter((one) => one !== null);
}

const balancing = claim({
  name: "balancing",
  statement:
    "Large steps balance: wherever gradient descent on ½(xy − 1)² converges it ends with (x² + y²)η/2 < 1, from starts above that too, because every step multiplies x² − y² by 1 − η²r², r = xy − 1.",
  source: "Wang, Chen, Zhao & Tao 2022, theorem 3.1 (matrix factorisation; here the scalar case; the factor is derived here)",
  setting: "η = 0.5; 400 random starts with x in (0.2, 4), y in (−2, 2), those that converge",
  checks: ["A33"],
  quantities: {
    largest: {
      quantity: "largest (x² + y²)η/2 at the end",
      expected: { atMost: 1 },
      why: "strict: a sharper minimum repels all starts but a set of measure zero",
    },
    sharper: {
      quantity: "starts with (x² + y²)η/2 > 1 among those that converge",
      expected: { atLeast: 20 },
      why: "enough of them to say so",
    },
    deviation: {
      quantity: "largest deviation of x² − y² from the factor's, relative to x² + y²",
      expected: { atMost: 1e-14 },
      why: "an identity: some roundings of 1e-16",
    },
  },
  seconds: 1,
  compute: () => {
    const all = converging(400);
    return {
      values: {
        largest: Math.max(...all.map(({ end }) => end)),
        sharper: all.filter(({ begin }) => begin > 1).length,
        deviation: Math.max(...all.map(({ deviation }) => deviation)),
      },
    };
  },
});

/** W₂W₁ = A, a product of two 4 × 4 matrices: A = diag(1, 0.8, 0.6, 0.4), from the mean over the 4 unit vectors. */
const factors: Pick<RunInput, "objective"> = {
  objective: {
    data: {
      kind: "table",
      x: [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0))),
      y: [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 - 0.2 * i : 0))),
    },
    model: { kind: "mlp", widths: [4, 4, 4], activation: "identity", bias: false },
    loss: { kind: "squared-error", factor: 2 },
  },
};

/** |‖W₁‖² − ‖W₂‖²| and λ_max at the end of descent from a start eight times larger in the first factor. */
async function factorised(context: ClaimContext, stepSize: number, seed: number) {
  const { final, path, status } = await context.run({
    ...factors,
    init: { kind: "normal", gain: [1.6, 0.2], seed },
    dynamics: { kind: "gd", stepSize },
    until: { steps: 20_000, gradientNorm: 1e-9 },
    measures: [{ kind: "sharpness", at: [0], tolerance: 1e-8 }],
  });
  const square = (values: readonly (number | null)[]): number => values.reduce((sum: number, value) => sum + value! * value!, 0);
  const [first, second] = [final.parameters.slice(0, 16), final.parameters.slice(16)];
  const [begin, end] = [path.sharpness[0] as number, path.sharpness.at(-1) as number];
  return { imbalance: Math.abs(square(first) - square(second)), begin, end: status === "diverged" ? NaN : end };
}

const matrices = claim({
  name: "matrix-factorisation",
  statement:
    "In the factorisation of a matrix, too, a step that is too large for the minimum that a small step finds ends at one with more nearly balanced factors, no sharper than 2/η.",
  source: "Wang et al. 2022, theorem 3.2 and section 5; the sizes are a choice",
  setting:
    "½‖W₂W₁ − diag(1, 0.8, 0.6, 0.4)‖², 4 × 4 factors, normal start with std 0.8 and 0.1, seeds 0 to 4; η = 0.1 · 2/λ and 1.3 · 2/λ, λ the sharpness where the small step ends",
  quantities: {
    ratio: {
      quantity: "|‖W₁‖² − ‖W₂‖²| at the end, large step over small step, largest over seeds",
      expected: { atMost: 0.95 },
      why: "that minimum is not stable for the large step: it has to leave it for one that is less sharp, hence more balanced",
    },
    end: { quantity: "largest ηλ_max/2 at the end, large step", expected: { atMost: 1 }, why: "a sharper minimum repels descent" },
  },
  seconds: 3,
  compute: async (context) => {
    const all = await Promise.all(
      [0, 1, 2, 3, 4].map(async (seed) => {
        const { begin } = await factorised(context, 0.01, seed);
        const small = await factorised(context, 0.2 / begin, seed);
        const stepSize = 2.6 / small.end;
        const large = await factorised(context, stepSize, seed);
        return { ratio: large.imbalance / small.imbalance, end: (stepSize * large.end) / 2 };
      }),
    );
    return {
      values: {
        ratio: Math.max(...all.map(({ ratio }) => ratio)),
        end: Math.max(...all.map(({ end }) => end)),
      },
    };
  },
});

/** Wang, Chen, Zhao & Tao 2022. */
export const wang2022: Paper = {
  id: "wang-2022",
  citation: "Wang, Chen, Zhao & Tao 2022, “Large learning rate tames homogeneity: convergence and balancing effect”, ICLR 2022",
  link: "https://arxiv.org/abs/2110.03677",
  claims: [balancing, matrices],
};
