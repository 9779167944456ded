import type { NetworkShape } from "../../src/kernel/network.ts";

/** φ, φ', φ'' at z, and what rounding of φ' and φ'' is relative to: their terms' moduli. */
interface Bend {
  readonly a: number;
  readonly first: number;
  readonly second: number;
  readonly firstTerms: number;
  readonly secondTerms: number;
}

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
/** Φ by Euler's corrected midpoint rule from −10, good to 1e-12: for references alone. */
function normalCdf(z: number): number {
  const n = 2000;
  const h = (z + 10) / n;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += density(-10 + (k + 0.5) * h);
  // h²/24 times the density's derivative at the upper end; at the lower one it is nothing.
  return sum * h - (h * h * z * density(z)) / 24;
}

export const bends: { readonly [A in NetworkShape["activation"]]: (z: number) => Bend } = {
  identity: (z) => ({ a: z, first: 1, second: 0, firstTerms: 1, secondTerms: 0 }),
  relu: (z) => ({ a: Math.max(0, z), first: z > 0 ? 1 : 0, second: 0, firstTerms: 1, secondTerms: 0 }),
  tanh(z) {
    const a = Math.tanh(z);
    return { a, first: 1 - a * a, second: -2 * a * (1 - a * a), firstTerms: 1 + a * a, secondTerms: 2 * Math.abs(a) * (1 + a * a) };
  },
  sigmoid(z) {
    const a = sigma(z);
    return { a, first: a * (1 - a), second: a * (1 - a) * (1 - 2 * a), firstTerms: a * (1 + a), secondTerms: a * (1 + a) * (1 + 2 * a) };
  },
  softplus(z) {
    const p = sigma(z);
    return { a: Math.log1p(Math.exp(z)), first: p, second: p * (1 - p), firstTerms: p, secondTerms: p * (1 + p) };
  },
  gelu(z) {
    const below = normalCdf(z);
    const d = density(z);
    return {
      a: z * below,
      first: below + z * d,
      second: d * (2 - z * z),
      firstTerms: below + Math.abs(z) * d,
      secondTerms: d * (2 + z * z),
    };
  },
};

type Matrix = number[][];
const multiply = (a: Matrix, b: Matrix): Matrix => a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
const transpose = (a: Matrix): Matrix => a[0].map((_, j) => a.map((row) => row[j]));
const absolute = (a: Matrix): Matrix => a.map((row) => row.map(Math.abs));

/**
 * The diagonal of an mlp's Hessian by the recursion with the Hessians in the layers' outputs written out (Botev, Ritter & Barber 2017, eq. 6 to 9), and beside it the
 * same sums over the moduli of all terms: what errors of rounding are relative to.
 */
export function referenceDiagonal(
  shape: NetworkShape,
  { examples, x, y, w }: { readonly examples: number; readonly x: Float64Array; readonly y: Float64Array; readonly w: Float64Array },
): { diagonal: Float64Array; terms: Float64Array } {
  const { widths, bias } = shape;
  const top = widths.length - 2;
  const diagonal = new Float64Array(w.length);
  const terms = new Float64Array(w.length);
  const starts: number[] = [];
  let next = 0;
  for (let l = 0; l <= top; l++) {
    starts.push(next);
    next += widths[l + 1] * (widths[l] + (bias[l] ? 1 : 0));
  }
  const weights = starts.map((start, l) =>
    Array.from({ length: widths[l + 1] }, (_, i) => [...w.subarray(start + i * widths[l], start + (i + 1) * widths[l])]),
  );
  for (let example = 0; example < examples; example++) {
    const inputs: number[][] = [[...x.subarray(example * widths[0], (example + 1) * widths[0])]];
    const slopes: Bend[][] = [];
    let z: number[] = [];
    for (let l = 0; l <= top; l++) {
      const b = starts[l] + widths[l + 1] * widths[l];
      z = weights[l].map((row, i) => row.reduce((sum, value, k) => sum + value * inputs[l][k], bias[l] ? w[b + i] : 0));
      if (l === top) continue;
      slopes.push(z.map(bends[shape.activation]));
      inputs.push(slopes[l].map(({ a }) => a));
    }
    const target = [...y.subarray(example * z.length, (example + 1) * z.length)];
    const loss = lossDerivatives(shape, z, target);
    let [g, gTerms, h, hTerms] = [loss.gradient, loss.gradientTerms, loss.hessian, absolute(loss.hessianTerms)];
    for (let l = top; l >= 0; l--) {
      for (let i = 0; i < widths[l + 1]; i++) {
        const add = (at: number, square: number): void => {
          diagonal[at] += (h[i][i] * square) / examples;
          terms[at] += (hTerms[i][i] * square) / examples;
        };
        inputs[l].forEach((a, j) => add(starts[l] + i * widths[l] + j, a * a));
        if (bias[l]) add(starts[l] + widths[l + 1] * widths[l] + i, 1);
      }
      if (l === 0) break;
      const down = transpose(weights[l]);
      const back = down.map((row) => row.reduce((sum, value, k) => sum + value * g[k], 0));
      const backTerms = down.map((row) => row.reduce((sum, value, k) => sum + Math.abs(value) * gTerms[k], 0));
      const slope = slopes[l - 1];
      h = multiply(multiply(down, h), weights[l]).map((row, i) =>
        row.map((value, j) => slope[i].first * value * slope[j].first + (i === j ? slope[i].second * back[i] : 0)),
      );
      hTerms = multiply(multiply(absolute(down), hTerms), absolute(weights[l])).map((row, i) =>
        row.map((value, j) => slope[i].firstTerms * value * slope[j].firstTerms + (i === j ? slope[i].secondTerms * backTerms[i] : 0)),
      );
      g = back.map((value, i) => value * slope[i].first);
      gTerms = backTerms.map((value, i) => value * slope[i].firstTerms);
    }
  }
  return { diagonal, terms };
}

function lossDerivatives(
  { loss, lossFactor }: NetworkShape,
  f: number[],
  y: number[],
): { gradient: number[]; gradientTerms: number[]; hessian: Matrix; hessianTerms: Matrix } {
  const on = (value: (i: number) => number): Matrix => f.map((_, i) => f.map((__, j) => (i === j ? value(i) : 0)));
  if (loss === "squared-error") {
    const hessian = on(() => 2 * lossFactor);
    return {
      gradient: f.map((value, i) => 2 * lossFactor * (value - y[i])),
      gradientTerms: f.map((value, i) => 2 * lossFactor * (Math.abs(value) + Math.abs(y[i]))),
      hessian,
      hessianTerms: hessian,
    };
  }
  if (loss === "logistic") {
    const s = f.map((value, i) => sigma(-y[i] * value));
    return {
      gradient: s.map((p, i) => -y[i] * p),
      gradientTerms: s,
      hessian: on((i) => s[i] * (1 - s[i])),
      hessianTerms: on((i) => s[i] * (1 + s[i])),
    };
  }
  const most = Math.max(...f);
  const powers = f.map((value) => Math.exp(value - most));
  const total = powers.reduce((sum, value) => sum + value, 0);
  const p = powers.map((value) => value / total);
  const weight = y.reduce((sum, value) => sum + value, 0);
  return {
    gradient: p.map((value, i) => weight * value - y[i]),
    gradientTerms: p.map((value, i) => weight * value + y[i]),
    hessian: p.map((a, i) => p.map((b, j) => weight * ((i === j ? a : 0) - a * b))),
    hessianTerms: p.map((a, i) => p.map((b, j) => weight * ((i === j ? a : 0) + a * b))),
  };
}
