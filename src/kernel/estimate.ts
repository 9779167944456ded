/** An estimate from random samples. The truth lies within 2 × `error` of it with about 95 %; 0 where it is exact. */
export interface Estimate {
  readonly value: number;
  /** The standard error, times Student's factor where the samples are few: see `studentFactor`. */
  readonly error: number;
}

/** Half the point that |t| does not exceed with probability erf(√2), for 1 … 4 degrees of freedom, where the series is not good enough. */
const fewest = [6.98386509962, 2.26326834372, 1.6534110875, 1.43465470731];

/**
 * What a standard error from so many degrees of freedom is multiplied by, so that value ± 2 errors covers the truth with the 95.45 % that two standard deviations of a normal
 * distribution cover: t/2, t the two-sided point of Student's distribution (1908). 6.98 for 1, 1.16 for 9, 1.01 for 99. Beyond 4 degrees by the expansion in their
 * inverse (Abramowitz & Stegun 26.7.5 at z = 2), good to 0.13 %. Infinity for none.
 */
export function studentFactor(degrees: number): number {
  if (degrees < 1) return Infinity;
  if (degrees <= fewest.length) return fewest[degrees - 1];
  const n = degrees;
  // (z³ + z)/4, (5z⁵ + 16z³ + 3z)/96 and (3z⁷ + 19z⁵ + 17z³ − 15z)/384 at z = 2.
  return (2 + 10 / (4 * n) + 294 / (96 * n * n) + 1098 / (384 * n * n * n)) / 2;
}

/** The mean of independent samples, with its error. */
export function meanOfSamples(samples: ArrayLike<number>): Estimate {
  const n = samples.length;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += samples[k];
  const value = sum / n;
  let squares = 0;
  for (let k = 0; k < n; k++) squares += (samples[k] - value) * (samples[k] - value);
  return { value, error: n > 1 ? studentFactor(n - 1) * Math.sqrt(squares / (n - 1) / n) : Infinity };
}
