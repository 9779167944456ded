import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  alignment: z.boolean().optional().describe("also the alignment with the Hessian; true unless given"),
  samples: z
    .int()
    .min(6)
    .optional()
    .describe(
      "sets the cost of the alignment, which is exact up to 4 × samples examples and parameters and estimated beyond; 18 unless given",
    ),
};

export interface GradientNoiseOptions {
  readonly alignment?: boolean | undefined;
  readonly samples?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<GradientNoiseOptions>> = {
  load: async () => (await import("./gradientNoiseBehaviour.ts")).behaviour,
};

/**
 * The noise of minibatch gradients: `noiseTrace` = Γ = tr Σ = (1/N)Σ‖∇ℓ_i − ∇L‖², the population covariance at batch size 1, from the
 * examples' gradient norms without an N × P matrix; and `noiseAlignment` = tr(ΣH) / (2L‖H‖²_F), how far the noise favours the sharp
 * directions: 1 when Σ = 2LH. It is the loss-scaled alignment μ of Wu, Wang & Su 2022 with the Hessian H in place of their Gauss–Newton
 * matrix (the two agree where the examples are fitted), unchanged when the loss is multiplied by a factor; stability of SGD with batch size B implies
 * ‖H‖_F ≤ √(B/μ)/η near interpolation. It costs a Hessian-vector product for each of up to 4 × samples examples, or a gradient and a product for each of
 * `samples` probes (variance at most 2 tr(ΣHΣH) / samples), and for ‖H‖²_F a product for each of up to 4 × samples parameters, or XTrace of H² with twice
 * as many products as samples; the probes are fixed by the run's stream "probes".
 */
export const gradientNoise = member(
  "gradient-noise",
  "Trace of the gradient noise covariance at batch size 1, and its alignment with the Hessian.",
  shape,
  behaviour,
);
