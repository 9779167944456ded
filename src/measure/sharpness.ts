import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { spectrumReader, spectrumShape, type SpectrumOptions } from "./spectrum.ts";

const behaviour: MeasureBehaviour<SpectrumOptions> = {
  columns: () => [
    { name: "sharpness", unit: "1 / step size", meaning: "λ_max of the Hessian of the training loss: θ = qᵀHq, never above λ_max" },
    { name: "sharpnessResidual", unit: "1 / step size", meaning: "ρ = ‖Hq − θq‖: an eigenvalue lies within ρ of the sharpness" },
    {
      name: "sharpnessCertificate",
      unit: "word",
      meaning:
        "how a larger eigenvalue was excluded: dense, inertia, probabilistic, cold (less than was asked for: looked for anew, far from the last row), or warm (not at all: followed from a row nearby)",
    },
    {
      name: "sharpnessMissProbability",
      unit: "dimensionless",
      meaning:
        "bound on the probability that a larger eigenvalue was missed by more than the stated fraction of the spectrum's width; null for warm",
    },
  ],
  begin(spec, { objective }) {
    const read = spectrumReader("largest", 1, objective.size, spec);
    return (moment) => {
      const row = read(moment);
      return row === null ? [null, null, null, null] : [row.values[0], row.residuals[0], row.certificate, row.missProbability];
    };
  },
};

/**
 * Sharpness, the largest eigenvalue of the Hessian of the training loss, with its certificate. The value θ is a Rayleigh quotient
 * of exact Hessian-vector products, so θ ≤ λ_max (up to rounding), and some eigenvalue lies within the residual ρ of it. That no
 * *larger* eigenvalue was missed is a separate claim; `sharpnessCertificate` says what supports it:
 *
 * - `dense`: the whole spectrum was computed (P products; auto up to 64 parameters).
 * - `inertia`: LDLᵀ of H − (θ + τ)I has no positive pivot, so λ_max < θ + τ, τ = 2ρ + 16 P ulp(‖H‖_F) (P products, for P up to a few thousand).
 * - `probabilistic`: Lanczos from a random vector took so many steps that a larger eigenvalue was missed by more than `fraction` of
 *   λ_max − λ_min with probability at most `sharpnessMissProbability` (after Kuczyński & Woźniakowski 1992; 55 products at P = 701).
 *   An eigenvalue nearer than that to θ may have been missed.
 * - `warm`: nothing. The pair was followed from the row before, one step away, or fewer than 50 steps and no further than 1 % of ‖w‖, which along a smooth path costs two to three products at tolerance 1e-3 and three to four at 1e-6; an
 *   eigenvalue that has overtaken it may be missed until the next exclusion.
 *
 * `auto` excludes on the first row, the last one and every `excludeEvery`-th, and follows in between; a larger eigenvalue found then
 * replaces the followed branch. Where a row is further from the last than pairs can be followed (50 steps, or more than one step and 1 % of ‖w‖), another branch may have overtaken the
 * followed one: there `auto` and `warm` look for it anew, from a random start beside the last vector, which misses a larger eigenvalue by more than 5 % of λ_max − λ_min with probability
 * at most 0.001 (30 products at P = 970 for 58 of a full exclusion). Such a row says `cold`, unless no more was asked for, and `sharpnessMissProbability` is of `fraction` there too: 0.36 for 1 % at P = 970.
 * `probabilistic` excludes in full at every row.
 */
export const sharpness = member(
  "sharpness",
  "The largest eigenvalue of the Hessian, with a residual and how a larger one was excluded.",
  spectrumShape,
  behaviour,
);
