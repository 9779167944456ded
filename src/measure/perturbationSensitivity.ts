import * as z from "zod";
import type { Random } from "../kernel/random.ts";
import { member } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = {
  std: positive.describe("σ, the standard deviation of the perturbation"),
  multiplicative: z.boolean().optional().describe("w(1 + σξ) instead of w + σξ"),
  samples: z
    .int()
    .min(4)
    .multipleOf(2)
    .optional()
    .describe("number of perturbed losses, half of them the mirror images of the others; 100 unless given"),
};

export interface PerturbationSensitivityOptions {
  readonly std: number;
  readonly multiplicative?: boolean | undefined;
  readonly samples?: number | undefined;
}

const behaviour: MeasureBehaviour<PerturbationSensitivityOptions> = {
  columns: ({ multiplicative = false }) => [
    {
      name: "perturbationSensitivity",
      unit: "loss",
      meaning: `mean rise of the loss when every parameter is perturbed by ${multiplicative ? "its own size times " : ""}independent Gaussian noise`,
    },
    { name: "perturbationSensitivityError", unit: "loss", meaning: "standard error of perturbationSensitivity" },
  ],
  begin({ std, multiplicative = false, samples = 100 }, { objective, random }) {
    const probes = drawProbes(samples / 2, objective.size, random("perturbation"));
    const perturbed = new Float64Array(objective.size);
    return ({ point }) => {
      const lossAlong = (probe: Float64Array, amplitude: number): number => {
        const { parameters } = point;
        for (let i = 0; i < perturbed.length; i++)
          perturbed[i] = parameters[i] + amplitude * probe[i] * (multiplicative ? parameters[i] : 1);
        return objective.loss(perturbed);
      };
      const rises = probes.map((probe) => (lossAlong(probe, std) + lossAlong(probe, -std)) / 2 - point.loss);
      return meanWithError(rises).map(finiteOrNull);
    };
  },
};

function drawProbes(pairs: number, size: number, random: Random): Float64Array[] {
  return Array.from({ length: pairs }, () => {
    const probe = new Float64Array(size);
    random.normals(probe);
    return probe;
  });
}

/** Mean and standard error of the mean of independent values. */
function meanWithError(values: readonly number[]): [mean: number, error: number] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return [mean, Math.sqrt(squares / (n - 1) / n)];
}

/**
 * What flatness means in everyday words: the mean rise of the training loss, E[L(w + σξ)] − L(w), under independent standard normal
 * ξ (additive), or with w(1 + σξ) in the form of Barrett & Dherin's 2021 robustness test (multiplicative). For small σ it is (σ²/2) tr H,
 * or (σ²/2) Σ w_i² H_ii, where the loss is smooth; at the kinks of relu it is more.
 * Perturbations come in mirrored pairs ±ξ, which cancels the part linear in ξ exactly; the standard error is that of the mean over
 * pairs. They are drawn once, from the stream "perturbation" alone: rows of a run and runs of one seed see the same ones.
 */
export const perturbationSensitivity = member(
  "perturbation-sensitivity",
  "Mean rise of the training loss under Gaussian perturbations of the parameters, with its standard error.",
  shape,
  behaviour,
);
