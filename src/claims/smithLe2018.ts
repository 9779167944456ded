import { cos, log, pow, sin } from "../kernel/elementary.ts";
import { batchSizeOfNoise, logEvidence, noiseScale } from "../theory/noiseScale.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import { logLogSlope } from "./tools/slope.ts";

const regularisation = 0.7;
const inputs = Array.from({ length: 6 }, (_, i) => [sin(1 + i), cos(2 * i)] as const);
const targets = inputs.map(([a, b], i) => 0.8 * a - 0.3 * b + sin(5 * i));
const constant = -(targets.length / 2) * log(2 * Math.PI);

/** The minimum of the regularised cost, its value and its Hessian. */
function ridge(): { readonly cost: number; readonly hessian: Float64Array } {
  const gram = (i: number, j: number): number => inputs.reduce((sum, row) => sum + row[i] * row[j], i === j ? regularisation : 0);
  const hessian = Float64Array.of(gram(0, 0), gram(0, 1), gram(1, 0), gram(1, 1));
  const right = [0, 1].map((i) => inputs.reduce((sum, row, k) => sum + row[i] * targets[k], 0));
  const determinant = hessian[0] * hessian[3] - hessian[1] * hessian[2];
  const a = (hessian[3] * right[0] - hessian[1] * right[1]) / determinant;
  const b = (hessian[0] * right[1] - hessian[2] * right[0]) / determinant;
  const squares = inputs.reduce((sum, [x, z], k) => sum + (a * x + b * z - targets[k]) * (a * x + b * z - targets[k]), 0);
  return { cost: (squares + regularisation * (a * a + b * b)) / 2, hessian };
}

/** log N(y; 0, I + XXᵀ/λ), by Cholesky. */
function logMarginal(): number {
  const n = targets.length;
  const l = inputs.map(() => new Float64Array(n));
  const z = new Float64Array(n);
  let sum = constant;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let entry = (inputs[i][0] * inputs[j][0] + inputs[i][1] * inputs[j][1]) / regularisation + (i === j ? 1 : 0);
      for (let k = 0; k < j; k++) entry -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(entry) : entry / l[j][j];
    }
    z[i] = targets[i];
    for (let k = 0; k < i; k++) z[i] -= l[i][k] * z[k];
    z[i] /= l[i][i];
    sum -= log(l[i][i]) + 0.5 * z[i] * z[i];
  }
  return sum;
}

const evidence = claim({
  name: "evidence",
  statement:
    "The evidence at a minimum is exp{−[C(ω₀) + ½ Σ ln(λ_i/λ)]}: broad minima carry an Occam factor. For Bayesian linear regression it is exact.",
  source:
    "Smith & Le 2018, section 2; C the sum over examples with ½λ‖ω‖², λ_i the eigenvalues of its Hessian; the constant −(n/2) ln 2π beside",
  setting: "two parameters, six examples, unit noise, λ = 0.7; against the marginal likelihood of the Gaussian process, by Cholesky",
  checks: ["A23"],
  quantities: {
    difference: {
      quantity: "log evidence − log marginal likelihood",
      expected: { value: 0, within: 1e-8 },
      why: "an identity of Gaussian integrals: rounding only",
    },
  },
  seconds: 0.1,
  compute: () => {
    const { cost, hessian } = ridge();
    return { values: { difference: logEvidence(cost, hessian, 2, regularisation, constant) - logMarginal() } };
  },
});

const scale = claim({
  name: "noise-scale",
  statement: "The noise scale g = ε(N/B − 1)/(1 − m) sets the best batch size: B ∝ ε, B ∝ N and B ∝ 1/(1 − m) as long as B ≪ N.",
  source: "Smith & Le 2018, eq. 17 to 20",
  setting: "g = 50, ε = 0.01, N = 10⁶; each of ε, N and 1/(1 − m) doubled",
  quantities: {
    stepSize: { quantity: "B with 2ε over B", expected: { value: 2, within: 1e-3 }, why: "the −1 of N/B − 1, of order B/N = 2e-4" },
    examples: { quantity: "B with 2N over B", expected: { value: 2, within: 1e-3 }, why: "the −1 of N/B − 1, of order B/N = 2e-4" },
    momentum: { quantity: "B with m = 0.5 over B", expected: { value: 2, within: 1e-3 }, why: "the −1 of N/B − 1, of order B/N = 2e-4" },
    inverse: { quantity: "B of the noise scale of B = 25", expected: { value: 25, within: 1e-10 }, why: "an inverse: rounding only" },
  },
  seconds: 0.1,
  compute: () => {
    const base = batchSizeOfNoise(50, 0.01, 1e6);
    return {
      values: {
        stepSize: batchSizeOfNoise(50, 0.02, 1e6) / base,
        examples: batchSizeOfNoise(50, 0.01, 2e6) / base,
        momentum: batchSizeOfNoise(50, 0.01, 1e6, 0.5) / base,
        inverse: batchSizeOfNoise(noiseScale(0.3, 25, 500, 0.5), 0.3, 500, 0.5),
      },
    };
  },
});

const trained = { examples: 120, time: 400, seeds: [0, 1, 2, 3], stepSizes: [0.1, 0.2, 0.4, 0.8], batchSizes: [1, 2, 4, 8, 16, 32, 64] };

/** Held-out loss, mean over the last third of training and over seeds. */
async function heldOutLoss({ run }: ClaimContext, stepSize: number, batchSize: number): Promise<number> {
  const { examples, time, seeds } = trained;
  const steps = Math.round(time / stepSize);
  let sum = 0;
  for (const seed of seeds) {
    const { path } = await run({
      objective: {
        data: { kind: "digits", count: examples, size: 7, test: { count: 500 } },
        model: { kind: "mlp", widths: [49, 32, 10], activation: "tanh" },
        loss: { kind: "cross-entropy" },
      },
      init: { kind: "normal" },
      dynamics: { kind: "sgd", stepSize, batchSize, sampling: "subset" },
      until: { steps },
      measures: [{ kind: "test-loss", every: steps / 100 }],
      seed,
    });
    const late = path.testLoss.slice(-34);
    for (const value of late) sum += (value ?? Infinity) / late.length / seeds.length;
  }
  return sum;
}

/** B where the loss is least, by the parabola in log B through its neighbours, and where it falls through 1.05 times that. */
function best(losses: readonly number[]): { readonly optimum: number; readonly edge: number } {
  const { batchSizes } = trained;
  const k = losses.indexOf(Math.min(...losses));
  const [before, least, after] = [losses[k - 1], losses[k], losses[k + 1]];
  const bend = before - 2 * least + after;
  const shift = bend > 0 ? (before - after) / (2 * bend) : 0;
  const level = log(1.05 * least);
  const e = losses.findIndex((loss) => log(loss) <= level);
  const share = e === 0 ? 1 : (log(losses[e - 1]) - level) / (log(losses[e - 1]) - log(losses[e]));
  return { optimum: batchSizes[k] * pow(2, shift), edge: batchSizes[e] * pow(2, share - 1) };
}

const trainedOptimum = claim({
  name: "optimal-batch",
  statement: "The batch size that generalises best grows in proportion to the step size.",
  source: "Smith & Le 2018, section 5: B_opt ∝ εN",
  setting:
    "tanh network 49-32-10 on 120 handwritten digits (7 × 7 pixels), cross-entropy, independent batches of 1, 2, 4, …, 64, ε = 0.1, 0.2, 0.4, 0.8, to time 400; loss on 500 other digits over the last third, four seeds",
  checks: ["A60"],
  quantities: {
    optimum: {
      quantity: "log-log slope of the best batch size in ε",
      expected: { value: 1, within: 0.3 },
      why: "the paper's law; the parabola through batch sizes a factor of 2 apart places each optimum to about a quarter of that, so the slope over three doublings to 0.12",
    },
    edge: {
      quantity: "log-log slope in ε of the smallest batch size within 5 % of the best loss",
      expected: { value: 1, within: 0.3 },
      why: "the noise that harms is that of one temperature ε(1/B − 1/N): B ∝ ε as long as B ≪ N",
    },
  },
  found:
    "The noise that harms comes at a fixed ε/B, as the theory of the noise scale says. The best batch size does not move with ε: beyond that edge the held-out loss falls slowly to a flat minimum between 16 and 32, at every step size, less than 2 % below that of batches of 64. On this network noise at its best hardly helps.",
  seconds: 20,
  compute: async (context) => {
    const { stepSizes, batchSizes } = trained;
    const found = [];
    for (const stepSize of stepSizes) {
      const losses = [];
      for (const batchSize of batchSizes) losses.push(await heldOutLoss(context, stepSize, batchSize));
      found.push(best(losses));
    }
    const slope = (values: readonly number[]): number => logLogSlope(stepSizes, values);
    return { values: { optimum: slope(found.map(({ optimum }) => optimum)), edge: slope(found.map(({ edge }) => edge)) } };
  },
});

/** Smith & Le 2018. */
export const smithLe2018: Paper = {
  id: "smith-le-2018",
  citation: "Smith & Le 2018, “A Bayesian perspective on generalization and stochastic gradient descent”, ICLR 2018",
  link: "https://arxiv.org/abs/1710.06451",
  claims: [evidence, scale, trainedOptimum],
};
