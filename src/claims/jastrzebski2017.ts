import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { excessLoss } from "../theory/noiseScale.ts";
import { stationaryCovariance } from "../theory/stationaryCovariance.ts";
import { claim, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";
import { secondMoments } from "./tools/moments.ts";
import { leastSquaresSlope } from "./tools/slope.ts";

const cases = [
  [0.02, 1],
  [0.08, 4],
  [0.32, 16],
] as const;

function variance(stepSize: number, batchSize: number): number {
  const objective = quadratic.objective(quadratic({ matrix: [[1]], noise: Array.from({ length: 32 }, (_, i) => [i % 2 === 0 ? 1 : -1]) }));
  const spec = sgd({ stepSize, batchSize, sampling: "bootstrap" });
  return secondMoments(
    start(sgd, spec, objective, [0], () => openRandom(0, "sampling")),
    2_000_000,
  )[0];
}

const ratioWhy = "sampling: 2e6 steps with a memory of at most 1/ε = 50, 0.7 %";

const sameRatio = claim({
  name: "same-ratio",
  statement:
    "Runs with the same η/B have the same stationary noise, as long as η is small: the exact variance is (η/B)/(2 − η) for unit curvature.",
  source: "Jastrzębski et al. 2017, section 2.1; the finite-step factor is exact",
  setting:
    "½w² with 32 examples whose gradients are w ± 1, draws with replacement, 2,000,000 steps; (η, B) = (0.02, 1), (0.08, 4), (0.32, 16)",
  checks: ["A21"],
  quantities: {
    first: { quantity: "simulated variance over formula, η = 0.02", expected: { value: 1, within: 0.02 }, why: ratioWhy },
    second: { quantity: "simulated variance over formula, η = 0.08", expected: { value: 1, within: 0.02 }, why: ratioWhy },
    third: { quantity: "simulated variance over formula, η = 0.32", expected: { value: 1, within: 0.02 }, why: ratioWhy },
    apart: {
      quantity: "variance at η = 0.32 over that at η = 0.02",
      expected: { value: 1.179, within: 0.03 },
      why: "1.98/1.68: where η is not small the same η/B is not the same noise; sampling 1 %",
    },
  },
  seconds: 6,
  compute: () => {
    const seen = cases.map(([stepSize, batchSize]) => variance(stepSize, batchSize));
    const ratios = cases.map(([stepSize, batchSize], k) => seen[k] / (stepSize / (batchSize * (2 - stepSize))));
    return { values: { first: ratios[0], second: ratios[1], third: ratios[2], apart: seen[2] / seen[0] } };
  },
});

const excess = claim({
  name: "excess-loss",
  statement:
    "Where the gradients' covariance is the Hessian, C = σ²H, the stationary excess loss is (η/4B)σ² tr H in the limit of small steps: it depends on η/B alone.",
  source: "Jastrzębski et al. 2017, section 2.2 (H ≈ C); the covariance here is the exact discrete one",
  setting: "curvatures 1, 0.3 and 2, σ² = 0.5, B = 4; η = 0.01, 0.005, 0.0025",
  quantities: {
    ratio: {
      quantity: "excess loss over formula at η = 0.0025",
      expected: { value: 1, within: 0.005 },
      why: "the finite-step correction is ηλ/2 for each curvature, at most 0.0025",
    },
    slope: {
      quantity: "slope of that ratio in η",
      expected: { value: 0.771, within: 0.02 },
      why: "Σλ²/(2Σλ) = 5.09/6.6 = 0.771 to first order, and 1 % beyond",
    },
  },
  seconds: 0.1,
  compute: () => {
    const curvatures = [1, 0.3, 2];
    const ratio = (stepSize: number): number => {
      const loss = curvatures.reduce((sum, curvature) => {
        const one = { size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of((0.5 * curvature) / 4) };
        return sum + 0.5 * curvature * stationaryCovariance(one, stepSize)![0];
      }, 0);
      return loss / excessLoss(stepSize, 4, 0.5, 3.3);
    };
    const stepSizes = [0.01, 0.005, 0.0025];
    return { values: { ratio: ratio(0.0025), slope: leastSquaresSlope(stepSizes, stepSizes.map(ratio)) } };
  },
});

/** Jastrzębski, Kenton, Arpit, Ballas, Fischer, Bengio & Storkey 2017. */
export const jastrzebski2017: Paper = {
  id: "jastrzebski-2017",
  citation: "Jastrzębski, Kenton, Arpit, Ballas, Fischer, Bengio & Storkey 2017, “Three factors influencing minima in SGD”",
  link: "https://arxiv.org/abs/1711.04623",
  claims: [sameRatio, excess],
};
