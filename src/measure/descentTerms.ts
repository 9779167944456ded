import { momentumFactor, type MomentumRule } from "./momentumFactor.ts";
import type { BatchFacts, DynamicsFacts } from "./dynamicsFacts.ts";

/** The steps of an epoch, all of one weight but the last. */
export interface EpochSteps {
  readonly epoch: number;
  readonly lastWeight: number;
}

const equalSteps: EpochSteps = { epoch: 1, lastWeight: 1 };

/**
 * The step of descent goes by −η Σ_{d ≥ 0} c_d g_{n−d}: c_d = β^d (heavy ball), c_0 = 1 + β and c_d = β^{d+1} (Nesterov), Σ c_d = S = 1/(1 − β). What is left of a gradient after d steps is
 * Σ_{i ≥ d} c_i = κSβ^d for d ≥ 1, κ = 1 or β.
 */
const tail = ({ momentum = 0, nesterov = false }: MomentumRule): number => (nesterov ? momentum : 1);

/**
 * What stands before (η/4)‖∇L‖² in the modified loss of descent: 1 for GD (Barrett & Dherin 2021), (1 + β)/(1 − β)² with heavy ball (Kovachki & Stuart 2021; Farazmand 2020; Ghosh et al. 2023) and
 * (1 − β + 2β²)/(1 − β)² with Nesterov's form (derived: the slow motion of w_{n+1} = w_n − η Σ c_d g_{n−d} is ẇ = −S[g + η(S/2 + Σ d c_d)Hg]). Both move at the rate S = 1/(1 − β).
 * Where the last gradient of an epoch has a weight ω of its own (time being the sum of the weights, T), (2/T)[½S Σω_k² + Σ_k ω_k τ_k], τ_k = κS Σ_{l<k} ω_l β^{k−l} over all steps before (derived): ω² of the smaller steps.
 */
export function implicitFactor(rule: MomentumRule, { epoch, lastWeight }: EpochSteps = equalSteps): number {
  if (lastWeight === 1) return momentumFactor(rule);
  return weightedFactor(
    rule,
    Array.from({ length: epoch }, (_, k) => weightOf(k, epoch, lastWeight)),
  );
}

/**
 * `implicitFactor` for the batches of a dynamics. In a fixed order the weights are those of its batches, again and again; where one of them is drawn each step the mean step is a step of η times the mean weight, in a time of that, so that the
 * factor is that of equal steps times the mean weight.
 */
export function implicitFactorOf(rule: MomentumRule, batches: BatchFacts | null): number {
  if (batches?.order === "fresh") return implicitFactor(rule, batches);
  const weights = batches?.fixed?.map(({ weight }) => weight) ?? [];
  if (weights.every((weight) => weight === 1)) return momentumFactor(rule);
  if (batches!.order === "fixed") return weightedFactor(rule, weights);
  return (momentumFactor(rule) * weights.reduce((sum, weight) => sum + weight, 0)) / weights.length;
}

/** (2/T)[½S Σω_k² + Σ_k ω_k τ_k] of `implicitFactor`, for any weights. */
function weightedFactor(rule: MomentumRule, weights: readonly number[]): number {
  const { momentum: beta = 0 } = rule;
  const rate = 1 / (1 - beta);
  let remembered = 0;
  let decayed = 1;
  for (const weight of weights) {
    remembered = beta * (remembered + weight);
    decayed *= beta;
  }
  remembered /= 1 - decayed;
  let [time, sum] = [0, 0];
  for (const weight of weights) {
    time += weight;
    sum += weight * (weight / 2 + tail(rule) * remembered);
    remembered = beta * (remembered + weight);
  }
  return (2 * rate * sum) / time;
}

/**
 * What stands before (η/4)Γ in the modified loss of an epoch of random batches without replacement, Γ = (1/N)Σ‖g_i − g‖²: (m − 1)/(N − 1) for m batches (Smith, Dherin, Barrett & De 2021; any two batches of an
 * epoch have covariance −Cov_i(H_i, g_i)/(N − 1) whatever their sizes), which is (N − B)/((N − 1)B) where B divides N. With momentum and weights (2/T(N − 1)) Σ_{l<k} ω_kω_l s(k − l), s(d) = S(1 − κβ^d)
 * the part of a gradient that has been taken d steps later (derived): a batch that has hardly moved the parameters yet cannot be missed by the next.
 */
export function shufflingFactor(rule: MomentumRule, { epoch, lastWeight }: EpochSteps, examples: number): number {
  const { momentum: beta = 0 } = rule;
  if (examples === 1) return 0;
  if (beta === 0 && lastWeight === 1) return (epoch - 1) / (examples - 1);
  let [before, remembered, sum] = [0, 0, 0];
  for (let k = 0; k < epoch; k++) {
    const weight = weightOf(k, epoch, lastWeight);
    sum += weight * (before - tail(rule) * remembered);
    before += weight;
    remembered = beta * (remembered + weight);
  }
  return (2 * sum) / ((1 - beta) * before * (examples - 1));
}

const weightOf = (k: number, epoch: number, lastWeight: number): number => (k === epoch - 1 ? lastWeight : 1);

/** What stands before ‖∇L‖² in the modified loss of a dynamics, at a step; null where there is none. */
export function implicitCoefficient({ stepSize, noModifiedLoss, batches, ...rule }: DynamicsFacts): ((step: number) => number) | null {
  if (stepSize === null || noModifiedLoss !== null) return null;
  const factor = implicitFactorOf(rule, batches);
  return (step) => (stepSize(step) / 4) * factor;
}
