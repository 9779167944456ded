import type { RunInput } from "../experiment/runSpec.ts";
import { boxSharpnessAt } from "../measure/boxSharpnessAt.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { Point } from "../objective/point.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";

const curvatures = [90, 40, 7, 1, 0.3, 0.02, 1e-4];
const minimum = Float64Array.of(0.3, -2, 1, 0.5, -4, 10, 0);
const bowl = quadratic.objective(
  quadratic({
    matrix: curvatures.map((value, i) => curvatures.map((_, j) => (i === j ? value : 0))),
    linear: curvatures.map((value, i) => value * minimum[i]),
  }),
);

/** |φ − 50ε² Σλ_i(|w_i| + 1)²/(1 + L)|. */
function error(epsilon: number): number {
  const sum = curvatures.reduce((total, value, i) => total + value * (Math.abs(minimum[i]) + 1) * (Math.abs(minimum[i]) + 1), 0);
  return Math.abs(boxSharpnessAt(new Point(bowl, minimum), { epsilon }) - (50 * epsilon * epsilon * sum) / (1 + bowl.loss(minimum)));
}

const formula = claim({
  name: "box-sharpness",
  statement:
    "Sharpness is φ = 100 (max f − f)/(1 + f) over the box |z_i| ≤ ε(|x_i| + 1): at the minimum of a quadratic with diagonal Hessian, 50ε² Σλ_i(|x_i| + 1)²/(1 + f).",
  source: "Keskar et al. 2017, metric 2.1 with A = I; the closed form is derived here",
  setting: "seven curvatures from 90 to 1e-4, at the minimum; ε = 1e-3 and 5e-4, 10 iterations",
  checks: ["A55"],
  quantities: {
    coarse: {
      quantity: "difference to the formula at ε = 1e-3, in per cent",
      expected: { atMost: 1e-9 },
      why: "every corner is a maximum: rounding of f",
    },
    fine: { quantity: "the same at ε = 5e-4", expected: { atMost: 1e-9 }, why: "every corner is a maximum: rounding of f" },
  },
  seconds: 0.1,
  compute: () => ({ values: { coarse: error(1e-3), fine: error(5e-4) } }),
});

const seeds = [0, 1, 2];
const [small, large, examples] = [5, 50, 500];

/** φ at the end of training with Adam. */
async function sharpness(context: ClaimContext, batchSize: number, seed: number, until: RunInput["until"]): Promise<number> {
  const { path } = await context.run({
    objective: {
      data: { kind: "digits", count: examples, size: 7 },
      model: { kind: "mlp", widths: [49, 16, 10], activation: "tanh" },
      loss: { kind: "cross-entropy" },
    },
    init: { kind: "normal" },
    dynamics: { kind: "adam", stepSize: 1e-3, batchSize, sampling: "reshuffle" },
    until,
    measures: [{ kind: "box-sharpness", at: [0] }],
    seed,
  });
  return path.boxSharpness.at(-1) as number;
}

/** Mean over seeds of φ after large batches over φ after small ones. */
async function ratio(context: ClaimContext, until: (batchSize: number) => RunInput["until"]): Promise<number> {
  let sum = 0;
  for (const seed of seeds) {
    const [after, before] = [await sharpness(context, large, seed, until(large)), await sharpness(context, small, seed, until(small))];
    sum += after / before / seeds.length;
  }
  return sum;
}

const larger = "larger batches end sharper, by factors of 8 to 200 in the paper's table 3; here it is asked for the direction alone";

const batches = claim({
  name: "large-batches",
  statement: "Large-batch training ends in sharper minima than small-batch training.",
  source: "Keskar et al. 2017, section 2.2 and table 3 (ADAM, batches of 256 against 10 % of the data, ε = 1e-3)",
  setting:
    "500 handwritten digits (7 × 7 pixels), tanh network 49-16-10, cross-entropy, Adam with step size 1e-3, batches of 5 and of 50 (10 %), shuffled; φ at ε = 1e-3 in the whole space, mean over three seeds of the ratio",
  quantities: {
    epochs: { quantity: "φ(B = 50)/φ(B = 5) after 100 epochs", expected: { atLeast: 1 }, why: larger },
    loss: { quantity: "φ(B = 50)/φ(B = 5) where the training loss first is 0.05", expected: { atLeast: 1 }, why: larger },
  },
  found:
    "At equal epochs it does, because the large batches, with ten times fewer steps, have ten times the loss. At equal training loss the order turns: 92 to 99 % of φ is the linear part Σ|g_i|ε(|w_i| + 1), as the loss is not at a minimum, and small batches leave a larger gradient. λ_max there is 0.65 on the average after small batches and 0.72 after large ones, and the held-out loss is the same. The network is small (970 parameters); those of the paper are not re-made here.",
  seconds: 25,
  compute: async (context) => ({
    values: {
      epochs: await ratio(context, (batchSize) => ({ steps: (100 * examples) / batchSize })),
      loss: await ratio(context, () => ({ loss: 0.05, steps: 50_000 })),
    },
  }),
});

/** Keskar, Mudigere, Nocedal, Smelyanskiy & Tang 2017. */
export const keskar2017: Paper = {
  id: "keskar-2017",
  citation:
    "Keskar, Mudigere, Nocedal, Smelyanskiy & Tang 2017, “On large-batch training for deep learning: generalization gap and sharp minima”, ICLR 2017",
  link: "https://arxiv.org/abs/1609.04836",
  claims: [formula, batches],
};
