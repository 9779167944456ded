import { cos, erf, exp, log, normalCdf, normalDensity, pow, sigmoid, sin, softplus, tanh } from "../../kernel/elementary.ts";

/**
 * Writes f(x), f′(x), f″(x), f‴(x) into `out[0…3]`. `constant` is the exponent of a power, unused elsewhere.
 */
export type Derivatives = (x: number, out: Float64Array, constant: number) => void;

const twoBySqrtPi = 1.1283791670955126;

function write(out: Float64Array, f0: number, f1: number, f2: number, f3: number): void {
  out[0] = f0;
  out[1] = f1;
  out[2] = f2;
  out[3] = f3;
}

function sigmoidDerivatives(out: Float64Array, from: number, s: number): void {
  const s1 = s * (1 - s);
  const s2 = s1 * (1 - 2 * s);
  out[from] = s;
  out[from + 1] = s1;
  out[from + 2] = s2;
  if (from === 0) out[3] = s2 * (1 - 2 * s) - 2 * s1 * s1;
}

/** The functions a formula may call. At the kinks of abs and relu the derivative is taken as 0, elsewhere it is exact. */
export const functions = {
  exp: (x, out) => {
    const e = exp(x);
    write(out, e, e, e, e);
  },
  log: (x, out) => write(out, log(x), 1 / x, -1 / (x * x), 2 / (x * x * x)),
  sqrt: (x, out) => {
    const r = Math.sqrt(x);
    write(out, r, 0.5 / r, -0.25 / (x * r), 0.375 / (x * x * r));
  },
  sin: (x, out) => {
    const s = sin(x);
    const c = cos(x);
    write(out, s, c, -s, -c);
  },
  cos: (x, out) => {
    const s = sin(x);
    const c = cos(x);
    write(out, c, -s, -c, s);
  },
  tanh: (x, out) => {
    const t = tanh(x);
    const t1 = 1 - t * t;
    const t2 = -2 * t * t1;
    write(out, t, t1, t2, -2 * (t1 * t1 + t * t2));
  },
  sigmoid: (x, out) => sigmoidDerivatives(out, 0, sigmoid(x)),
  softplus: (x, out) => {
    out[0] = softplus(x);
    sigmoidDerivatives(out, 1, sigmoid(x));
  },
  erf: (x, out) => {
    const e1 = twoBySqrtPi * exp(-x * x);
    write(out, erf(x), e1, -2 * x * e1, (4 * x * x - 2) * e1);
  },
  /** x Φ(x), Φ the standard normal distribution function (Hendrycks & Gimpel 2016, the exact form). */
  gelu: (x, out) => {
    const density = normalDensity(x);
    const distribution = normalCdf(x);
    write(out, x * distribution, distribution + x * density, (2 - x * x) * density, x * (x * x - 4) * density);
  },
  abs: (x, out) => write(out, Math.abs(x), Math.sign(x), 0, 0),
  relu: (x, out) => write(out, x > 0 ? x : 0, x > 0 ? 1 : 0, 0, 0),
} satisfies Record<string, Derivatives>;

export type FunctionName = keyof typeof functions;

/** x^n, n a whole number, by repeated squaring. */
export function integerPower(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    if (left > 1) square *= square;
  }
  return n < 0 ? 1 / result : result;
}

/** x^c for a constant c: whole exponents by multiplication, others through pow. A derivative whose coefficient is 0 is 0, also at x = 0. */
export const power: Derivatives = (x, out, c) => {
  const raise = Number.isInteger(c) && Math.abs(c) <= 64 ? integerPower : pow;
  let coefficient = 1;
  for (let k = 0; k < 4; k++) {
    out[k] = coefficient === 0 ? 0 : coefficient * raise(x, c - k);
    coefficient *= c - k;
  }
};
