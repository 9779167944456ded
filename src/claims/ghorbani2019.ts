import { exp } from "../kernel/elementary.ts";
import { hutchinson, hutchPlusPlus } from "../kernel/hutchinson.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import { openSpectralMeasures, spectralDensityAt, spectralMean } from "../measure/spectralDensityAt.ts";
import { Point } from "../objective/point.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { claim, type Paper } from "./claim.ts";
import { operatorOf, withSpectrum } from "./tools/spectra.ts";

const size = 60;
const rows = (a: Float64Array): number[][] => Array.from({ length: size }, (_, i) => Array.from(a.subarray(i * size, (i + 1) * size)));
const spread = Float64Array.from({ length: size }, (_, i) => (3 * i) / (size - 1));
const matrix = withSpectrum(spread, openRandom(1, "data"));
const point = (): Point => new Point(quadratic.objective(quadratic({ matrix: rows(matrix) })), new Float64Array(size));

const signs = (random: Random) => (_k: number, out: Float64Array) => {
  for (let i = 0; i < out.length; i++) out[i] = random.sign();
};

const quadrature = claim({
  name: "lanczos-quadrature",
  statement:
    "Stochastic Lanczos quadrature gives the density of the Hessian's eigenvalues from products alone: its nodes are Ritz values, its weights the squares of first components, and it integrates to 1.",
  source: "Ghorbani, Krishnan & Xiao 2019, section 3; Golub & Meurant",
  setting: "a 60 × 60 matrix with eigenvalues 0 to 3, 200 probes of 10 Lanczos steps; tr e^−A",
  checks: ["A53"],
  quantities: {
    trace: {
      quantity: "relative error of tr e^−A in its standard errors",
      expected: { atMost: 4 },
      why: "four standard errors: the quadrature itself is exact to 1e-8 at ten steps",
    },
    size: {
      quantity: "that standard error, relative",
      expected: { value: 0.0103, within: 0.1, relative: true },
      why: "√(2 Var f/(P + 2)/200)/E f for f = e^−λ, λ uniform on (0, 3); a sample deviation of 200 is known to 5 %",
    },
    integral: {
      quantity: "|∫ density − 1|",
      expected: { atMost: 1e-6 },
      why: "weights sum to 1; the grid's rule integrates the blur to 1e-8",
    },
  },
  seconds: 0.3,
  compute: () => {
    const exact = spread.reduce((sum, value) => sum + exp(-value), 0);
    const options = { probes: 200, steps: 10, exactBelow: 0 };
    const measures = openSpectralMeasures(size, options, () => openRandom(0, "probes"))(point());
    const { value, error } = spectralMean(measures, (eigenvalue) => exp(-eigenvalue));
    const { grid, density } = spectralDensityAt(point(), { probes: 200, steps: 10, exactBelow: 0 });
    let integral = 0;
    for (let i = 1; i < grid.length; i++) integral += ((density[i] + density[i - 1]) / 2) * (grid[i] - grid[i - 1]);
    return { values: { trace: Math.abs(value * size - exact) / (error * size), size: error / value, integral: Math.abs(integral - 1) } };
  },
});

const hutchinsonVariance = claim({
  name: "trace-variance",
  statement: "Hutchinson's estimate of a trace has variance 2‖A‖²_F a probe for Gaussian probes, 2(‖A‖²_F − ΣA_ii²) for random signs.",
  source: "Hutchinson 1990; used by Ghorbani et al. 2019 and Yao et al. 2020",
  setting: "the same matrix, 40,000 probes",
  checks: ["A53"],
  quantities: {
    gaussian: {
      quantity: "variance over formula, Gaussian probes",
      expected: { value: 1, within: 0.03 },
      why: "three standard errors of a sample variance at this kurtosis",
    },
    signs: {
      quantity: "variance over formula, random signs",
      expected: { value: 1, within: 0.03 },
      why: "three standard errors of a sample variance at this kurtosis",
    },
  },
  seconds: 1,
  compute: () => {
    const probes = 40_000;
    const frobenius = spread.reduce((sum, value) => sum + value * value, 0);
    const diagonal = spread.reduce((sum, _, i) => sum + matrix[i * size + i] * matrix[i * size + i], 0);
    const operator = operatorOf(matrix, size);
    const normal = openRandom(2, "probes");
    const gaussian = hutchinson(operator, size, probes, (_k, out) => normal.normals(out));
    const sign = hutchinson(operator, size, probes, signs(openRandom(3, "probes")));
    return {
      values: {
        gaussian: (gaussian.error * gaussian.error * probes) / (2 * frobenius),
        signs: (sign.error * sign.error * probes) / (2 * (frobenius - diagonal)),
      },
    };
  },
});

const improved = claim({
  name: "hutch-plus-plus",
  statement:
    "Hutch++ has less than a quarter of Hutchinson's error at 12 products where the eigenvalues decay like i⁻²; it is no better on a flat spectrum.",
  source: "Meyer, Musco, Musco & Woodruff 2021",
  setting:
    "60 × 60 with eigenvalues i⁻², and 60 × 60 with all eigenvalues between 1 and 2; root mean square over 200 trials of 12 products",
  checks: ["A54"],
  quantities: {
    decaying: {
      quantity: "error of Hutch++ over Hutchinson's, i⁻²",
      expected: { atMost: 0.25 },
      why: "a quarter; 0.05 over 0.24 in an independent computation",
    },
    flat: {
      quantity: "the same, flat spectrum",
      expected: { atLeast: 0.8 },
      why: "a third of the products left for the whole trace: about √3, not below 0.8",
    },
  },
  seconds: 1,
  compute: () => {
    const decaying = Float64Array.from({ length: size }, (_, i) => 1 / ((1 + i) * (1 + i)));
    const flat = Float64Array.from({ length: size }, (_, i) => 1 + i / size);
    return { values: { decaying: errorRatio(decaying), flat: errorRatio(flat) } };
  },
});

function errorRatio(values: Float64Array): number {
  const operator = operatorOf(withSpectrum(values, openRandom(4, "data")), size);
  const trace = values.reduce((sum, value) => sum + value, 0);
  const rms = (estimate: (probe: (k: number, out: Float64Array) => void) => number): number => {
    const probe = signs(openRandom(5, "probes"));
    let squares = 0;
    for (let trial = 0; trial < 200; trial++) {
      const error = estimate(probe) / trace - 1;
      squares += error * error;
    }
    return Math.sqrt(squares / 200);
  };
  return rms((probe) => hutchPlusPlus(operator, size, 12, probe).value) / rms((probe) => hutchinson(operator, size, 12, probe).value);
}

/** Ghorbani, Krishnan & Xiao 2019, and the estimators of traces. */
export const ghorbani2019: Paper = {
  id: "ghorbani-2019",
  citation:
    "Ghorbani, Krishnan & Xiao 2019, “An investigation into neural net optimization via Hessian eigenvalue density”, ICML 2019; with Hutchinson 1990 and Meyer et al. 2021",
  link: "https://arxiv.org/abs/1901.10159",
  claims: [quadrature, hutchinsonVariance, improved],
};
