/** Digits are read in whole numbers of so many: they fit into 32 bits. */
export const chunkDigits = 9;
/** Whole numbers of so many digits are exact in float64 (10¹⁵ < 2⁵³). */
const exactDigits = 15;
/** The largest power of ten that is multiplied with or divided by. */
const mostPower = 60;
/** 10⁰ … 10²², the powers of ten that float64 holds exactly. */
const exactPower = 22;

/** Powers of ten, each the sum of two numbers: the nearest one, and the nearest to what that lacks (at most 2⁻¹⁰⁶ of the power is lost). */
const high = Float64Array.from({ length: mostPower + 1 }, (_, k) => Number(`1e${k}`));
const low = Float64Array.from({ length: mostPower + 1 }, (_, k) => Number(BigInt(`1${"0".repeat(k)}`) - BigInt(high[k])));

/** Splits a number into halves of 26 and 27 bits (Veltkamp). */
const splitter = 134217729;
/** What the rounding test allows for: 2⁻⁴⁰ of the part that rounding cuts off. */
const doubt = 1 + 1 / 1099511627776;

/**
 * The number of float64 nearest to one whose digits are `full` chunks, `a` and `b` first, and `left` ≤ 9 digits `last`, times 10ᵉ; NaN where
 * the digits are more than 24, or as `nearest` says.
 */
export function ofChunks(full: number, a: number, b: number, last: number, left: number, e: number): number {
  if (full === 0) return nearest(last, 0, 0, e);
  const joins = left <= exactDigits - chunkDigits;
  if (full === 1) return joins ? nearest(a * high[left] + last, 0, 0, e) : nearest(a, last, left, e);
  return full === 2 && joins ? nearest(a, b * high[left] + last, chunkDigits + left, e) : Number.NaN;
}

/**
 * The number of float64 nearest to (a 10ⁿ + b) 10ᵉ for whole 0 ≤ a < 10¹⁵ and 0 ≤ b < 10ⁿ, n ≤ 15; NaN where that cannot be told here.
 *
 * With b = 0 and |e| ≤ 22 one multiplication or division of exact numbers rounds correctly (Clinger 1990, How to read floating point
 * numbers accurately). Otherwise the number is worked out to a relative error below 2⁻¹⁰² as a sum of two (Dekker 1971, A floating-point technique for
 * extending the available precision), and its rounding is taken where no number within that error of it rounds
 * otherwise (Ziv 1991, Fast evaluation of elementary mathematical functions with correctly rounded last bit): the error is below 2⁻⁴⁹ units of
 * the last place, and what is allowed for is 2⁻⁴³ of them and more wherever half a unit is near.
 */
function nearest(a: number, b: number, n: number, e: number): number {
  if (n === 0 && e >= -exactPower && e <= exactPower) return e < 0 ? a / high[-e] : a * high[e];
  const k = e < 0 ? -e : e;
  if (k > mostPower) return Number.NaN;
  // s + u = a 10ⁿ + b, exactly: all parts are whole, the product is below 2¹⁰⁰, and what two roundings lose is below 2⁴⁷.
  const product = a * high[n];
  const sum = product + b;
  const lost = lostOf(a, high[n], product) + (b - (sum - product));
  const s = sum + lost;
  const u = lost - (s - sum);
  let q: number;
  let rest: number;
  if (e < 0) {
    q = s / high[k];
    const back = q * high[k];
    rest = (s - back - lostOf(q, high[k], back) + (u - q * low[k])) / high[k];
  } else {
    q = s * high[k];
    rest = lostOf(s, high[k], q) + (s * low[k] + u * high[k]);
  }
  const value = q + rest;
  return value + (rest - (value - q)) * doubt === value ? value : Number.NaN;
}

/** What the rounding of x y to `product` lost, exactly. */
function lostOf(x: number, y: number, product: number): number {
  const p = splitter * x;
  const xHigh = p - (p - x);
  const xLow = x - xHigh;
  const r = splitter * y;
  const yHigh = r - (r - y);
  const yLow = y - yHigh;
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow);
}
