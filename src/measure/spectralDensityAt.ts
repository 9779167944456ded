import { exp } from "../kernel/elementary.ts";
import { type Estimate, meanOfSamples } from "../kernel/estimate.ts";
import { lanczosQuadrature, type Quadrature } from "../kernel/quadrature.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import { eigenvalues } from "../kernel/symmetric.ts";
import { norm } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";

/** How a spectral density is computed. */
export interface QuadratureOptions {
  /** Random vectors; 10 unless given. */
  readonly probes?: number | undefined;
  /** Lanczos steps from each, a Hessian-vector product each; 60 unless given. */
  readonly steps?: number | undefined;
  /** Up to this many parameters all eigenvalues are computed instead; 256 unless given. */
  readonly exactBelow?: number | undefined;
}

/** How a spectral density is computed and drawn. */
export interface SpectralDensityOptions extends QuadratureOptions {
  /** Standard deviation of the blur, as a fraction of the spectrum's width; 0.01 unless given. */
  readonly blur?: number;
  /** Points of the grid; 1001 unless given. */
  readonly gridPoints?: number;
  /** Seed of the probes; 0 unless given. */
  readonly seed?: number;
}

/** The density of the Hessian's eigenvalues, φ(λ) = (1/P) Σ δ(λ − λ_i), as a discrete measure and blurred on a grid. */
export interface SpectralDensity {
  /** Ritz values of all probes, ascending (eigenvalues where exact), in 1 / step size. */
  readonly nodes: Float64Array;
  /** Their weights, which add up to 1. */
  readonly weights: Float64Array;
  /** Equidistant points, six standard deviations of the blur beyond the outermost nodes. */
  readonly grid: Float64Array;
  /** φ convolved with a normal density, on the grid: it integrates to 1. */
  readonly density: Float64Array;
  /** Error of each value of `density` from the spread over the probes, by Student's t; 0 where exact. */
  readonly errors: Float64Array;
  /** Standard deviation of the blur, in 1 / step size. */
  readonly width: number;
  /** Whether the nodes are all eigenvalues. */
  readonly exact: boolean;
  /** ∫ f dφ = (1/P) tr f(H), with its error over the probes, by Student's t. */
  mean(f: (eigenvalue: number) => number): Estimate;
}

/** The spectral measure as each probe sees it; one element where it is exact. */
export type SpectralMeasures = readonly Quadrature[];

/** Probes drawn once: the function computes the spectral measures at a point, with total weight 1 each. */
export function openSpectralMeasures(
  size: number,
  { probes = 10, steps = 60, exactBelow = 256 }: QuadratureOptions,
  random: () => Random,
): (point: Point) => SpectralMeasures {
  if (size <= exactBelow) return (point) => [wholeSpectrum(point)];
  const stream = random();
  const starts = Array.from({ length: probes }, () => {
    const start = new Float64Array(size);
    stream.normals(start);
    const length = norm(start);
    return start.map((x) => x / length);
  });
  return (point) => starts.map((start) => lanczosQuadrature((v, out) => point.hessianVector(v, out), size, start, steps));
}

function wholeSpectrum(point: Point): Quadrature {
  const { size } = point.objective;
  const nodes = eigenvalues(point.hessian(), size);
  return { nodes, weights: nodes.map(() => 1 / size) };
}

/**
 * ∫ f dφ over the probes, with its error: the larger of that from their spread, by Student's t, and of what the spectrum itself lets expect,
 * Var uᵀf(H)u = (2/(P + 2)) (∫ f² dφ − (∫ f dφ)²) for a random unit vector u, from the same quadrature. Where one eigenvalue makes up the mean, a spread is small
 * just where the mean is too small. There two errors covered the truth, over 1,000 seeds, in 89 % with 5 probes, 94 % with 10, 96 % with 20 (by the
 * spread alone 86 to 90 % with 5 to 10), on spectra that decay, are flat or change sign in 93 to 98 % with 5 to 20.
 */
export function spectralMean(measures: SpectralMeasures, f: (eigenvalue: number) => number, size: number): Estimate {
  const integrals = (g: (node: number) => number): number[] =>
    measures.map(({ nodes, weights }) => nodes.reduce((sum, node, i) => sum + weights[i] * g(node), 0));
  const values = integrals(f);
  if (values.length === 1) return { value: values[0], error: 0 };
  const { value, error } = meanOfSamples(values);
  const squares = meanOfSamples(integrals((node) => f(node) * f(node))).value;
  const expected = Math.sqrt((2 * Math.max(0, squares - value * value)) / (size + 2) / values.length);
  return { value, error: Math.max(error, expected) };
}

/** Smallest and largest node. */
export function outermost(measures: SpectralMeasures): readonly [smallest: number, largest: number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const { nodes } of measures) {
    for (const node of nodes) {
      smallest = Math.min(smallest, node);
      largest = Math.max(largest, node);
    }
  }
  return [smallest, largest];
}

/**
 * The fraction of the eigenvalues above a threshold. Its error is that over the probes and, beside it, what the quadrature may misplace: at most the weight of the
 * nodes next to the threshold on either side (the separation theorem of Chebyshev, Markov and Stieltjes; Szegő, Orthogonal Polynomials, § 3.41). 0 where all eigenvalues are known.
 */
export function fractionAbove(measures: SpectralMeasures, threshold: number, size: number): Estimate {
  const { value, error } = spectralMean(measures, (node) => (node > threshold ? 1 : 0), size);
  const misplaced = measures.reduce((sum, measure) => sum + weightBeside(measure, threshold, size), 0) / measures.length;
  return { value, error: Math.sqrt(error * error + misplaced * misplaced) };
}

function weightBeside({ nodes, weights }: Quadrature, threshold: number, size: number): number {
  if (nodes.length === size) return 0;
  let [below, above] = [-1, -1];
  nodes.forEach((node, i) => {
    if (node <= threshold && (below < 0 || node > nodes[below])) below = i;
    if (node > threshold && (above < 0 || node < nodes[above])) above = i;
  });
  return Math.max(below < 0 ? 0 : weights[below], above < 0 ? 0 : weights[above]);
}

/** The blurred density at `place`: the mean over the probes of Σ weights N(place; nodes, width²). */
export function blurredDensity(measures: SpectralMeasures, place: number, width: number, size: number): Estimate {
  const height = 1 / (width * Math.sqrt(2 * Math.PI));
  const bell = (node: number): number => {
    const distance = (place - node) / width;
    return height * exp(-0.5 * distance * distance);
  };
  return spectralMean(measures, bell, size);
}

/**
 * The spectral density of the Hessian by stochastic Lanczos quadrature (Golub & Welsch 1969; Lin, Saad & Yang 2016; Ghorbani, Krishnan & Xiao 2019): from each of `probes` random unit vectors,
 * nodes are the Ritz values of `steps` Lanczos steps, weights the squared first components of their eigenvectors; the density is the mean over the probes, blurred by a normal
 * density. Exact (all eigenvalues) up to `exactBelow` parameters. The errors are those of the probes alone (± 2 of them cover the truth in 94 to 97 % with 10 probes, in 89 % with 5 where one eigenvalue makes up the mean): what so few Lanczos steps cannot
 * resolve is a bias, which a blur wider than the distance of neighbouring nodes hides.
 * Throws SpecError where the grid is too coarse for the blur (its spacing above the standard deviation: then it would not integrate to 1).
 */
export function spectralDensityAt(point: Point, options: SpectralDensityOptions = {}): SpectralDensity {
  const { blur = 0.01, gridPoints = 1001, seed = 0 } = options;
  const { size } = point.objective;
  const measures = openSpectralMeasures(size, options, () => openRandom(seed, "probes"))(point);
  const [smallest, largest] = outermost(measures);
  const scale = Math.max(Math.abs(smallest), Math.abs(largest)) || 1;
  // Where all nodes are one but for rounding, the width is that of the node itself.
  const width = blur * (largest - smallest > 1e-9 * scale ? largest - smallest : scale);
  const from = smallest - 6 * width;
  const spacing = (largest + 6 * width - from) / (gridPoints - 1);
  if (!(spacing <= width))
    throw new SpecError(
      "gridPoints",
      `${gridPoints} points are too few for a blur of ${blur}: use at least ${Math.ceil(1 / blur) + 13}, or a wider blur`,
    );
  const grid = Float64Array.from({ length: gridPoints }, (_, k) => from + k * spacing);
  const blurred = Array.from(grid, (place) => blurredDensity(measures, place, width, size));
  return {
    ...merged(measures),
    grid,
    density: Float64Array.from(blurred, ({ value }) => value),
    errors: Float64Array.from(blurred, ({ error }) => error),
    width,
    exact: measures.length === 1 && measures[0].nodes.length === size,
    mean: (f) => spectralMean(measures, f, size),
  };
}

function merged(measures: SpectralMeasures): Quadrature {
  const all = measures.flatMap(({ nodes, weights }) => Array.from(nodes, (node, i) => [node, weights[i] / measures.length] as const));
  all.sort((a, b) => a[0] - b[0]);
  return { nodes: Float64Array.from(all, ([node]) => node), weights: Float64Array.from(all, ([, weight]) => weight) };
}
