import * as z from "zod";
import { symmetricSqrt } from "../../kernel/definite.ts";
import { eigenSystem } from "../../kernel/symmetric.ts";
import { SpecError } from "../../spec/errors.ts";
import type { Random } from "../../kernel/random.ts";
import { dot } from "../../kernel/vector.ts";
import { member } from "../../spec/member.ts";
import { count, finite, nonnegative } from "../../spec/scalars.ts";
import { openSampling } from "../sampling.ts";
import type { NoiseBehaviour } from "./noise.ts";

const shape = {
  std: nonnegative.describe("σ, standard deviation of the perturbation of a target, in its units"),
  count: count
    .optional()
    .describe("how many targets are perturbed at each step; unless given those of the step's batch, all N without batches"),
  distribution: z.enum(["sign", "normal"]).default("sign").describe("of a perturbation: ±σ with equal chances, or normal"),
  covariance: z
    .array(z.array(finite).min(1))
    .min(1)
    .optional()
    .describe("C, outputs × outputs: an example's perturbation has covariance σ²C across its outputs; C = 1 unless given"),
};

/** The options of label noise, as parsed. */
export interface LabelNoiseOptions {
  readonly std: number;
  readonly count?: number | undefined;
  readonly distribution: "sign" | "normal";
  readonly covariance?: readonly (readonly number[])[] | undefined;
}

/** The symmetric square root of the covariance across outputs. Throws SpecError unless it is one. */
function rootOf(covariance: readonly (readonly number[])[], outputs: number): Float64Array {
  if (covariance.length !== outputs || covariance.some((row) => row.length !== outputs))
    throw new SpecError("covariance", `must be ${outputs} × ${outputs}, one row and one column for each output`);
  if (covariance.some((row, i) => row.some((value, j) => value !== covariance[j][i])))
    throw new SpecError("covariance", "must be symmetric: give (C + Cᵀ)/2");
  const matrix = Float64Array.from(covariance.flat());
  const { values } = eigenSystem(matrix, outputs);
  const largest = Math.max(...values);
  const smallest = Math.min(...values);
  if (smallest < -1e-12 * largest || largest < 0)
    throw new SpecError("covariance", `has the eigenvalue ${smallest}, and a covariance has none below 0`);
  return symmetricSqrt(matrix, outputs);
}

/** Draws the perturbation of one example's targets, in place at `at`. */
function drawer({ std, distribution, covariance }: LabelNoiseOptions, outputs: number, random: Random) {
  const draw = distribution === "sign" ? (): number => std * random.sign() : (): number => std * random.normal();
  if (covariance === undefined) {
    return (shifts: Float64Array, at: number): void => {
      for (let o = 0; o < outputs; o++) shifts[at + o] = draw();
    };
  }
  const root = rootOf(covariance, outputs);
  const independent = new Float64Array(outputs);
  return (shifts: Float64Array, at: number): void => {
    for (let o = 0; o < outputs; o++) independent[o] = draw();
    for (let o = 0; o < outputs; o++) shifts[at + o] = dot(root.subarray(o * outputs, (o + 1) * outputs), independent);
  };
}

const behaviour: NoiseBehaviour<LabelNoiseOptions> = {
  beside: "which near interpolation adds a multiple of tr H (label-noise-flow) to what is minimised",
  open(spec, { objective, parameters }, random) {
    const { count: chosen } = spec;
    const { labels, examples } = objective;
    if (labels === undefined)
      throw new SpecError(
        "",
        "label noise needs targets under a squared error: a network or diagonal-linear model on data, or an expression with factor*(f - y)^2",
      );
    if (chosen !== undefined && chosen > examples)
      throw new SpecError("count", `is ${chosen}, more than the ${examples} examples there are`);
    const { outputs } = labels;
    const shifts = new Float64Array(examples * outputs);
    const everyExample = new Int32Array(examples).map((_, i) => i);
    const shifted = new Float64Array(parameters.length);
    const own = new Float64Array(parameters.length);
    const next = chosen === undefined ? null : openSampling("subset", examples, chosen, random);
    const draw = drawer(spec, outputs, random);
    return (estimate, batch, gradient) => {
      const perturbed = next === null ? batch : next();
      for (const i of perturbed ?? everyExample) draw(shifts, i * outputs);
      labels.shiftedGradient(parameters, shifts, shifted, perturbed ?? undefined);
      const unperturbed = perturbed === batch ? gradient : own;
      if (perturbed !== batch) objective.gradient(parameters, own, perturbed ?? undefined);
      for (let p = 0; p < estimate.length; p++) estimate[p] += shifted[p] - unperturbed[p];
    };
  },
};

/**
 * Label noise: each step sees targets y_i + ξ_i, ξ_i drawn anew with standard deviation σ. What is added is the noise of a batch S of
 * perturbed targets, (1/|S|) Σ_{i ∈ S} [∇ℓ_i(y_i + ξ_i) − ∇ℓ_i(y_i)] = −2 factor (1/|S|) Σ_i J_iᵀξ_i: S is the step's own batch, or `count`
 * examples drawn without replacement (count 1 with the full gradient is HaoChen et al. 2021). The perturbation is ±σ (Blanc et al. 2020,
 * Damian, Ma & Lee 2021) or normal (HaoChen et al.). With factor c the covariance near interpolation is (2cσ²/|S|) H. Other losses have no such noise: their gradients are not linear in the target.
 * Across the outputs of an example the perturbation has covariance σ²C, ξ_i = σ C^½ z: independent unless C is given.
 * An example that stands in a batch twice has one perturbed target. Costs two gradients of S, or one where S is the step's batch.
 */
export const label = member(
  "label",
  "Targets are perturbed anew at each step, by ±std or normally: those of the step's batch, or of `count` examples drawn anew.",
  shape,
  behaviour,
);
