import { isFar } from "../objective/curvature.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import type { CentralFlowVarianceOptions } from "./centralFlowVariance.ts";
import { type DynamicsFacts, isPlainDescent } from "./dynamicsFacts.ts";
import { edgeOscillation } from "./edgeOscillation.ts";
import type { Column, MeasureBehaviour, Moment, Value } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const columns: readonly Column[] = [
  { name: "oscillationVariance", unit: "parameters²", meaning: "tr Σ, the variance of GD about the central flow (Cohen et al. 2025)" },
  { name: "timeAveragedLoss", unit: "loss", meaning: "L + tr Σ/η, the loss of GD in the mean over time that the central flow predicts" },
  {
    name: "timeAveragedGradientNormSquared",
    unit: "loss² / parameters²",
    meaning: "‖∇L‖² + (4/η²) tr Σ, the squared gradient of GD in the mean over time that the central flow predicts",
  },
  { name: "criticalEigenvalues", unit: "dimensionless", meaning: "how many eigenvalues of the Hessian are above 0.98 × 2/η" },
  {
    name: "complementarityResidual",
    unit: "dimensionless",
    meaning: "how well Σ solves its conditions: gap and violation, relative; 0 where exact",
  },
];

/** η of plain descent, which central flow is about. */
function ownStepSize(dynamics: DynamicsFacts): number {
  const { kind, stepSize } = dynamics;
  if (stepSize === null) throw new SpecError("stepSize", `${kind} has no step size: give the measure one`);
  if (!isPlainDescent(dynamics))
    throw new SpecError(
      "",
      `central-flow-variance speaks of full-batch gradient descent with one step size and nothing beside, which ${kind} with these options is not: give the measure the "stepSize" of the descent that is meant`,
    );
  return stepSize(0);
}

export const behaviour: MeasureBehaviour<CentralFlowVarianceOptions> = {
  columns: () => columns,
  begin(spec, { objective, dynamics }) {
    const stepSize = spec.stepSize ?? ownStepSize(dynamics);
    const oscillation = edgeOscillation(objective, stepSize);
    const place = new Float64Array(objective.size);
    let last: number | null = null;
    const read = ({ point, step }: Moment): readonly Value[] => {
      const anew = last === null || isFar(point.parameters, place, step - last);
      place.set(point.parameters);
      last = step;
      const { variance, critical, residual } = oscillation(point, anew);
      const gradientNormSquared = point.gradientNormSquared + (4 / (stepSize * stepSize)) * variance;
      return [variance, point.loss + variance / stepSize, gradientNormSquared, critical, residual].map(finiteOrNull);
    };
    return (moment) => {
      try {
        return read(moment);
      } catch (error) {
        if (error instanceof NumericalError) return columns.map(() => null);
        throw error;
      }
    };
  },
};
