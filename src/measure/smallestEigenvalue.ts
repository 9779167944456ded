import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { spectrumReader, spectrumShape, type SpectrumOptions } from "./spectrum.ts";

const behaviour: MeasureBehaviour<SpectrumOptions> = {
  columns: () => [
    {
      name: "smallestEigenvalue",
      unit: "1 / step size",
      meaning: "λ_min of the Hessian of the training loss: negative where the loss curves downwards; never below λ_min",
    },
    { name: "smallestEigenvalueResidual", unit: "1 / step size", meaning: "‖Hq − θq‖: an eigenvalue lies within it of the value" },
    {
      name: "smallestEigenvalueCertificate",
      unit: "word",
      meaning:
        "how a smaller eigenvalue was excluded: dense, inertia, probabilistic, cold (to 5 % of the spectrum's width), or warm (not at all)",
    },
  ],
  begin(spec, { objective }) {
    const read = spectrumReader("smallest", 1, objective.size, spec);
    return (moment) => {
      const row = read(moment);
      return row === null ? [null, null, null] : [row.values[0], row.residuals[0], row.certificate];
    };
  },
};

/**
 * The smallest eigenvalue of the Hessian of the training loss, by the methods of `sharpness` at the other end of the spectrum: the
 * value is never below λ_min. Near a minimum of an over-parametrised network λ_min sits in a dense cluster at 0, where a residual
 * relative to |θ| takes many products; a looser `tolerance` serves there.
 */
export const smallestEigenvalue = member(
  "smallest-eigenvalue",
  "The smallest eigenvalue of the Hessian, with a residual and how a smaller one was excluded.",
  spectrumShape,
  behaviour,
);
