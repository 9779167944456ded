import { minibatchFlow } from "../dynamics/minibatchFlow.ts";
import { behaviour as minibatchFlowBehaviour } from "../dynamics/minibatchFlowBehaviour.ts";
import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { cos, exp, log, sin } from "../kernel/elementary.ts";
import { openRandom } from "../kernel/random.ts";
import { distance, dot, norm } from "../kernel/vector.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { driftToQuiet } from "../theory/driftToQuiet.ts";
import { hessianTraceGradient } from "../measure/hessianTraceGradient.ts";
import { claim, type Paper } from "./claim.ts";
import { exampleGradients } from "./tools/dense.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start, steps } from "./tools/movers.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const turn = 2 * Math.PI;

const divergence = claim({
  name: "divergence",
  statement:
    "The drift towards quiet regions, ∇·Σ, is ½∇tr Σ + Cov_k(tr H_k, g_k): half of it is what shuffled SGD feels, half is curvature and gradient going together.",
  source: "Wentworth 2021 for the drift −(η/2)∇·Σ of the probability current; the identity is derived here",
  setting: "tanh network 2-2-1, 5 examples; Σ from all gradients, its derivatives by central differences of 1e-4",
  checks: ["A16"],
  quantities: {
    whole: {
      quantity: "largest deviation of ∇·Σ, relative to its largest entry",
      expected: { atMost: 1e-6 },
      why: "central differences: error of order 1e-8 from truncation, 1e-12 from rounding",
    },
    half: {
      quantity: "largest deviation of ½∇tr Σ, relative to the largest entry of ∇·Σ",
      expected: { atMost: 1e-6 },
      why: "central differences: error of order 1e-8 from truncation, 1e-12 from rounding",
    },
  },
  seconds: 1,
  compute: () => {
    const { objective, start: from } = tinyNetwork(2, 5);
    const { divergence: whole, trace } = driftToQuiet(new Point(objective, from), 1);
    const differences = differencesOfCovariance(objective, from);
    const largest = Math.max(...whole.map(Math.abs));
    const off = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / largest;
    return { values: { whole: off(whole, differences.divergence), half: off(trace, differences.halfTrace) } };
  },
});

/** ∇·Σ and ½∇tr Σ by central differences of Σ itself, at batch size 1. */
function differencesOfCovariance(objective: Objective, from: Float64Array): { divergence: Float64Array; halfTrace: Float64Array } {
  const { size } = objective;
  const h = 1e-4;
  const result = { divergence: new Float64Array(size), halfTrace: new Float64Array(size) };
  for (let i = 0; i < size; i++) {
    const moved = (by: number): Float64Array =>
      covariance(
        objective,
        from.map((value, k) => (k === i ? value + by : value)),
      );
    const [forward, backward] = [moved(h), moved(-h)];
    for (let j = 0; j < size; j++) {
      result.divergence[j] += (forward[i * size + j] - backward[i * size + j]) / (2 * h);
      result.halfTrace[i] += (forward[j * size + j] - backward[j * size + j]) / (4 * h);
    }
  }
  return result;
}

/** Σ at w, row by row. */
function covariance(objective: Objective, w: Float64Array): Float64Array {
  const { size } = objective;
  const all = exampleGradients(objective, w);
  const mean = new Float64Array(size);
  objective.gradient(w, mean);
  const sigma = new Float64Array(size * size);
  for (const g of all)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sigma[i * size + j] += ((g[i] - mean[i]) * (g[j] - mean[j])) / all.length;
  return sigma;
}

const oneDimension = claim({
  name: "one-dimension",
  statement: "In one dimension the two halves are equal: the current's drift −(η/2)(σ²)′ is twice the drift of shuffling, −(η/4)(σ²)′.",
  source: "derived here",
  setting: "examples ±(x + ½ sin x) at x = 0.7",
  quantities: {
    whole: { quantity: "∇·Σ − (σ²)′", expected: { value: 0, within: 1e-12 }, why: "closed form: rounding only" },
    halves: { quantity: "½∇tr Σ − Cov(tr H_k, g_k)", expected: { value: 0, within: 1e-12 }, why: "closed form: rounding only" },
  },
  seconds: 0.1,
  compute: () => {
    const line = formulaObjective(expression({ parameters: ["x"], example: "e*(x + 0.5*sin(x))", over: { e: [-1, 1] } }));
    const drift = driftToQuiet(new Point(line, Float64Array.of(0.7)), 1, true);
    const slope = 2 * (1 + 0.5 * cos(0.7)) * -0.5 * sin(0.7);
    return { values: { whole: drift.divergence[0] - slope, halves: drift.trace[0] - drift.curvature[0] } };
  },
});

const quietDensity = claim({
  name: "quiet-density",
  statement:
    "Without a mean gradient SGD with independent noise rests with a density proportional to 1/Σ: it is to be found where the noise is low.",
  source: "Wentworth 2021 (Itô; stationary solution of his Fokker–Planck equation with E∇u = 0)",
  setting: "gradients ±s(x) on the circle, s² = 1 + 0.8 cos x, η = 0.1, 4,000,000 steps, 40 bins",
  checks: ["A14"],
  quantities: {
    distance: {
      quantity: "L¹ distance of the histogram from 0.6/(2π s²)",
      expected: { atMost: 0.03 },
      why: "sampling: 40 bins of about 10⁵ correlated visits, 0.01; finite steps: O(η)",
    },
  },
  seconds: 0.5,
  compute: () => {
    const random = openRandom(0, "sampling");
    const bins = new Float64Array(40);
    const count = 4_000_000;
    let x = 0;
    for (let k = 0; k < count; k++) {
      x += 0.1 * Math.sqrt(1 + 0.8 * cos(x)) * random.sign();
      bins[Math.floor(40 * (x / turn - Math.floor(x / turn)))] += 40 / (turn * count);
    }
    let apart = 0;
    for (let b = 0; b < 40; b++) {
      let density = 0;
      // ∫ dx/(1 + 0.8 cos x) over the circle is 2π/0.6; bins are compared by their means.
      for (let s = 0; s < 50; s++) density += 0.6 / (turn * (1 + 0.8 * cos((turn * (b + (s + 0.5) / 50)) / 40))) / 50;
      apart += (Math.abs(bins[b] - density) * turn) / 40;
    }
    return { values: { distance: apart } };
  },
});

const geometric = claim({
  name: "mean-and-median",
  statement:
    "Mean, median and current drift differently: of multiplicative noise x ← x(1 ± √ε) the mean stays, the median falls by −½ log(1 − ε) a step.",
  source: "derived here (the Itô–Stratonovich distinction behind Wentworth 2021); ηs = √ε",
  setting: "SGD on ±s x²/2 with ηs = 0.1, 400 steps from x = 1; the exact distribution, a sum over the 401 end points",
  checks: ["A15"],
  quantities: {
    median: {
      quantity: "log of the median",
      expected: { value: -2.0101, within: 0.02 },
      why: "200 log(1 − 0.01) = −2.01007; the lattice has spacing 0.2 and holds the value",
    },
    mean: { quantity: "mean", expected: { value: 1, within: 1e-10 }, why: "a martingale: rounding of 401 terms" },
  },
  seconds: 0.1,
  compute: () => {
    const objective = formulaObjective(expression({ parameters: ["x"], example: "e*x^2/2", over: { e: [-1, 1] } }));
    const factor = (example: number): number =>
      steps(start(sgd, sgd({ stepSize: 0.1, sampling: { kind: "batches", batches: [[example]] } }), objective, [1]), 1)[0];
    return { values: momentsOfProduct(factor(0), factor(1), 400) };
  },
});

/** Mean, and log of the median, of a product of so many factors, each one of two with equal probability. */
function momentsOfProduct(up: number, down: number, count: number): { readonly mean: number; readonly median: number } {
  let probability = Float64Array.of(1);
  for (let k = 0; k < count; k++) {
    const next = new Float64Array(k + 2);
    probability.forEach((p, i) => {
      next[i] += p / 2;
      next[i + 1] += p / 2;
    });
    probability = next;
  }
  const logs = probability.map((_, ups) => ups * log(up) + (count - ups) * log(down));
  let mean = 0;
  probability.forEach((p, i) => (mean += p * exp(logs[i])));
  let below = 0;
  const median = probability.findIndex((p) => (below += p) >= 0.5);
  return { mean, median: logs[median] };
}

const valleyStep = 0.05;
const valley = formulaObjective(expression({ parameters: ["u", "v"], example: "v^2/2 + e*(1 + u/2)*v", over: { e: [-1, 1] } }));

/** Mean of u after 800 steps and its standard error. */
function meanEnd(sampling: "reshuffle" | "bootstrap", runs: number): { readonly mean: number; readonly error: number } {
  let [sum, squares] = [0, 0];
  for (let seed = 0; seed < runs; seed++) {
    const spec = sgd({ stepSize: valleyStep, batchSize: 1, sampling });
    const [u] = steps(
      start(sgd, spec, valley, [0, 0], () => openRandom(seed, "sampling")),
      800,
    );
    sum += u;
    squares += u * u;
  }
  const mean = sum / runs;
  return { mean, error: Math.sqrt((squares / runs - mean * mean) / (runs - 1)) };
}

const valleyClaim = claim({
  name: "valley",
  statement:
    "In a valley that is equally sharp everywhere shuffled SGD drifts to the quiet side, as the minibatch term says; the mean of SGD with independent draws stays where it was.",
  source: "derived here, as the answer to the question under Wentworth 2021 how the drift relates to implicit regularisation and flatness",
  setting: "L_i = ½v² ± (1 + u/2)v, B = 1, η = 0.05, 800 steps; 200 seeds of shuffling, 1500 of independent draws",
  checks: ["A13"],
  quantities: {
    flow: {
      quantity: "u of the minibatch flow at time 40",
      expected: { value: -0.4424, within: 1e-3 },
      why: "the ordinary differential equation, solved independently",
    },
    shuffled: {
      quantity: "mean u of shuffled SGD",
      expected: { value: -0.4424, within: 0.01 },
      why: "O(η) of the drift; the standard error is far below",
    },
    independent: {
      quantity: "|mean u| of independent draws, in standard errors",
      expected: { atMost: 3 },
      why: "a martingale: 99.7 % of seeds",
    },
    error: { quantity: "that standard error", expected: { atMost: 0.02 }, why: "1500 seeds: small beside 0.44" },
  },
  seconds: 2,
  compute: () => {
    const flow = placeAt(start(minibatchFlowBehaviour, minibatchFlow({ stepSize: valleyStep, batchSize: 1 }), valley, [0, 0]), 40);
    const { mean, error } = meanEnd("bootstrap", 1500);
    return {
      values: { flow: flow[0], shuffled: meanEnd("reshuffle", 200).mean, independent: Math.abs(mean) / error, error },
    };
  },
});

const coincide = claim({
  name: "question",
  statement:
    "The two answers to the question coincide for label noise at interpolation: tr Σ = σ² tr H there, and along the manifold of minima the drift to quiet regions −(η/4)∇tr Σ is the drift to flat ones −(ησ²/4)∇tr H.",
  source: "derived here; Blanc et al. 2020 and Damian et al. 2021 for the drift −(ησ²/4B)∇tr H",
  setting:
    "f = b tanh(a x) at x = 0.7 with a target that (a, b) = (0.8, 1.1) meets, which leaves a curve of minima; the target with an error ±σ, σ = 0.3, B = 1",
  quantities: {
    trace: { quantity: "tr Σ / (σ² tr H)", expected: { value: 1, within: 1e-12 }, why: "an identity: rounding only" },
    along: {
      quantity: "∇tr Σ over σ²∇tr H, along the curve of minima",
      expected: { value: 1, within: 1e-10 },
      why: "an identity: what differs is (∇f) tr ∇²f, which has no part along the curve",
    },
    across: {
      quantity: "‖∇tr Σ − σ²∇tr H‖ / ‖σ²∇tr H‖ with the part across it",
      expected: { atLeast: 0.1 },
      why: "tr ∇²f is not zero here: away from the curve the two are different fields",
    },
  },
  seconds: 0.2,
  compute: () => {
    const [std, x] = [0.3, 0.7];
    const parameters = ["a", "b"];
    const output = formulaObjective(expression({ parameters, loss: `b*tanh(a*(${x}))` }));
    const at = Float64Array.of(0.8, 1.1);
    const outputSlope = new Float64Array(2);
    const y = output.gradient(at, outputSlope);
    const over = { x: [x, x], y: [y - std, y + std] };
    const point = new Point(formulaObjective(expression({ parameters, example: "(b*tanh(a*x) - y)^2/2", over })), at);
    const hessian = point.hessian();
    const noise = driftToQuiet(point, 1, true).trace.map((value) => 2 * value);
    const flat = hessianTraceGradient(point).gradient.map((value) => std * std * value);
    const tangent = Float64Array.of(-outputSlope[1], outputSlope[0]);
    return {
      values: {
        trace: point.noiseTrace / (std * std * (hessian[0] + hessian[3])),
        along: dot(noise, tangent) / dot(flat, tangent),
        across: distance(noise, flat) / norm(flat),
      },
    };
  },
});

/** Wentworth 2021, and the question that was asked under it. */
export const wentworth2021: Paper = {
  id: "wentworth-2021",
  citation:
    "Wentworth 2021, “SGD’s bias”, LessWrong; and the question in its comments how this relates to implicit gradient regularisation and flat minima",
  link: "https://www.lesswrong.com/posts/ej2r2JADoWiEtxkCd/sgd-s-bias",
  claims: [divergence, oneDimension, quietDensity, geometric, valleyClaim, coincide],
};
