import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { count } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { spectrumReader, spectrumShape, type SpectrumOptions } from "./spectrum.ts";

export interface EigenvaluesOptions extends SpectrumOptions {
  readonly count: number;
}

const behaviour: MeasureBehaviour<EigenvaluesOptions> = {
  // More than there are is told by `columns`.
  needs: ({ count: wanted }, { size }) => (wanted > size ? {} : { columns: wanted + 2, numbers: wanted * size }),
  columns(spec, objective) {
    if (spec.count > objective.size)
      throw new SpecError(
        "count",
        `${spec.count} eigenvalues were asked for, but the Hessian of ${objective.size} parameters has only ${objective.size}`,
      );
    return [
      ...Array.from({ length: spec.count }, (_, i) => ({
        name: `eigenvalue${i + 1}`,
        unit: "1 / step size",
        meaning: `eigenvalue ${i + 1} of the Hessian of the training loss, counted from the largest`,
      })),
      {
        name: "eigenvaluesResidual",
        unit: "1 / step size",
        meaning: "the largest residual ‖Hq − θq‖ among them: an eigenvalue lies within it of each",
      },
      {
        name: "eigenvaluesCertificate",
        unit: "word",
        meaning:
          "how a larger eigenvalue was excluded: dense, inertia, probabilistic (the largest only), cold (the largest to 5 % of the spectrum's width), or warm (not at all)",
      },
    ];
  },
  begin(spec, { objective }) {
    const read = spectrumReader("largest", spec.count, objective.size, spec);
    return (moment) => {
      const row = read(moment);
      if (row === null) return Array.from({ length: spec.count + 2 }, () => null);
      return [...Array.from(row.values), Math.max(...Array.from(row.residuals)), row.certificate];
    };
  },
};

/**
 * The `count` largest eigenvalues of the Hessian of the training loss, in descending order, as `sharpness` computes its one. The i-th
 * value is never above the i-th eigenvalue. `dense` and `inertia` count multiple eigenvalues as often as they occur; `probabilistic`
 * excludes a larger first eigenvalue only, and it and `warm` may count a multiple eigenvalue once.
 */
export const eigenvalues = member(
  "eigenvalues",
  "The largest eigenvalues of the Hessian.",
  { count: count.describe("how many"), ...spectrumShape },
  behaviour,
);
