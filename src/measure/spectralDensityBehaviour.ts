import { NumericalError, SpecError } from "../spec/errors.ts";
import { coverage, spectralCoverage } from "./coverage.ts";
import type { Column, MeasureBehaviour, Value } from "./measure.ts";
import type { SpectralDensityMeasureOptions } from "./spectralDensity.ts";
import {
  blurredDensity,
  openSpectralMeasures,
  fractionAbove,
  outermost,
  spectralMean,
  type SpectralMeasures,
} from "./spectralDensityAt.ts";
import { estimateOrNull, finiteOrNull } from "./value.ts";

const fixed: readonly Column[] = [
  { name: "spectrumMean", unit: "1 / step size", meaning: "mean of the Hessian's eigenvalues, tr H / P" },
  { name: "spectrumMeanError", unit: "1 / step size", meaning: coverage("spectrumMean", spectralCoverage) },
  { name: "spectrumDeviation", unit: "1 / step size", meaning: "standard deviation of the Hessian's eigenvalues, √(tr H²/P − (tr H/P)²)" },
  { name: "negativeCurvature", unit: "1 / step size", meaning: "(1/P)Σ max(−λ_i, 0) over the Hessian's eigenvalues" },
  {
    name: "negativeCurvatureError",
    unit: "1 / step size",
    meaning: coverage("negativeCurvature", spectralCoverage),
  },
  { name: "smallestRitzValue", unit: "1 / step size", meaning: "smallest node of the quadrature, never below λ_min" },
  { name: "largestRitzValue", unit: "1 / step size", meaning: "largest node of the quadrature, never above λ_max" },
];

export const behaviour: MeasureBehaviour<SpectralDensityMeasureOptions> = {
  needs({ probes = 10, steps = 60, exactBelow = 256, above = [], grid }, { size }) {
    const columns = fixed.length + 2 * above.length + 2 * (grid?.count ?? 0);
    return { columns, numbers: size <= exactBelow ? 2 * size * size : (probes + Math.min(steps, size)) * size };
  },
  columns: ({ above = [], grid }) => [...fixed, ...above.flatMap(fractionColumns), ...(grid === undefined ? [] : densityColumns(grid))],
  begin(spec, { objective, random }) {
    const { above = [], grid } = spec;
    const measuresAt = openSpectralMeasures(objective.size, spec, () => random("probes"));
    const places = grid === undefined ? null : placesOf(grid);
    const width = fixed.length + 2 * above.length + (places === null ? 0 : 2 * places.at.length);
    return ({ point }) => {
      const measures = nullWhereNotFinite(() => measuresAt(point));
      if (measures === null) return Array.from({ length: width }, () => null);
      const densities = places === null ? [] : places.at.map((place) => blurredDensity(measures, place, places.spacing, objective.size));
      const fractions = above.map((threshold) => fractionAbove(measures, threshold, objective.size));
      return [...summary(measures, objective.size), ...[...fractions, ...densities].flatMap(estimateOrNull)];
    };
  },
};

function summary(measures: SpectralMeasures, size: number): readonly Value[] {
  const mean = spectralMean(measures, (node) => node, size);
  const square = spectralMean(measures, (node) => (node - mean.value) * (node - mean.value), size);
  const negative = spectralMean(measures, (node) => Math.max(-node, 0), size);
  return [
    ...estimateOrNull(mean),
    finiteOrNull(Math.sqrt(square.value)),
    ...estimateOrNull(negative),
    ...outermost(measures).map(finiteOrNull),
  ];
}

function fractionColumns(threshold: number, i: number): Column[] {
  return [
    {
      name: `fractionAbove${i + 1}`,
      unit: "dimensionless",
      meaning: `fraction of the Hessian's eigenvalues above ${threshold}`,
    },
    {
      name: `fractionAbove${i + 1}Error`,
      unit: "dimensionless",
      meaning: `error of fractionAbove${i + 1}: that over the probes, by Student's t, and the weight of the nodes next to the threshold; 0 where it is exact`,
    },
  ];
}

function densityColumns(grid: { readonly from: number; readonly to: number; readonly count: number }): Column[] {
  const { at, spacing } = placesOf(grid);
  return at.flatMap((place, i) => [
    {
      name: `spectralDensity${i + 1}`,
      unit: "step size",
      meaning: `density of the Hessian's eigenvalues at ${place}, blurred by ${spacing}`,
    },
    { name: `spectralDensity${i + 1}Error`, unit: "step size", meaning: coverage(`spectralDensity${i + 1}`, spectralCoverage) },
  ]);
}

function placesOf({ from, to, count }: { readonly from: number; readonly to: number; readonly count: number }): {
  at: readonly number[];
  spacing: number;
} {
  if (!(to > from)) throw new SpecError("grid", `goes from ${from} to ${to}; the end must lie above the start`);
  const spacing = (to - from) / (count - 1);
  return { at: Array.from({ length: count }, (_, i) => from + i * spacing), spacing };
}

function nullWhereNotFinite<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}
