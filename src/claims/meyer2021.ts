import { hutchinson, hutchPlusPlus } from "../kernel/hutchinson.ts";
import { openRandom } from "../kernel/random.ts";
import { claim, type Paper } from "./claim.ts";
import { logLogSlope } from "./tools/slope.ts";
import { operatorOf, signs, withSpectrum } from "./tools/spectra.ts";

const trials = 200;
const inverseSquares = (size: number): Float64Array => Float64Array.from({ length: size }, (_, i) => 1 / ((1 + i) * (1 + i)));

type Probe = (k: number, out: Float64Array) => void;

/** Root mean square of an estimate's error over trials, in units of Σ|λ_i|. */
function errorOf(values: Float64Array, products: number, estimator: typeof hutchinson, probe: Probe): number {
  const size = values.length;
  const operator = operatorOf(withSpectrum(values, openRandom(4, "data")), size);
  const [trace, scale] = values.reduce(([sum, all], value) => [sum + value, all + Math.abs(value)], [0, 0]);
  let squares = 0;
  for (let trial = 0; trial < trials; trial++) {
    const error = (estimator(operator, size, products, probe).value - trace) / scale;
    squares += error * error;
  }
  return Math.sqrt(squares / trials);
}

/** Random signs, from the same seed each time. */
const drawn = (): Probe => signs(openRandom(5, "probes"));
/** Standard normal numbers. */
function normals(): Probe {
  const random = openRandom(5, "probes");
  return (_k, out) => random.normals(out);
}

const few = claim({
  name: "few-products",
  statement:
    "Hutch++ has less than a quarter of Hutchinson's error at 12 products where the eigenvalues decay like i⁻²; on a flat spectrum it is no better.",
  source: "Meyer, Musco, Musco & Woodruff 2021, algorithm 1 and section 5",
  setting: `60 × 60 with eigenvalues i⁻² (probes: random signs), and with eigenvalues 1 and −1 by halves (normal probes); root mean square over ${trials} trials`,
  checks: ["A54"],
  quantities: {
    decaying: {
      quantity: "error of Hutch++ over Hutchinson's, i⁻²",
      expected: { atMost: 0.25 },
      why: "a quarter; 0.05 over 0.24 in an independent computation",
    },
    flat: {
      quantity: "the same, ±1",
      expected: { value: 1.62, within: 0.2 },
      why: "a third of the products are left for ‖A‖² less 2 for each of four sketched directions: √(3 · 52/60); two sample deviations of 200 are known to 5 % each",
    },
  },
  seconds: 1,
  compute: () => {
    const flat = Float64Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const ratio = (values: Float64Array, probe: () => Probe): number =>
      errorOf(values, 12, hutchPlusPlus, probe()) / errorOf(values, 12, hutchinson, probe());
    return { values: { decaying: ratio(inverseSquares(60), drawn), flat: ratio(flat, normals) } };
  },
});

const rate = claim({
  name: "rate",
  statement:
    "The relative error of Hutch++ for a positive semidefinite matrix falls at least like the inverse of the products, Hutchinson's like the inverse of their square root.",
  source: "Meyer et al. 2021, theorems 1 and 4",
  setting: `120 × 120 with eigenvalues i⁻² on random axes; 12, 24, 48 and 96 products; root mean square over ${trials} trials of random signs`,
  checks: ["A54"],
  quantities: {
    plain: {
      quantity: "order of Hutchinson's error in the number of products",
      expected: { value: -0.5, within: 0.1 },
      why: "a mean of independent samples; each error is known to 5 %, the slope over a factor 8 to 0.04",
    },
    improved: {
      quantity: "order of Hutch++'s error",
      expected: { atMost: -1 },
      why: "the theorem's rate, for every spectrum; the i⁻² tail beyond the sketch falls faster still",
    },
  },
  seconds: 3,
  compute: () => {
    const products = [12, 24, 48, 96];
    const values = inverseSquares(120);
    const order = (estimator: typeof hutchinson): number =>
      logLogSlope(
        products,
        products.map((count) => errorOf(values, count, estimator, drawn())),
      );
    return { values: { plain: order(hutchinson), improved: order(hutchPlusPlus) } };
  },
});

/** Meyer, Musco, Musco & Woodruff 2021. */
export const meyer2021: Paper = {
  id: "meyer-2021",
  citation: "Meyer, Musco, Musco & Woodruff 2021, “Hutch++: optimal stochastic trace estimation”, SOSA 2021",
  link: "https://arxiv.org/abs/2010.09649",
  claims: [few, rate],
};
