/** What a probabilistic exclusion is to establish: no eigenvalue is missed by more than `fraction` of the spectrum's width, but with at most this probability. */
export interface Exclusion {
  readonly fraction: number;
  readonly probability: number;
}

/**
 * Bound on the probability that after `steps` Lanczos steps from a random direction the leading Ritz value lies below the
 * leading eigenvalue by more than `fraction` (ε) of the spectrum's width λ_max − λ_min. For any symmetric P × P matrix it is
 *
 *   √(2(P − 1)/π) · 2 r / (1 + r²),  r = ((1 − √ε)/(1 + √ε))^(steps − ½),
 *
 * slightly sharper than 1.648 √P e^(−√ε(2·steps − 1)) of Kuczyński & Woźniakowski 1992, whose choice of polynomial it uses:
 * with ε = 1/cosh²-scaled U_{2·steps−2} the run fails only where the start's component along the leading eigenvector is below
 * 1/cosh((2·steps − 1) artanh √ε), and the density of that component of a random unit vector is at most √((P − 1)/(2π)).
 * 0 once the Krylov space is all of ℝᴾ.
 */
export function missProbability(size: number, steps: number, fraction: number): number {
  if (steps >= size) return 0;
  const root = Math.sqrt(fraction);
  const ratio = (1 - root) / (1 + root);
  let r = Math.sqrt(ratio);
  for (let k = 1; k < steps; k++) r *= ratio;
  return Math.min(1, (Math.sqrt((2 * (size - 1)) / Math.PI) * 2 * r) / (1 + r * r));
}

/** The smallest number of Lanczos steps that brings `missProbability` to the wanted one. */
export function stepsToExclude(size: number, exclusion: Exclusion): number {
  let steps = 1;
  while (missProbability(size, steps, exclusion.fraction) > exclusion.probability) steps++;
  return steps;
}
