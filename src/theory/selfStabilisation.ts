import type { RitzPairs } from "../kernel/leadingPairs.ts";
import { axpy, dot, norm2 } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { checked, type CheckedCondition, type Condition } from "./condition.ts";
import { type PredictedValue, prediction } from "./prediction.ts";

/** The self-stabilisation of GD at the edge of stability, at a place. */
export interface SelfStabilisation {
  /** S = λ_max. */
  readonly sharpness: number;
  /** α = −∇L·∇S⊥: the rate at which gradient flow sharpens, 1/time². */
  readonly sharpening: number;
  /** β = ‖∇S⊥‖²: an oscillation x along the top eigenvector lowers S at the rate βx²/2. */
  readonly stabilisation: number;
  /** δ = √(2α/β), the root mean square of x in the cycle; 0 where nothing sharpens (α ≤ 0) and nothing needs to oscillate. */
  readonly amplitude: number;
  readonly conditions: readonly CheckedCondition[];
}

/**
 * Damian, Nichani & Lee 2023, "Self-stabilization": near S = 2/η the displacement x along the top eigenvector u and y = S − 2/η obey, per step of GD,
 * x' = −(1 + ηy)x, y' = y + η(α − βx²/2), with α = −∇L·∇S⊥, β = ‖∇S⊥‖², ∇S⊥ = ∇³L[u, u] less its part along u (S moves with x itself at first order too, but
 * x changes sign every step). Where something damps the cycle it comes to rest at E[x²] = δ² = 2α/β, S = 2/η. One third derivative beside the top eigenpair.
 */
export function selfStabilisation(point: Point, stepSize: number): SelfStabilisation {
  return { ...cycleAt(point), conditions: checked(conditionsOf(stepSize), point) };
}

/** The root mean square of GD's displacement along the top eigenvector at the edge, δ = √(2α/β): see `selfStabilisation`. */
export function selfStabilising(stepSize: number): PredictedValue {
  return prediction(
    {
      name: "self-stabilisation",
      order: null,
      conditions: conditionsOf(stepSize),
    },
    { quantity: "√E[x²], x the displacement along the top eigenvector, in parameters", value: (point: Point) => cycleAt(point).amplitude },
  );
}

function conditionsOf(stepSize: number): readonly Condition[] {
  return [
    {
      name: "the sharpness is near 2 / step size",
      quantity: "|ηS/2 − 1|",
      limit: 0.2,
      read: (point) => Math.abs((stepSize * pairsAt(point).values[0]) / 2 - 1),
    },
    { name: "gradient flow sharpens", quantity: "−α", limit: 0, read: (point) => -cycleAt(point).sharpening },
    {
      name: "a single eigenvalue is at the edge",
      quantity: "ηλ₂/2",
      limit: 0.95,
      read(point) {
        const { values } = pairsAt(point);
        return values.length > 1 ? (stepSize * values[1]) / 2 : 0;
      },
    },
    {
      name: "the cycle is slow",
      quantity: "η√(2α)",
      limit: 1,
      read: (point) => stepSize * Math.sqrt(Math.max(0, 2 * cycleAt(point).sharpening)),
    },
  ];
}

const pairsAt = (point: Point): RitzPairs => point.eigenpairs(2, 1e-8);

function cycleAt(point: Point): Omit<SelfStabilisation, "conditions"> {
  const { values, vectors } = pairsAt(point);
  const u = Float64Array.from(vectors[0]);
  const slope = new Float64Array(u.length);
  point.objective.thirdDerivative(point.parameters, u, slope);
  axpy(-dot(slope, u), u, slope);
  const sharpening = -dot(point.gradient, slope);
  const stabilisation = norm2(slope);
  const amplitude = sharpening > 0 && stabilisation > 0 ? Math.sqrt((2 * sharpening) / stabilisation) : 0;
  return { sharpness: values[0], sharpening, stabilisation, amplitude };
}
