import { member, type OnDemand } from "../spec/member.ts";
import { count } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

export interface NoiseSpectrumOptions {
  readonly count?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<NoiseSpectrumOptions>> = {
  load: async () => (await import("./noiseSpectrumAt.ts")).behaviour,
};

/** The spectrum of the gradient noise's covariance and the noise scales that follow from its trace: see the function `noiseSpectrumAt`. */
export const noiseSpectrum = member(
  "noise-spectrum",
  "Leading eigenvalues of the gradient noise's covariance, participation ratio, and noise scales.",
  { count: count.optional().describe("how many eigenvalues; 5 unless given") },
  behaviour,
);
