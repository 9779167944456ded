import { type Estimate, meanOfSamples } from "./estimate.ts";
import { dot } from "./vector.ts";
import type { Operator } from "./subspace.ts";
import { subspace } from "./subspace.ts";

/**
 * Trace of a symmetric operator from probes z with E[zzᵀ] = I: the mean of zᵀAz (Hutchinson 1990), one product a probe.
 * Its variance is 2‖A‖²_F / probes for Gaussian probes and 2(‖A‖²_F − ΣA_ii²) / probes for random signs.
 * `probe(k, out)` writes probe k. Two errors covered the truth in 93.1 to 96.5 % of 1,500 trials with 6 to 100 random signs, on spectra that decay, are flat, change sign or have an outlier.
 */
export function hutchinson(operator: Operator, size: number, probes: number, probe: (k: number, out: Float64Array) => void): Estimate {
  const vector = new Float64Array(size);
  const product = new Float64Array(size);
  const samples = new Float64Array(probes);
  for (let k = 0; k < probes; k++) {
    probe(k, vector);
    operator(vector, product);
    samples[k] = dot(vector, product);
  }
  return meanOfSamples(samples);
}

/**
 * Hutch++ (Meyer, Musco, Musco & Woodruff 2021): a third of the products sketches the range of A, a third gives the trace on
 * that range exactly, and the last third is Hutchinson's estimate on its complement. Much better than `hutchinson` where a few
 * eigenvalues make up the trace, no better on a flat spectrum. `products` is a multiple of 3, at least 6; there are 2/3 as many probes.
 * The error is that of the last third alone, by Student's t with products/3 − 1 degrees of freedom (6 products: 1, a factor of 7). Two errors covered the truth in 92 to 97 % of 1,500
 * trials on spectra that decay, are flat, change sign or have an outlier; in 85 % where the sketch just fails to hold the few eigenvalues that matter (12 products for 5 of them).
 */
export function hutchPlusPlus(operator: Operator, size: number, products: number, probe: (k: number, out: Float64Array) => void): Estimate {
  const third = products / 3;
  const probes = Array.from({ length: 2 * third }, (_, k) => {
    const vector = new Float64Array(size);
    probe(k, vector);
    return vector;
  });
  const basis = rangeBasis(operator, size, probes.slice(0, third));
  const product = new Float64Array(size);
  let onRange = 0;
  for (const q of basis) {
    operator(q, product);
    onRange += dot(q, product);
  }
  const rest = hutchinson(operator, size, third, (k, out) => {
    out.set(probes[third + k]);
    for (const q of basis) removeComponent(out, q);
  });
  return { value: onRange + rest.value, error: rest.error };
}

/** An orthonormal basis of the span of the sketches' images. */
function rangeBasis(operator: Operator, size: number, sketches: readonly Float64Array[]): Float64Array[] {
  const images = sketches.map((sketch) => {
    const image = new Float64Array(size);
    operator(sketch, image);
    return image;
  });
  const space = subspace(size, sketches.length, 0);
  let rank = 0;
  for (const image of images) {
    space.residual.set(image);
    if (rank < size && space.append(rank)) rank++;
  }
  return Array.from({ length: rank }, (_, i) => Float64Array.from(space.vector(i)));
}

function removeComponent(x: Float64Array, q: Float64Array): void {
  const along = dot(x, q);
  for (let i = 0; i < x.length; i++) x[i] -= along * q[i];
}
