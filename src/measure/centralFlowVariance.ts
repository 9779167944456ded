import type { Point } from "../objective/point.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
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

const behaviour: MeasureBehaviour<{ readonly stepSize?: number | undefined }> = {
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

/**
 * What the central flow of GD with step size η (that of the dynamics unless given) says about the oscillation of GD where it passes: tr Σ, the loss and the squared
 * gradient in the mean over time (Cohen et al. 2025). Meant for runs of `central-flow`; at iterates of GD itself, which oscillate already, it means nothing.
 * Null where no Σ fulfils the conditions. Costs an evaluation of the central flow's right-hand side.
 */
export const centralFlowVariance = member(
  "central-flow-variance",
  "The variance of GD's oscillation about the central flow, with the loss and the squared gradient in the mean over time that follow from it (Cohen et al. 2025).",
  { stepSize: positive.optional().describe("η; that of the dynamics unless given") },
  behaviour,
);
