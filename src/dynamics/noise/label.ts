import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count, nonnegative } from "../../spec/scalars.ts";
import { openSampling } from "../sampling.ts";
import type { NoiseBehaviour } from "./noise.ts";

const shape = {
  std: nonnegative.describe("σ, standard deviation of the perturbation of a target, in its units"),
  count: count
    .optional()
    .describe("how many targets are perturbed at each step; unless given those of the step's batch, all N without batches"),
  distribution: z.enum(["sign", "normal"]).default("sign").describe("of a perturbation: ±σ with equal chances, or normal"),
};

/** The options of label noise, as parsed. */
export interface LabelNoiseOptions {
  readonly std: number;
  readonly count?: number | undefined;
  readonly distribution: "sign" | "normal";
}

const behaviour: NoiseBehaviour<LabelNoiseOptions> = {
  open({ std, count: chosen, distribution }, { objective, parameters }, random) {
    const { labels, examples } = objective;
    if (labels === undefined)
      throw new SpecError(
        "",
        "label noise needs targets under a squared error: an mlp or diagonal-linear model on data, or an expression with y",
      );
    if (chosen !== undefined && chosen > examples)
      throw new SpecError("count", `is ${chosen}, more than the ${examples} examples there are`);
    const { outputs } = labels;
    const shifts = new Float64Array(examples * outputs);
    const everyExample = Int32Array.from({ length: examples }, (_, i) => i);
    const shifted = new Float64Array(parameters.length);
    const own = new Float64Array(parameters.length);
    const next = chosen === undefined ? null : openSampling("subset", examples, chosen, random);
    const draw = distribution === "sign" ? (): number => std * random.sign() : (): number => std * random.normal();
    return (estimate, batch, gradient) => {
      const perturbed = next === null ? batch : next();
      for (const i of perturbed ?? everyExample) for (let o = 0; o < outputs; o++) shifts[i * outputs + o] = draw();
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
 * Damian, Ma & Lee 2021) or normal (HaoChen et al.). With factor ½ the covariance near interpolation is (σ²/|S|) H.
 * An example that stands in a batch twice has one perturbed target. Costs two gradients of S, or one where S is the step's batch.
 */
export const label = member(
  "label",
  "Targets are perturbed anew at each step, by ±std or normally: those of the step's batch, or of `count` examples drawn anew.",
  shape,
  behaviour,
);
