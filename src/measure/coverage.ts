/** What the error of an estimate means, as the column of that error says it; `measured` is how often it holds where that is not 95 %. */
export function coverage(name: string, measured?: string): string {
  const how = measured === undefined ? "about 95 % of cases" : `about 95 % of cases (measured: ${measured})`;
  return `error of ${name}: ± 2 of it cover the truth in ${how}; a standard error, by Student's t where samples are few; 0 where it is exact`;
}

/** How often the errors of spectral means do, from 10 probes (see `spectralMean`). */
export const spectralCoverage = "94 to 97 % with 10 probes, 89 % with 5 where one eigenvalue makes up the mean";

/** How often two errors cover the truth over seeds and spectra, by the method of a trace (see `hessianTrace`). */
export const measuredCoverage = {
  hutchinson: "93 to 97 %",
  "hutch++": "92 to 97 %, 85 % where the sketch just fails to hold the few eigenvalues that matter",
  xtrace: "95 to 100 %",
} as const;
