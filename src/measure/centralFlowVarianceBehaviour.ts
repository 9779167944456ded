import type { Point } from "../objective/point.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import type { CentralFlowVarianceOptions } from "./centralFlowVariance.ts";
import { edgeOscillation } from "./edgeOscillation.ts";
import type { Column, MeasureBehaviour, Value } from "./measure.ts";
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

export const behaviour: MeasureBehaviour<CentralFlowVarianceOptions> = {
  columns: () => columns,
  begin(spec, { objective, stepSize: own }) {
    const stepSize = spec.stepSize ?? own;
    if (stepSize === null) throw new SpecError("stepSize", "the dynamics has no step size: give the measure one");
    const oscillation = edgeOscillation(objective, stepSize);
    const read = (point: Point): readonly Value[] => {
      const { variance, critical, residual } = oscillation(point);
      const gradientNormSquared = point.gradientNormSquared + (4 / (stepSize * stepSize)) * variance;
      return [variance, point.loss + variance / stepSize, gradientNormSquared, critical, residual].map(finiteOrNull);
    };
    return ({ point }) => {
      try {
        return read(point);
      } catch (error) {
        if (error instanceof NumericalError) return columns.map(() => null);
        throw error;
      }
    };
  },
};
