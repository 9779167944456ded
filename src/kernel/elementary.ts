import { instantiate } from "./instance.ts";

/**
 * The elementary functions of the numeric path. JavaScript engines differ in the last bits of theirs; these give the same bits
 * in every runtime, and the same bits as the network kernels. The error bounds, in units in the last place of the result (ulp),
 * are measured against references of high precision over the whole range.
 */
interface ElementaryExports {
  readonly exp: (x: number) => number;
  readonly expm1: (x: number) => number;
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
  readonly tanh: (x: number) => number;
  readonly sigmoid: (x: number) => number;
  readonly softplus: (x: number) => number;
  readonly sin: (x: number) => number;
  readonly cos: (x: number) => number;
  readonly erf: (x: number) => number;
  readonly normalDensity: (x: number) => number;
  readonly normalCdf: (x: number) => number;
  readonly pow: (x: number, y: number) => number;
}

const kernel = instantiate<ElementaryExports>();

/** e^x, within 1 ulp (0.54 measured). */
export const exp = kernel.exp;
/** e^x − 1, within 1 ulp (0.63 measured). */
export const expm1 = kernel.expm1;
/** Natural logarithm, within 1 ulp (0.77 measured); −Infinity at ±0, NaN below. */
export const log = kernel.log;
/** log(1 + x), within 1 ulp (0.76 measured); −Infinity at −1, NaN below. */
export const log1p = kernel.log1p;
/** Hyperbolic tangent, within 1 ulp (0.63 measured). */
export const tanh = kernel.tanh;
/** 1 / (1 + e^−x), within 2 ulp (1.8 measured). */
export const sigmoid = kernel.sigmoid;
/** log(1 + e^x), within 2 ulp (1.5 measured). */
export const softplus = kernel.softplus;
/** Sine of an angle in radians, within 1 ulp (0.79 measured) for arguments of any size; NaN for infinite ones. */
export const sin = kernel.sin;
/** Cosine of an angle in radians, within 1 ulp (0.79 measured) for arguments of any size; NaN for infinite ones. */
export const cos = kernel.cos;
/** Error function (2/√π) ∫₀ˣ e^(−t²) dt, within 2 ulp (1.1 measured). */
export const erf = kernel.erf;
/** Density of the standard normal, e^(−x²/2) / √(2π), within 2 ulp (1.3 measured). */
export const normalDensity = kernel.normalDensity;
/** Distribution function of the standard normal, within 2 ulp in both tails (1.7 measured). */
export const normalCdf = kernel.normalCdf;
/** x^y, within 1 ulp (0.57 measured), hence exact where the power is a float64 number; special cases as `Math.pow` has them. */
export const pow = kernel.pow;
