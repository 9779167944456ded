import { studentFactor } from "../kernel/estimate.ts";
import { openRandom } from "../kernel/random.ts";
import { axpy } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";

/** How ∇ tr H is computed. */
export interface HessianTraceGradientOptions {
  /** Random signs; 20 unless given. */
  readonly probes?: number;
  /** Up to this many parameters it is exact, one third derivative a parameter; 64 unless given. */
  readonly exactBelow?: number;
  /** Seed of the probes; 0 unless given. */
  readonly seed?: number;
}

/** The gradient of the Hessian's trace. */
export interface HessianTraceGradient {
  /** ∇ tr H, length P; in 1 / (step size · parameter). */
  readonly gradient: Float64Array;
  /** Half of the 95 % interval of each component: its standard error, by Student's t where probes are few; 0 where it is exact. */
  readonly errors: Float64Array;
}

/**
 * ∇ tr H = E ∇³L[z, z] for random z with E[zzᵀ] = I, the direction of the drift under label noise (Blanc et al. 2020; Damian, Ma & Lee 2021): the mean over
 * probes of random signs, at most 4 gradients each, or exactly from the unit vectors.
 */
export function hessianTraceGradient(point: Point, options: HessianTraceGradientOptions = {}): HessianTraceGradient {
  const { probes = 20, exactBelow = 64, seed = 0 } = options;
  const { objective, parameters } = point;
  const { size } = objective;
  const direction = new Float64Array(size);
  const along = new Float64Array(size);
  const gradient = new Float64Array(size);
  const errors = new Float64Array(size);
  if (size <= exactBelow) {
    for (let p = 0; p < size; p++) {
      direction.fill(0)[p] = 1;
      objective.thirdDerivative(parameters, direction, along);
      axpy(1, along, gradient);
    }
    return { gradient, errors };
  }
  const random = openRandom(seed, "probes");
  // Mean and squared deviations together (Welford 1962).
  for (let k = 1; k <= probes; k++) {
    for (let p = 0; p < size; p++) direction[p] = random.sign();
    objective.thirdDerivative(parameters, direction, along);
    for (let p = 0; p < size; p++) {
      const before = along[p] - gradient[p];
      gradient[p] += before / k;
      errors[p] += before * (along[p] - gradient[p]);
    }
  }
  // One probe says nothing of its error.
  const factor = probes > 1 ? studentFactor(probes - 1) / Math.sqrt((probes - 1) * probes) : 0;
  return { gradient, errors: errors.map((squares) => (probes > 1 ? factor * Math.sqrt(squares) : Infinity)) };
}
