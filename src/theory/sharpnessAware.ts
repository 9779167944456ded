import { axpy, norm } from "../kernel/vector.ts";
import type { Batch } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import type { Condition } from "./condition.ts";
import { type ModifiedObjective, modifiedObjective } from "./prediction.ts";

/** Full-batch sharpness-aware minimization. */
export interface SharpnessAwareRule {
  /** ρ, length of the climb (of ρ‖g‖ when not normalized). */
  readonly radius: number;
  /** Climb by ρg/‖g‖ (unless given), else by ρg. */
  readonly normalized?: boolean | undefined;
  /** η; 0 unless given: what SAM's direction is the gradient of, whatever the step. */
  readonly stepSize?: number | undefined;
  /** m of m-SAM: runs of m examples climb each along its own gradient; all as one unless given. */
  readonly groupSize?: number | undefined;
}

/** A set of examples that climbs together. */
interface Group {
  /** Its part of the data. */
  readonly share: number;
  readonly batch: Batch | undefined;
}

/**
 * What sharpness-aware minimization minimises, to first order in ρ and η: L + ρ‖∇L‖, since ∇L(w + ρg/‖g‖) = g + ρHg/‖g‖ + O(ρ²), or L + (ρ/2)‖∇L‖² where the climb is ρg
 * (Foret et al. 2021; Andriushchenko & Flammarion 2022); and, as of any descent, (η/4)‖∇L‖² for its finite steps, so that the un-normalised form with ρ = η/2 regularises twice as GD
 * with step η does. Paths at a fixed time part by O((ρ + η)²), away from critical points when normalised: ρ‖∇L‖ has a kink there, which SAM oscillates about.
 * m-SAM: the mean over the groups k of ρ‖∇L_k‖, or (ρ/2)‖∇L_k‖²; over all partitions into groups of m the latter is (ρ/2)(‖∇L‖² + (N − m)/((N − 1)m)·Γ), of the form of the minibatch term of
 * shuffled SGD: small groups add noise to what is penalised. One Hessian-vector product, with groups another.
 */
export function sharpnessAware(rule: SharpnessAwareRule): ModifiedObjective {
  const { radius, normalized = true, stepSize = 0, groupSize } = rule;
  const penalty = climbPenalty(radius, normalized, groupSize);
  return modifiedObjective(
    {
      name: "sharpness-aware",
      order: 2,
      conditions: [shortClimb(radius, normalized), stableStep(stepSize, radius, normalized)],
    },
    {
      value: (point) => point.loss + penalty.value(point) + (stepSize / 4) * point.gradientNormSquared,
      gradient(point, out, scale = 1) {
        const gradient = point.gradient;
        penalty.gradient(point, out, stepSize / 2);
        for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + out[i]);
      },
    },
  );
}

/** The mean over groups of ρ‖∇L_k‖ or (ρ/2)‖∇L_k‖², and its gradient with `more` × Hg added: what the climb adds to the loss. */
export function climbPenalty(radius: number, normalized: boolean, groupSize: number | undefined) {
  const weightOf = (length: number): number => (!normalized ? radius : length > 0 ? radius / length : 0);
  const each = (point: Point, visit: (group: Group, gradient: Float64Array) => void): void => {
    if (groupSize === undefined) return visit({ share: 1, batch: undefined }, point.gradient);
    const { size, examples } = point.objective;
    const own = new Float64Array(size);
    for (let from = 0; from < examples; from += groupSize) {
      const batch = Int32Array.from({ length: Math.min(groupSize, examples - from) }, (_, i) => from + i);
      point.objective.gradient(point.parameters, own, batch);
      visit({ share: batch.length / examples, batch }, own);
    }
  };
  return {
    value(point: Point): number {
      let sum = 0;
      each(point, ({ share }, gradient) => {
        const length = norm(gradient);
        sum += share * radius * (normalized ? length : (length * length) / 2);
      });
      return sum;
    },
    gradient(point: Point, out: Float64Array, more: number): void {
      const product = new Float64Array(out.length);
      if (groupSize === undefined) {
        point.hessianVector(point.gradient, product);
        const weight = weightOf(norm(point.gradient)) + more;
        for (let i = 0; i < out.length; i++) out[i] = weight * product[i];
        return;
      }
      point.hessianVector(point.gradient, out);
      for (let i = 0; i < out.length; i++) out[i] *= more;
      each(point, ({ share, batch }, gradient) => {
        point.objective.hessianVector(point.parameters, gradient, product, batch);
        axpy(share * weightOf(norm(gradient)), product, out);
      });
    },
  };
}

/** ρ‖Hg‖/‖g‖² or ρ‖Hg‖/‖g‖: by which part of itself the gradient changes along the climb. */
function shortClimb(radius: number, normalized: boolean): Condition {
  return {
    name: "the climb is short",
    quantity: normalized ? "ρ‖Hg‖/‖g‖²" : "ρ‖Hg‖/‖g‖",
    limit: 1,
    read(point) {
      const product = new Float64Array(point.parameters.length);
      point.hessianVector(point.gradient, product);
      const length = norm(point.gradient);
      return (radius * norm(product)) / (normalized ? length * length : length);
    },
  };
}

/** Along an eigenvector of curvature λ SAM meets λ + ρλ²/‖g‖, un-normalised λ + ρλ² (Long & Bartlett 2024; exact on a quadratic). */
function stableStep(stepSize: number, radius: number, normalized: boolean): Condition {
  return {
    name: "SAM is stable",
    quantity: normalized ? "ηλ_max(1 + ρλ_max/‖g‖)" : "ηλ_max(1 + ρλ_max)",
    limit: 2,
    read(point) {
      const curvature = point.leadingEigenvalue();
      const scale = normalized ? norm(point.gradient) : 1;
      return stepSize === 0 ? 0 : stepSize * curvature * (1 + (radius * curvature) / scale);
    },
  };
}
