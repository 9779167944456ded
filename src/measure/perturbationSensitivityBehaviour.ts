import { meanOfSamples } from "../kernel/estimate.ts";
import type { Random } from "../kernel/random.ts";
import { coverage } from "./coverage.ts";
import type { MeasureBehaviour } from "./measure.ts";
import type { PerturbationSensitivityOptions } from "./perturbationSensitivity.ts";
import { estimateOrNull } from "./value.ts";

/** See `perturbationSensitivity`. */
export const behaviour: MeasureBehaviour<PerturbationSensitivityOptions> = {
  needs: ({ samples = 100 }, { size }) => ({ numbers: (samples / 2) * size }),
  columns: ({ multiplicative = false }) => [
    {
      name: "perturbationSensitivity",
      unit: "loss",
      meaning: `mean rise of the loss when every parameter is perturbed by ${multiplicative ? "its own size times " : ""}independent Gaussian noise`,
    },
    { name: "perturbationSensitivityError", unit: "loss", meaning: coverage("perturbationSensitivity") },
  ],
  begin({ std, multiplicative = false, samples = 100 }, { objective, random }) {
    const probes = drawProbes(samples / 2, objective.size, random("perturbation"));
    const perturbed = new Float64Array(objective.size);
    return ({ point }) => {
      const lossAlong = (probe: Float64Array, amplitude: number): number => {
        const { parameters } = point;
        for (let i = 0; i < perturbed.length; i++)
          perturbed[i] = parameters[i] + amplitude * probe[i] * (multiplicative ? parameters[i] : 1);
        return objective.loss(perturbed);
      };
      const rises = probes.map((probe) => (lossAlong(probe, std) + lossAlong(probe, -std)) / 2 - point.loss);
      return estimateOrNull(meanOfSamples(rises));
    };
  },
};

function drawProbes(pairs: number, size: number, random: Random): Float64Array[] {
  return Array.from({ length: pairs }, () => {
    const probe = new Float64Array(size);
    random.normals(probe);
    return probe;
  });
}
