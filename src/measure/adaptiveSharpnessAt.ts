import { openRandom, type Random } from "../kernel/random.ts";
import { norm } from "../kernel/vector.ts";
import type { Block, Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import type { AdaptiveSharpnessOptions } from "./adaptiveSharpness.ts";
import { type LargestEigenvalue, openLargestEigenvalue } from "./largestEigenvalue.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

/** Sharpness in units of the parameters' own sizes. */
export interface AdaptiveSharpness {
  /** L(w + ρT²g/‖Tg‖) − L(w), in the unit of the loss; null where Tg vanishes. */
  readonly rise: number | null;
  /** λ_max(THT), in the unit of the loss where T holds sizes; never above the true one. */
  readonly curvature: LargestEigenvalue;
}

function open(
  { radius = 0.5, tolerance = 1e-6, ...sizes }: AdaptiveSharpnessOptions,
  { size, arithmetic }: Objective,
  random: (purpose: "probes") => Random,
): (point: Point) => AdaptiveSharpness {
  const largest = openLargestEigenvalue(size, tolerance, () => random("probes"), arithmetic?.productError);
  const scaled = new Float64Array(size);
  return (point) => {
    const scale = sizesOf(point, sizes);
    const curvature = largest((v, out) => {
      for (let i = 0; i < size; i++) scaled[i] = scale[i] * v[i];
      point.hessianVector(scaled, out);
      for (let i = 0; i < size; i++) out[i] *= scale[i];
    });
    return { rise: riseAlong(point, scale, radius), curvature };
  };
}

/** The diagonal of T: |w| + η, or the norm of the row + η; 1 for biases unless they are asked for. */
function sizesOf(
  { objective: { blocks }, parameters }: Point,
  { per, offset = 0, biases = false }: AdaptiveSharpnessOptions,
): Float64Array {
  const sizes = parameters.map((value) => Math.abs(value) + offset);
  for (const block of blocks) {
    if (isBias(block)) {
      if (!biases) sizes.fill(1, block.start, block.end);
    } else if (per === "filter") {
      for (let from = block.start; from < block.end; from += block.columns)
        sizes.fill(norm(parameters.subarray(from, from + block.columns)) + offset, from, from + block.columns);
    }
  }
  return sizes;
}

const isBias = ({ name }: Block): boolean => name.endsWith(".bias");

/** L(w + ρT²g/‖Tg‖) − L(w). */
function riseAlong({ objective, parameters, gradient, loss }: Point, scale: Float64Array, radius: number): number | null {
  const length = norm(gradient.map((value, i) => scale[i] * value));
  if (!(length > 0)) return null;
  const climbed = parameters.map((value, i) => value + (radius / length) * scale[i] * scale[i] * gradient[i]);
  return finiteOrNull(objective.loss(climbed) - loss);
}

/**
 * Adaptive sharpness max_{‖T⁻¹ε‖ ≤ ρ} L(w + ε) − L(w) at its first-order maximiser ε = ρT²g/‖Tg‖ (ASAM; Kwon, Kim, Park & Choi 2021), a lower bound of that maximum:
 * ρ‖Tg‖ + (ρ²/2) gᵀT²HT²g/‖Tg‖² + O(ρ³). T is diagonal: |w_i| + η, with `per: "filter"` the norm of the row of weights into the unit + η (for parameters without rows |w_i| + η), and 1 for biases as in
 * the authors' code, unless `biases` is set. Beside it λ_max(THT), the largest curvature where every parameter moves in proportion to its size; per filter it is the curvature in the
 * filter-normalised coordinates of Li et al. 2018. The authors' class has η = 0.01 by default; here it is 0, for only then, and without biases or with `biases`, neither number changes when layers
 * of a network with positively homogeneous activations are rescaled against each other: T becomes DT and H becomes D⁻¹HD⁻¹.
 */
export function adaptiveSharpnessAt(
  point: Point,
  { seed = 0, ...options }: AdaptiveSharpnessOptions & { readonly seed?: number } = {},
): AdaptiveSharpness {
  return open(options, point.objective, (purpose) => openRandom(seed, purpose))(point);
}

export const behaviour: MeasureBehaviour<AdaptiveSharpnessOptions> = {
  columns: ({ radius = 0.5, per = "element" }) => [
    {
      name: "adaptiveSharpness",
      unit: "loss",
      meaning: `L(w + ρT²g/‖Tg‖) − L(w) at ρ = ${radius}, T the sizes of the parameters per ${per} (ASAM, Kwon et al. 2021)`,
    },
    { name: "adaptiveCurvature", unit: "loss", meaning: `λ_max(THT), T the sizes of the parameters per ${per}; never above the true one` },
    { name: "adaptiveCurvatureResidual", unit: "loss", meaning: "an eigenvalue of THT lies within this of adaptiveCurvature" },
  ],
  begin(spec, { objective, random }) {
    const read = open(spec, objective, random);
    return ({ point }) => {
      const { rise, curvature } = read(point);
      return [rise, finiteOrNull(curvature.value), finiteOrNull(curvature.residual)];
    };
  },
};
