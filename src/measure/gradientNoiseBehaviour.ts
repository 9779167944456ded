import { coverage } from "./coverage.ts";
import type { GradientNoiseOptions } from "./gradientNoise.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { openNoiseAlignment } from "./noiseAlignment.ts";
import { estimateOrNull, finiteOrNull } from "./value.ts";

export const behaviour: MeasureBehaviour<GradientNoiseOptions> = {
  columns: ({ alignment = true }) => [
    { name: "noiseTrace", unit: "loss² / parameter²", meaning: "tr Σ at batch size 1: (1/N)Σ‖∇ℓ_i − ∇L‖²" },
    ...(alignment
      ? [
          { name: "noiseAlignment", unit: "dimensionless", meaning: "tr(ΣH) / (2L‖H‖²), Frobenius norm (after Wu, Wang & Su 2022)" },
          { name: "noiseAlignmentError", unit: "dimensionless", meaning: coverage("noiseAlignment") },
        ]
      : []),
  ],
  begin({ alignment = true, samples = 18 }, { objective, random }) {
    const align = alignment ? openNoiseAlignment(objective, samples, random("probes")) : null;
    return ({ point }) => {
      if (align === null) return [finiteOrNull(point.noiseTrace)];
      return [finiteOrNull(point.noiseTrace), ...estimateOrNull(align(point))];
    };
  },
};
