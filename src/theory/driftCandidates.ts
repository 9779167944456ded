import { axpy } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { driftToQuiet } from "./driftToQuiet.ts";
import { noiseGradient, noiseGradientTimes } from "./noiseGradient.ts";

/** What a candidate may know of the optimiser whose drift it may be. */
export interface DriftSetting {
  /** B; N for the full batch. */
  readonly batchSize: number;
  readonly withReplacement: boolean;
  /** κ of tr Σ = κΓ where it is not that of one draw of B: see `epochVarianceFactor`. */
  readonly varianceFactor?: number | undefined;
}

/** A field that the mean drift of an optimiser may follow: in units of parameter / (time × step size). */
export interface DriftCandidate {
  readonly name: string;
  /** The field and the effect that it stands for. */
  readonly meaning: string;
  /** The field at the point, length P; zero where the setting makes it vanish. */
  field(point: Point, setting: DriftSetting): Float64Array;
}

const isFull = ({ examples }: Point["objective"], { batchSize, withReplacement }: DriftSetting): boolean =>
  !withReplacement && batchSize === examples;

/**
 * The candidates, in the order of science's four effects: what finite steps do, −½Hg = −¼∇‖g‖² (Barrett & Dherin 2021); what shuffling does, −¼∇tr Σ_B (Smith et al. 2021);
 * and what the drift of the probability current has beside it, −½Cov_k(tr H_k, g_k)/B (Wentworth 2021, split here: ∇·Σ = ½∇tr Σ + Cov). Expected in the mean over a fixed number of steps:
 * GD and independent draws (1, 0, 0), an epoch of shuffled SGD (1, 1, 0).
 */
export const driftCandidates: readonly DriftCandidate[] = [
  {
    name: "discretisation",
    meaning: "−½Hg = −¼∇‖∇L‖²: finite steps",
    field(point) {
      const out = new Float64Array(point.parameters.length);
      point.hessianVector(point.gradient, out);
      return out.map((value) => -0.5 * value);
    },
  },
  {
    name: "shuffling",
    meaning: "−¼∇tr Σ_B: sampling without replacement over an epoch",
    field(point, setting) {
      const out = new Float64Array(point.parameters.length);
      if (isFull(point.objective, setting)) return out;
      if (setting.varianceFactor === undefined) noiseGradient(point, setting.batchSize, out, setting.withReplacement);
      else noiseGradientTimes(point, setting.varianceFactor, out);
      return out.map((value) => -0.25 * value);
    },
  },
  {
    name: "curvature-covariance",
    meaning: "−½Cov(tr H_k, g_k): the other half of the current's drift to quiet regions",
    field(point, setting) {
      const out = new Float64Array(point.parameters.length);
      if (isFull(point.objective, setting)) return out;
      // One example drawn with replacement has the factor 1.
      if (setting.varianceFactor === undefined) axpy(-0.5, driftToQuiet(point, setting.batchSize, setting.withReplacement).curvature, out);
      else axpy(-0.5 * setting.varianceFactor, driftToQuiet(point, 1, true).curvature, out);
      return out;
    },
  },
];
