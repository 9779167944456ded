import type { RunInput } from "../experiment/runSpec.ts";
import type { Mover } from "../dynamics/dynamics.ts";
import { gd } from "../dynamics/gradientDescent.ts";
import { dot } from "../kernel/vector.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import type { Objective } from "../objective/objective.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { Point } from "../objective/point.ts";
import { stableSharpness, stableSharpnessOfAverage, type StepRule } from "../theory/stability.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import type { Schedule } from "../experiment/schedule.ts";
import { chebyshevStart, chebyshevToy } from "./tools/chebyshevToy.ts";
import { start, steps } from "./tools/movers.ts";

/** Modulus of the largest root of w″ = p w′ + q w, which the iterates of descent on a quadratic obey, read off four of them. */
function growth(iterates: readonly number[]): number {
  const [w0, w1, w2, w3] = iterates;
  const determinant = w1 * w1 - w0 * w2;
  if (Math.abs(determinant) < 1e-12 * w1 * w1) return Math.abs(w1 / w0);
  const p = (w1 * w2 - w0 * w3) / determinant;
  const q = (w1 * w3 - w2 * w2) / determinant;
  const discriminant = p * p + 4 * q;
  return discriminant < 0 ? Math.sqrt(-q) : (Math.abs(p) + Math.sqrt(discriminant)) / 2;
}

/** The curvature at which descent stops being stable on ½λw², by bisection. */
function measuredThreshold(rule: StepRule): number {
  const spec = gd(rule);
  let [stable, unstable] = [0, 100 / rule.stepSize];
  while (unstable - stable > 1e-9 * unstable) {
    const curvature = (stable + unstable) / 2;
    const objective = formulaObjective(expression({ parameters: ["w"], loss: `${curvature}*w^2/2` }));
    const mover = start(gd, spec, objective, [1]);
    const iterates = Array.from({ length: 4 }, () => steps(mover, 1)[0]);
    if (growth(iterates) <= 1) stable = curvature;
    else unstable = curvature;
  }
  return stable;
}

const bisected = "bisected to 1e-9; the growth rate is read off four iterates to about 1e-8";
const ratio = (words: string) => ({
  quantity: `measured threshold over formula, ${words}`,
  expected: { value: 1, within: 1e-7 },
  why: bisected,
});

const thresholds = claim({
  name: "thresholds",
  statement:
    "On a quadratic gradient descent is stable up to a sharpness of 2/η, heavy ball up to (2 + 2β)/η, Nesterov up to (2 + 2β)/(η(1 + 2β)), momentum as an average up to (2 + 2β)/((1 − β)η).",
  source: "Cohen et al. 2021, section 2 and appendix B; Cohen et al. 2022 for averages",
  setting: "½λw², largest stable λ by bisection; (η, β) = (0.3, 0), (0.3, 0.5), (0.1, 0.9)",
  checks: ["A24"],
  quantities: {
    plain: ratio("gradient descent"),
    heavyBall: ratio("heavy ball, β = 0.5"),
    heavierBall: ratio("heavy ball, β = 0.9"),
    nesterov: ratio("Nesterov, β = 0.5"),
    nesterovMore: ratio("Nesterov, β = 0.9"),
    average: ratio("average, β = 0.9: 38/η"),
  },
  seconds: 0.3,
  compute: () => {
    const over = (rule: StepRule): number => measuredThreshold(rule) / stableSharpness(rule);
    return {
      values: {
        plain: over({ stepSize: 0.3 }),
        heavyBall: over({ stepSize: 0.3, momentum: 0.5 }),
        heavierBall: over({ stepSize: 0.1, momentum: 0.9 }),
        nesterov: over({ stepSize: 0.3, momentum: 0.5, nesterov: true }),
        nesterovMore: over({ stepSize: 0.1, momentum: 0.9, nesterov: true }),
        average: measuredThreshold({ stepSize: 0.1 * (1 - 0.9), momentum: 0.9 }) / stableSharpnessOfAverage(0.1, 0.9),
      },
    };
  },
});

const toy = (degree: number): Pick<RunInput, "objective" | "init"> => ({
  objective: {
    data: { kind: "chebyshev", degree, count: 20 },
    model: { kind: "mlp", widths: [1, 100, 1], activation: "tanh", bias: [true, false] },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal", scale: "xavier", gain: [1.9, 1] },
});
const toyWords =
  "Chebyshev polynomial at 20 points, tanh network 1-100-1 with bias in the first layer, ½ mean squared error, Xavier-normal start; λ_max every 10 steps";
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

async function sharpnessOf(
  context: ClaimContext,
  degree: number,
  seed: number,
  run: Pick<RunInput, "dynamics" | "until">,
  when: Schedule = { every: 10 },
): Promise<number[]> {
  const { path } = await context.run({ ...toy(degree), ...run, measures: [{ kind: "sharpness", ...when, tolerance: 1e-4 }], seed });
  return path.sharpness.filter((value) => value !== null);
}

/** Mean sharpness in units of its threshold from 200 steps after it first reached it; NaN where it never does. */
async function pinned(context: ClaimContext, degree: number, rule: StepRule, seed: number, count: number): Promise<number> {
  const path = await sharpnessOf(context, degree, seed, { dynamics: { kind: "gd", ...rule }, until: { steps: count } });
  const threshold = stableSharpness(rule);
  const crossing = path.findIndex((value) => value >= threshold);
  return crossing < 0 ? NaN : mean(path.slice(crossing + 20)) / threshold;
}

const sampling = "the mean of an independent float64 computation, whose spread over seeds and degrees this is";

const large = claim({
  name: "edge",
  statement: "While a network trains by gradient descent its sharpness rises to 2/η and then stays there in the mean.",
  source: "Cohen et al. 2021, section 3; the step sizes are a choice",
  setting: `${toyWords}; degree 4, η = 0.4, 6000 steps, seeds 0, 1, 2; mean from 200 steps after the crossing`,
  checks: ["A25"],
  quantities: {
    first: { quantity: "mean λ_max η/2, seed 0", expected: { from: 0.97, to: 1.06 }, why: sampling },
    second: { quantity: "mean λ_max η/2, seed 1", expected: { from: 0.97, to: 1.06 }, why: sampling },
    third: { quantity: "mean λ_max η/2, seed 2", expected: { from: 0.97, to: 1.06 }, why: sampling },
  },
  seconds: 4,
  compute: async (context) => {
    const [first, second, third] = await Promise.all([0, 1, 2].map((seed) => pinned(context, 4, { stepSize: 0.4 }, seed, 6000)));
    return { values: { first, second, third } };
  },
});

const unsteady = claim({
  name: "unsteady-descent",
  statement: "At the edge of stability the loss goes up in a large part of the steps, and yet down in the long run.",
  source: "Cohen et al. 2021, section 3.3",
  setting: `${toyWords}; degree 4, η = 0.4, 6000 steps, seed 0; steps after the sharpness first reached 2/η, before it for comparison`,
  quantities: {
    rising: {
      quantity: "part of the steps after the crossing that raise the loss",
      expected: { from: 0.25, to: 0.5 },
      why: "an oscillation of period two raises it every other step at most; 0.40 to 0.47 in an independent computation",
    },
    before: {
      quantity: "part of the steps before it that do",
      expected: { atMost: 0.01 },
      why: "below the edge a step lowers the loss; a small remnant of the start's oscillation is left aside",
    },
    fall: {
      quantity: "mean loss of the last 1000 steps over that of the 1000 from the crossing on",
      expected: { atMost: 0.5 },
      why: "halved: a fall that would be seen in a figure",
    },
  },
  seconds: 2,
  compute: async (context) => {
    const measures: RunInput["measures"] = [
      { kind: "loss", every: 1 },
      { kind: "sharpness", every: 10, tolerance: 1e-4 },
    ];
    const dynamics: RunInput["dynamics"] = { kind: "gd", stepSize: 0.4 };
    const { path } = await context.run({ ...toy(4), dynamics, until: { steps: 6000 }, measures, seed: 0 });
    const losses = path.loss as number[];
    const crossing = (path.sharpness as (number | null)[]).findIndex(
      (value) => value !== null && value >= stableSharpness({ stepSize: 0.4 }),
    );
    const rising = (from: number, to: number): number =>
      losses.slice(from + 1, to).filter((loss, i) => loss > losses[from + i]).length / (to - from - 1);
    return {
      values: {
        rising: rising(crossing, losses.length),
        before: rising(0, crossing),
        fall: mean(losses.slice(-1000)) / mean(losses.slice(crossing, crossing + 1000)),
      },
    };
  },
});

/** The quadratic expansion of the loss at a place, as a function of the way from there. */
function expansionAt(point: Point): Objective {
  const { size } = point.objective;
  const hessian = point.hessian();
  const matrix = Array.from({ length: size }, (_, i) => Array.from(hessian.subarray(i * size, (i + 1) * size)));
  return quadratic.objective(quadratic({ matrix, linear: Array.from(point.gradient, (value) => -value) }));
}

/** The largest way along a unit vector in so many steps. */
function farthestAlong(u: Float64Array, mover: Mover, count: number): number {
  const begin = dot(u, mover.point.parameters);
  let far = 0;
  for (let k = 0; k < count; k++) far = Math.max(far, Math.abs(dot(u, steps(mover, 1)) - begin));
  return far;
}

const expansion = claim({
  name: "quadratic-expansion",
  statement:
    "At the edge of stability descent on the quadratic expansion of the loss diverges along the top eigenvector where descent on the loss itself does not: what holds the sharpness is in the third derivative.",
  source: "Cohen et al. 2021, section 3 and appendix (quadratic Taylor approximations)",
  setting: `${toyWords}; degree 4, η = 0.4, seed 0; 500 steps from the first place where λ_max η/2 ≥ 1.02 among those 1000 steps after the crossing and later`,
  quantities: {
    expanded: {
      quantity: "largest way along the top eigenvector on the expansion over that on the loss",
      expected: { atLeast: 1e3 },
      why: "the way along it grows by a factor 1.04 a step on the expansion, 3e8 in 500; a part of the start's is lost by where it begins",
    },
    real: {
      quantity: "loss of the network after these steps over that at the place",
      expected: { atMost: 1.5 },
      why: "it does not grow but for the oscillation that comes and goes",
    },
  },
  seconds: 1,
  compute: () => {
    const stepSize = 0.4;
    const objective = chebyshevToy(4);
    const mover = start(gd, gd({ stepSize }), objective, chebyshevStart(objective, 0));
    const until = (ratio: number): void => {
      while ((mover.point.leadingEigenvalue(1e-4) * stepSize) / 2 < ratio) steps(mover, 10);
    };
    until(1);
    steps(mover, 1000);
    until(1.02);
    const place = new Point(objective, mover.point.parameters);
    const u = Float64Array.from(place.eigenpairs(1, 1e-8).vectors[0]);
    const onExpansion = farthestAlong(u, start(gd, gd({ stepSize }), expansionAt(place), new Float64Array(objective.size)), 500);
    const onLoss = farthestAlong(u, mover, 500);
    return { values: { expanded: onExpansion / onLoss, real: mover.point.loss / place.loss } };
  },
});

const beyondTheEdge = "half above the edge; 15.6 and 15.5 and rising when an independent computation stopped";

const sharpening = claim({
  name: "progressive-sharpening",
  statement: "Gradient flow sharpens progressively, from the start and past the level 2/η at which gradient descent is held.",
  source: "Cohen et al. 2021, section 3.1 and appendix",
  setting: `${toyWords}; degrees 3 and 4, η = 0.2, 12,000 steps, seed 0; gradient flow to time 2400`,
  checks: ["A26"],
  quantities: {
    third: { quantity: "mean λ_max η/2, degree 3", expected: { from: 0.97, to: 1.03 }, why: sampling },
    fourth: { quantity: "mean λ_max η/2, degree 4", expected: { from: 0.97, to: 1.03 }, why: sampling },
    thirdFlow: { quantity: "gradient flow's λ_max at the end, degree 3 (2/η = 10)", expected: { atLeast: 15 }, why: beyondTheEdge },
    fourthFlow: { quantity: "gradient flow's λ_max at the end, degree 4", expected: { atLeast: 15 }, why: beyondTheEdge },
    begin: {
      quantity: "λ_max at the start, degree 4",
      expected: { atMost: 5 },
      why: "half of the edge: that it has sharpened; 3.35 in an independent computation",
    },
  },
  seconds: 6,
  compute: async (context) => {
    const flow = (degree: number): Promise<number[]> =>
      sharpnessOf(context, degree, 0, { dynamics: { kind: "gradient-flow" }, until: { time: 2400 } }, { everyTime: 2400 });
    const [, thirdFlow] = await flow(3);
    const [begin, fourthFlow] = await flow(4);
    return {
      values: {
        third: await pinned(context, 3, { stepSize: 0.2 }, 0, 12_000),
        fourth: await pinned(context, 4, { stepSize: 0.2 }, 0, 12_000),
        thirdFlow,
        fourthFlow,
        begin,
      },
    };
  },
});

const momentum = claim({
  name: "momentum-edge",
  statement: "With momentum the sharpness is held at the threshold of that momentum.",
  source: "Cohen et al. 2021, appendix; larger momentum diverges on this toy after the crossing",
  setting: `${toyWords}; degree 4, β = 0.5; Nesterov with η = 0.15, heavy ball with η = 0.25, 12,000 steps`,
  checks: ["A59"],
  quantities: {
    nesterov: { quantity: "Nesterov: mean λ_max over its threshold", expected: { value: 0.99, within: 0.05 }, why: sampling },
    heavyBall: { quantity: "heavy ball: mean λ_max over its threshold", expected: { value: 0.98, within: 0.05 }, why: sampling },
  },
  seconds: 5,
  compute: async (context) => ({
    values: {
      nesterov: await pinned(context, 4, { stepSize: 0.15, momentum: 0.5, nesterov: true }, 0, 12_000),
      heavyBall: await pinned(context, 4, { stepSize: 0.25, momentum: 0.5 }, 0, 12_000),
    },
  }),
});

const batches = claim({
  name: "smaller-batches-flatter",
  statement: "SGD is held at a lower sharpness the smaller its batches are.",
  source: "Cohen et al. 2021, section 6 and appendix (SGD); Jastrzębski et al. 2020",
  setting: `${toyWords}; degree 4, η = 0.1, batches of 4, 10 and 20 drawn anew each step, 14,000 steps; mean of the second half`,
  checks: ["A27"],
  quantities: {
    small: {
      quantity: "λ_max η/2 with B = 10 less that with B = 4",
      expected: { atLeast: 0.05 },
      why: "order only: 0.3 in an independent computation",
    },
    large: {
      quantity: "λ_max η/2 with B = 20 less that with B = 10",
      expected: { atLeast: 0.05 },
      why: "order only: 0.1 in an independent computation",
    },
    full: { quantity: "λ_max η/2 with B = 20", expected: { atMost: 1.06 }, why: "at or below the edge" },
  },
  seconds: 8,
  compute: async (context) => {
    const [four, ten, twenty] = await Promise.all(
      [4, 10, 20].map(async (batchSize) => {
        const dynamics: RunInput["dynamics"] = { kind: "sgd", stepSize: 0.1, batchSize, sampling: "subset" };
        const path = await sharpnessOf(context, 4, 0, { dynamics, until: { steps: 14_000 } });
        return (mean(path.slice(path.length / 2)) * 0.1) / 2;
      }),
    );
    return { values: { small: ten - four, large: twenty - ten, full: twenty } };
  },
});

/** Cohen, Kaur, Li, Kolter & Talwalkar 2021. */
export const cohen2021: Paper = {
  id: "cohen-2021",
  citation:
    "Cohen, Kaur, Li, Kolter & Talwalkar 2021, “Gradient descent on neural networks typically occurs at the edge of stability”, ICLR 2021",
  link: "https://arxiv.org/abs/2103.00065",
  claims: [thresholds, large, unsteady, expansion, sharpening, momentum, batches],
};
