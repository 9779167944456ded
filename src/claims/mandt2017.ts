import { gd } from "../dynamics/gradientDescent.ts";
import { gaussian } from "../dynamics/noise/gaussian.ts";
import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { log } from "../kernel/elementary.ts";
import { openRandom } from "../kernel/random.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import type { Objective } from "../objective/objective.ts";
import { optimalConstantStep } from "../theory/noiseScale.ts";
import { continuousStationaryCovariance, momentumStationaryCovariance, stationaryCovariance } from "../theory/stationaryCovariance.ts";
import { claim, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";
import { relativeDifference, secondMoments } from "./tools/moments.ts";

const matrix = [
  [1.2, 0.5, 0.3],
  [0.5, 1.1, -0.4],
  [0.3, -0.4, 1.3],
];
const root = [
  [0.9, 0, 0],
  [0.4, 0.5, 0],
  [-0.2, 0.1, 0.7],
];
/** C = RRᵀ. */
const covariance = Float64Array.from({ length: 9 }, (_, e) => {
  const [i, j] = [Math.floor(e / 3), e % 3];
  return [0, 1, 2].reduce((sum, k) => sum + root[i][k] * root[j][k], 0);
});
/** Six examples whose gradients differ from the mean by ±√3 × a column of R: their covariance is C. */
const shifts = [0, 1, 2].flatMap((k) => [1, -1].map((sign) => root.map((row) => sign * Math.sqrt(3) * row[k])));
const problem = { size: 3, hessian: Float64Array.from(matrix.flat()), covariance };

const stream = () => openRandom(0, "sampling");

const lyapunov = claim({
  name: "stationary-covariance",
  statement:
    "At a quadratic minimum with constant noise SGD has a stationary covariance; for finite steps it solves AΣ + ΣA − ηAΣA = ηC, not the continuous AΣ + ΣA = ηC.",
  source: "Mandt, Hoffman & Blei 2017, section 3.2 (continuous equation); the discrete one is exact",
  setting: "three parameters, λ_max = 1.7, η = 0.5, six examples with C = RRᵀ, B = 1 with replacement, 2,000,000 steps",
  checks: ["A17"],
  quantities: {
    discrete: {
      quantity: "relative difference of the simulated covariance from the discrete equation's",
      expected: { atMost: 0.02 },
      why: "sampling: 2e6 steps with a memory of about ten, 0.2 %",
    },
    continuous: {
      quantity: "relative difference from the continuous equation's",
      expected: { atLeast: 0.1 },
      why: "what it leaves out is of the order ηλ/2",
    },
  },
  seconds: 2,
  compute: () => {
    const stepSize = 0.5;
    const objective = quadratic.objective(quadratic({ matrix, noise: shifts }));
    const mover = start(sgd, sgd({ stepSize, batchSize: 1, sampling: "bootstrap" }), objective, [0, 0, 0], stream);
    const seen = secondMoments(mover, 2_000_000);
    return {
      values: {
        discrete: relativeDifference(seen, stationaryCovariance(problem, stepSize)!),
        continuous: relativeDifference(continuousStationaryCovariance(problem, stepSize)!, seen),
      },
    };
  },
});

/** Variance of heavy ball with unit noise on ½λw². */
function heavyBall(stepSize: number, momentum: number, curvature: number): { readonly seen: number; readonly exact: number } {
  const objective = quadratic.objective(quadratic({ matrix: [[curvature]] }));
  const mover = start(gd, gd({ stepSize, momentum, noise: gaussian({ std: 1 }) }), objective, [0], () => openRandom(0, "noise"));
  const one = { size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of(1) };
  return { seen: secondMoments(mover, 2_000_000)[0], exact: momentumStationaryCovariance(one, stepSize, momentum)![0] };
}

const momentum = claim({
  name: "momentum",
  statement: "Momentum widens the stationary distribution: heavy ball has variance ησ²(1 + β)/(λ(1 − β)(2(1 + β) − ηλ)).",
  source: "Mandt et al. 2017, section 4 (continuous form); exact for discrete steps, derived here",
  setting: "½λw² with unit Gaussian noise, 2,000,000 steps; (η, β, λ) = (0.2, 0.9, 1) and (1, 0.5, 2)",
  checks: ["A18"],
  quantities: {
    first: { quantity: "variance by formula, first", expected: { value: 1.0556, within: 1e-4 }, why: "0.38/0.36 to four digits" },
    second: { quantity: "variance by formula, second", expected: { value: 1.5, within: 1e-12 }, why: "1.5/(2 × 0.5 × 1), rounding only" },
    firstSeen: {
      quantity: "simulated over formula, first",
      expected: { value: 1, within: 0.02 },
      why: "sampling: 2e6 steps with a memory of about 20, 0.5 %",
    },
    secondSeen: {
      quantity: "simulated over formula, second",
      expected: { value: 1, within: 0.02 },
      why: "sampling: 2e6 steps with a memory of about 5, 0.3 %",
    },
  },
  seconds: 2,
  compute: () => {
    const [first, second] = [heavyBall(0.2, 0.9, 1), heavyBall(1, 0.5, 2)];
    return {
      values: { first: first.exact, second: second.exact, firstSeen: first.seen / first.exact, secondSeen: second.seen / second.exact },
    };
  },
});

const examples = {
  x: [1.1, -0.4, 0.7, -1.3, 0.2, 0.9],
  z: [0.3, 1.2, -0.8, 0.5, -1.1, 0.6],
  e: [0.4, -0.3, 0.5, 0.2, -0.6, 0.1],
};

/** E[M Σ M] + η²E[e²xxᵀ] over the examples, M = I − ηxxᵀ, until it stays. Residuals are taken at the minimum. */
function secondMomentFixedPoint(inputs: readonly number[][], residuals: readonly number[], stepSize: number): Float64Array {
  let sigma = new Float64Array(4);
  for (let k = 0; k < 2000; k++) {
    const next = new Float64Array(4);
    inputs.forEach((x, n) => {
      const m = [1 - stepSize * x[0] * x[0], -stepSize * x[0] * x[1], -stepSize * x[1] * x[0], 1 - stepSize * x[1] * x[1]];
      for (let i = 0; i < 2; i++)
        for (let j = 0; j < 2; j++) {
          let sum = stepSize * stepSize * residuals[n] * residuals[n] * x[i] * x[j];
          for (let a = 0; a < 2; a++) for (let b = 0; b < 2; b++) sum += m[2 * i + a] * sigma[2 * a + b] * m[2 * j + b];
          next[2 * i + j] += sum / inputs.length;
        }
    });
    sigma = next;
  }
  return sigma;
}

const multiplicative = claim({
  name: "multiplicative-noise",
  statement:
    "In linear regression the noise of single examples depends on the place; the second moments solve Σ = E[(I − ηxxᵀ)Σ(I − ηxxᵀ)] + η²E[e²xxᵀ].",
  source: "the exact counterpart of Mandt et al. 2017, assumption 1 (constant noise), derived here",
  setting:
    "two parameters, twelve examples, η = 0.2, B = 1 with replacement, 2,000,000 steps, each with its mirror image (x, −e), so that the moments close",
  checks: ["A19"],
  quantities: {
    exact: {
      quantity: "relative difference of the simulated second moments from the fixed point",
      expected: { atMost: 0.02 },
      why: "sampling: 2e6 steps with a memory of about ten, 0.3 %",
    },
    constant: {
      quantity: "relative difference with the noise held constant",
      expected: { atLeast: 0.05 },
      why: "what it leaves out is of the order η E|x|²",
    },
  },
  seconds: 2,
  compute: () => multiplicativeValues(0.2),
});

function multiplicativeValues(stepSize: number) {
  // Each example and its mirror image (x, −e): then E[e x ⊗ x ⊗ x] vanishes and the moments close.
  const inputs = examples.x.flatMap((x, i) => [
    [x, examples.z[i]],
    [x, examples.z[i]],
  ]);
  const residuals = examples.e.flatMap((e) => [e, -e]);
  const over = { x: inputs.map(([x]) => x), z: inputs.map(([, z]) => z), y: residuals };
  const objective: Objective = formulaObjective(expression({ parameters: ["a", "b"], example: "(a*x + b*z - y)^2/2", over }));
  const seen = secondMoments(start(sgd, sgd({ stepSize, batchSize: 1, sampling: "bootstrap" }), objective, [0, 0], stream), 2_000_000);
  const count = inputs.length;
  const mean = (value: (n: number) => number): number => inputs.reduce((sum, _, n) => sum + value(n) / count, 0);
  const entries = [0, 1, 2, 3].map((e) => [e >> 1, e & 1] as const);
  const constantNoise = {
    size: 2,
    hessian: Float64Array.from(entries, ([i, j]) => mean((n) => inputs[n][i] * inputs[n][j])),
    covariance: Float64Array.from(entries, ([i, j]) => mean((n) => residuals[n] * residuals[n] * inputs[n][i] * inputs[n][j])),
  };
  return {
    values: {
      exact: relativeDifference(seen, secondMomentFixedPoint(inputs, residuals, stepSize)),
      constant: relativeDifference(stationaryCovariance(constantNoise, stepSize)!, seen),
    },
  };
}

const optimalStep = claim({
  name: "optimal-constant-step",
  statement: "The constant step with which SGD samples best from the posterior is ε* = 2DB/(N tr C).",
  source: "Mandt et al. 2017, theorem 1 (S is our B; A is the Hessian of the mean loss; continuous stationary covariance)",
  setting: "three parameters, diagonal A and C, N = 200, B = 5; the Kullback–Leibler divergence scanned over ε in steps of 0.2 %",
  checks: ["A22"],
  quantities: {
    ratio: {
      quantity: "the scan's best ε over the formula",
      expected: { value: 1, within: 0.01 },
      why: "the scan's grid is 0.2 %; the divergence is flat at its minimum",
    },
  },
  seconds: 0.1,
  compute: () => {
    const [count, batchSize] = [200, 5];
    const hessian = [1.5, 0.4, 0.9];
    const noise = [0.8, 0.3, 0.5];
    /** KL of N(0, Σ) to the posterior N(0, (NA)⁻¹). */
    const divergence = (stepSize: number): number =>
      hessian.reduce((sum, curvature, i) => {
        const one = { size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of(noise[i] / batchSize) };
        const ratio = continuousStationaryCovariance(one, stepSize)![0] * count * curvature;
        return sum + 0.5 * (ratio - log(ratio) - 1);
      }, 0);
    const predicted = optimalConstantStep(3, batchSize, count, 1.6);
    let [best, least] = [0, Infinity];
    for (let factor = 0.5; factor < 2; factor *= 1.002) {
      const value = divergence(predicted * factor);
      if (value < least) [least, best] = [value, factor];
    }
    return { values: { ratio: best } };
  },
});

/** Mandt, Hoffman & Blei 2017. */
export const mandt2017: Paper = {
  id: "mandt-2017",
  citation: "Mandt, Hoffman & Blei 2017, “Stochastic gradient descent as approximate Bayesian inference”, JMLR 18",
  link: "https://arxiv.org/abs/1704.04289",
  claims: [lyapunov, momentum, multiplicative, optimalStep],
};
