import type { RunInput } from "../experiment/runSpec.ts";
import { snapshots } from "../experiment/snapshots.ts";
import { openRandom } from "../kernel/random.ts";
import { dot, norm2 } from "../kernel/vector.ts";
import { directionAt } from "../measure/direction.ts";
import { type LossSlice, lossSlice } from "../measure/lossSlice.ts";
import { trajectoryPlane } from "../measure/trajectoryPlane.ts";
import { squaredError } from "../objective/loss/squaredError.ts";
import { mlp } from "../objective/model/mlp.ts";
import { Point } from "../objective/point.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import { deepChebyshev } from "./tools/deepChebyshev.ts";

const [inputs, examples] = [3, 60];
const drawn = openRandom(1, "data");
const normals = (length: number): Float64Array => Float64Array.from({ length }, () => drawn.normal());
const table = { count: examples, inputs, outputs: 1, x: normals(examples * inputs), y: normals(examples) };
const objective = mlp.objective(mlp({ widths: [inputs, 6, 4, 1], activation: "relu", bias: false }), { train: table }, squaredError());
const place = normals(objective.size).map((value) => 0.7 * value);
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

/** What T_α does to each parameter: the first layer times α, the second divided by it. */
function factors(alpha: number): Float64Array {
  const out = new Float64Array(objective.size).fill(1);
  const [first, second] = objective.blocks;
  return out.fill(alpha, first.start, first.end).fill(1 / alpha, second.start, second.end);
}

const at = (alpha: number): Point => {
  const scale = factors(alpha);
  return new Point(
    objective,
    place.map((value, p) => value * scale[p]),
  );
};

const slice = (alpha: number, seed: number, normalisation: "filter" | "none"): LossSlice =>
  lossSlice(at(alpha), { kind: "random", seed, normalisation });

const apart = (a: number, b: number): number => Math.abs(a / b - 1);

/** The largest change that a rescaling makes to slices along filter-normalised directions. */
function filterNormalisedChange(): { losses: number; curvature: number } {
  let [losses, curvature] = [0, 0];
  for (const seed of seeds) {
    const here = slice(1, seed, "filter");
    for (const alpha of [0.1, 2, 10]) {
      const there = slice(alpha, seed, "filter");
      curvature = Math.max(curvature, apart(there.curvature, here.curvature));
      there.losses.forEach((loss, i) => (losses = Math.max(losses, apart(loss, here.losses[i]))));
    }
  }
  return { losses, curvature };
}

/** How the curvature along raw directions grows from α = 1 to 10, and how far that is from Dinh's H' = D⁻¹HD⁻¹. */
function rawChange(): { growth: number; identity: number } {
  const [here, inverse] = [at(1), factors(0.1)];
  let [before, after, identity] = [0, 0, 0];
  for (const seed of seeds) {
    const there = slice(10, seed, "none").curvature;
    const d = directionAt(here, { kind: "random", seed, normalisation: "none" }).map((value, p) => value * inverse[p]);
    identity = Math.max(identity, apart(there, lossSlice(here, d).curvature));
    before += slice(1, seed, "none").curvature;
    after += there;
  }
  return { growth: after / before, identity };
}

const filterNormalisation = claim({
  name: "filter-normalisation",
  statement:
    "Slices of the loss along filter-normalised directions do not see the scale of the layers, which a ReLU network's function does not depend on; slices along raw random directions do.",
  source:
    "Li, Xu, Taylor, Studer & Goldstein 2018, section 4: d_ij ← d_ij ‖θ_ij‖/‖d_ij‖; the rescaling is that of Dinh et al. 2017, under which H becomes D⁻¹HD⁻¹",
  setting:
    "ReLU network 3-6-4-1 without biases, 60 normal examples, first layer times α, second divided by α, α = 0.1, 2, 10 against 1; 20 random directions, offsets −1 to 1",
  checks: ["A48"],
  quantities: {
    losses: {
      quantity: "largest relative change of the loss along a filter-normalised slice",
      expected: { atMost: 1e-6 },
      why: "no change but rounding: six digits are asked for",
    },
    curvature: {
      quantity: "largest relative change of the curvature along a filter-normalised direction",
      expected: { atMost: 1e-6 },
      why: "no change but rounding: six digits are asked for",
    },
    identity: {
      quantity: "largest relative error of dᵀD⁻¹HD⁻¹d for the curvature along a raw direction at α = 10",
      expected: { atMost: 1e-8 },
      why: "an identity up to rounding, with cancellation between the layers' parts",
    },
    growth: {
      quantity: "curvature along raw directions, mean over 20, at α = 10 over α = 1",
      expected: { atLeast: 5 },
      why: "the second layer's part, of the order of a third of the whole, grows by α² = 100",
    },
  },
  seconds: 0.2,
  compute: () => ({ values: { ...filterNormalisedChange(), ...rawChange() } }),
});

const chebyshevNet: Pick<RunInput, "objective" | "init" | "seed"> = {
  objective: {
    data: { kind: "chebyshev", degree: 6, count: 20 },
    model: { kind: "mlp", widths: [1, 30, 20, 1], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal", scale: "fan-in" },
  seed: 0,
};

/** How much of a path's variation about its end lies in a plane: that of its two principal components, and random ones. */
async function planes(context: ClaimContext, dynamics: RunInput["dynamics"]): Promise<{ principal: number; random: number }> {
  const record = await context.run({
    ...chebyshevNet,
    dynamics,
    until: { time: 200 },
    measures: [{ kind: "parameters", everyTime: 2 }],
  });
  const path = snapshots(record).map(({ parameters }) => parameters);
  const { objective: net } = deepChebyshev();
  const { explained } = trajectoryPlane(net, [path], { origin: path[path.length - 1] });
  return { principal: explained[0] + explained[1], random: randomShare(path) };
}

/** The share of random directions, mean over 800, in units of 1/P. */
function randomShare(path: readonly Float64Array[]): number {
  const end = path[path.length - 1];
  const differences = path.map((one) => one.map((value, p) => value - end[p]));
  const total = differences.reduce((sum, difference) => sum + norm2(difference), 0);
  let mean = 0;
  const directions = 800;
  for (let index = 0; index < directions; index++) {
    const d = new Float64Array(end.length);
    openRandom(0, "perturbation", index).normals(d);
    for (const difference of differences) {
      const along = dot(difference, d);
      mean += (along * along) / (norm2(d) * total * directions);
    }
  }
  return mean * end.length;
}

const lowDimensional = claim({
  name: "low-dimensional-paths",
  statement:
    "Paths of optimisers lie in very few dimensions: 40 % to 90 % of their variation about the end lies in the plane of two principal components, and next to nothing of it in a random plane.",
  source: "Li et al. 2018, sections 7.1 and 7.2; for a random plane of P dimensions the share 2/P follows from symmetry",
  setting:
    "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), η = 0.1, to time 200, a place every 2; SGD reshuffled with B = 5",
  quantities: {
    descent: {
      quantity: "share of two principal components, gradient descent",
      expected: { atLeast: 0.4 },
      why: "the lower end of what the paper saw; smoother paths than its own have more",
    },
    stochastic: {
      quantity: "share of two principal components, SGD",
      expected: { atLeast: 0.4 },
      why: "the lower end of what the paper saw",
    },
    random: {
      quantity: "share of a random direction in units of 1/P, mean over 800, gradient descent",
      expected: { value: 1, within: 0.2 },
      why: "four standard errors where a single component holds everything: χ² of one degree of freedom, √(2/800) = 0.05",
    },
  },
  seconds: 2,
  async compute(context) {
    const descent = await planes(context, { kind: "gd", stepSize: 0.1 });
    const stochastic = await planes(context, { kind: "sgd", stepSize: 0.1, batchSize: 5, sampling: "reshuffle" });
    return { values: { descent: descent.principal, stochastic: stochastic.principal, random: descent.random } };
  },
});

/** Li, Xu, Taylor, Studer & Goldstein 2018. */
export const li2018: Paper = {
  id: "li-2018",
  citation: "Li, Xu, Taylor, Studer & Goldstein 2018, “Visualizing the loss landscape of neural nets”, NeurIPS 2018",
  link: "https://arxiv.org/abs/1712.09913",
  claims: [filterNormalisation, lowDimensional],
};
