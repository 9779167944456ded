import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { exp } from "../kernel/elementary.ts";
import { hutchinson } from "../kernel/hutchinson.ts";
import { lanczosQuadrature } from "../kernel/quadrature.ts";
import { openRandom } from "../kernel/random.ts";
import {
  blurredDensity,
  openSpectralMeasures,
  outermost,
  type QuadratureOptions,
  spectralDensityAt,
  spectralMean,
} from "../measure/spectralDensityAt.ts";
import { Point } from "../objective/point.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { claim, type Paper } from "./claim.ts";
import { deepChebyshev } from "./tools/deepChebyshev.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";
import { operatorOf, signs, withSpectrum } from "./tools/spectra.ts";

const size = 60;
const rows = (a: Float64Array): number[][] => Array.from({ length: size }, (_, i) => Array.from(a.subarray(i * size, (i + 1) * size)));
const spread = Float64Array.from({ length: size }, (_, i) => (3 * i) / (size - 1));
const matrix = withSpectrum(spread, openRandom(1, "data"));
const point = (): Point => new Point(quadratic.objective(quadratic({ matrix: rows(matrix) })), new Float64Array(size));

/** tr e^−A as Σ e_iᵀ e^−A e_i, each by ten Lanczos steps. */
function traceFromUnitVectors(): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const unit = new Float64Array(size);
    unit[i] = 1;
    const { nodes, weights } = lanczosQuadrature(operatorOf(matrix, size), size, unit, 10);
    nodes.forEach((node, k) => (sum += weights[k] * exp(-node)));
  }
  return sum;
}

const quadrature = claim({
  name: "lanczos-quadrature",
  statement:
    "Stochastic Lanczos quadrature gives the density of the Hessian's eigenvalues from products alone: its nodes are Ritz values, its weights the squares of first components, and it integrates to 1.",
  source: "Ghorbani, Krishnan & Xiao 2019, section 3; Golub & Meurant",
  setting: "a 60 × 60 matrix with equidistant eigenvalues 0 to 3, 200 probes of 10 Lanczos steps; tr e^−A",
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
    quadrature: {
      quantity: "relative error of tr e^−A from all unit vectors instead of probes",
      expected: { atMost: 1e-10 },
      why: "no sampling is left; Gauss quadrature of ten nodes errs by at most 2(3/4)²⁰/20! ≈ 3e-21 of e^−λ on (0, 3): rounding",
    },
    top: {
      quantity: "relative error of the largest eigenvalue by the Lanczos process",
      expected: { atMost: 1e-10 },
      why: "the square of the residual over the gap: 1e-8² over 0.05",
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
    const { value, error } = spectralMean(measures, (eigenvalue) => exp(-eigenvalue), size);
    const { grid, density } = spectralDensityAt(point(), { probes: 200, steps: 10, exactBelow: 0 });
    let integral = 0;
    for (let i = 1; i < grid.length; i++) integral += ((density[i] + density[i - 1]) / 2) * (grid[i] - grid[i - 1]);
    return {
      values: {
        trace: Math.abs(value * size - exact) / (error * size),
        size: error / value,
        quadrature: Math.abs(traceFromUnitVectors() / exact - 1),
        top: Math.abs(point().leadingEigenvalue(1e-8) / spread[size - 1] - 1),
        integral: Math.abs(integral - 1),
      },
    };
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

const places = Array.from({ length: 121 }, (_, k) => -1 + k / 10);

const network = claim({
  name: "network-density",
  statement:
    "On a network so small that all eigenvalues can be computed the estimated density is the exact one within the standard error of its probes, and its outermost node is λ_max.",
  source: "Ghorbani, Krishnan & Xiao 2019, section 3 and appendix (comparison with the exact spectrum of a small network)",
  setting:
    "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), N(0, 1/fan-in), gradient flow to time 100; 20 probes of 60 steps; density at −1, −0.9, …, 11, blurred by a normal density of std 0.1",
  quantities: {
    distance: {
      quantity: "∫ |estimate − exact| over the integral of the standard error",
      expected: { value: 0.8, within: 0.4 },
      why: "√(2/π) for normal errors; some thirty places are independent, and nearly all mass is in few of them",
    },
    error: {
      quantity: "the integral of the standard error",
      expected: { atMost: 0.012 },
      why: "√(2/(P + 2)/20): that of a function whose values are spread over the spectrum by 1",
    },
    top: {
      quantity: "|largest node / λ_max − 1|",
      expected: { atMost: 1e-8 },
      why: "60 Lanczos steps resolve an outlier to rounding; 1e-8 leaves room for a second one beside it",
    },
  },
  seconds: 3,
  compute: () => {
    const { objective, from } = deepChebyshev();
    const flow = start(gradientFlowBehaviour, gradientFlow(), objective, from);
    placeAt(flow, 100);
    const measuresOf = (options: QuadratureOptions) =>
      openSpectralMeasures(objective.size, options, () => openRandom(0, "probes"))(flow.point);
    const exact = measuresOf({ exactBelow: objective.size });
    const estimate = measuresOf({ exactBelow: 0, probes: 20, steps: 60 });
    let [off, errors] = [0, 0];
    for (const place of places) {
      const { value, error } = blurredDensity(estimate, place, 0.1, objective.size);
      off += Math.abs(value - blurredDensity(exact, place, 0.1, objective.size).value) / 10;
      errors += error / 10;
    }
    const [, largest] = outermost(exact);
    return { values: { distance: off / errors, error: errors, top: Math.abs(outermost(estimate)[1] / largest - 1) } };
  },
});

/** Ghorbani, Krishnan & Xiao 2019, and the estimators of traces. */
export const ghorbani2019: Paper = {
  id: "ghorbani-2019",
  citation:
    "Ghorbani, Krishnan & Xiao 2019, “An investigation into neural net optimization via Hessian eigenvalue density”, ICML 2019; with Hutchinson 1990",
  link: "https://arxiv.org/abs/1901.10159",
  claims: [quadrature, network, hutchinsonVariance],
};
