import { eigenSystem } from "./symmetric.ts";
import { axpy, dot, norm } from "./vector.ts";

/** Principal components of n vectors of length P about an origin. */
export interface PrincipalComponents {
  /** The mean square of the coordinates along each component, (1/n) Σ ⟨x − origin, e_k⟩², descending; as many as `rank`. */
  readonly variances: Float64Array;
  /** (1/n) Σ ‖x − origin‖². */
  readonly total: number;
  /** How many directions the vectors span, up to rounding. */
  readonly rank: number;
  /** The leading `count` components, orthonormal; the entry of largest modulus is positive. */
  readonly components: readonly Float64Array[];
}

const machineEpsilon = 2 ** -52;

/** Of the vectors X − origin, from the eigenvectors of the smaller of XXᵀ (n × n) and XᵀX (P × P). At most `count` components, fewer where the vectors span fewer directions. */
export function principalComponents(vectors: readonly Float64Array[], origin: Float64Array, count: number): PrincipalComponents {
  const [n, size] = [vectors.length, origin.length];
  const rows = vectors.map((vector) => vector.map((value, p) => value - origin[p]));
  const byRows = n <= size;
  const lines = byRows ? rows : Array.from({ length: size }, (_, p) => Float64Array.from(rows, (row) => row[p]));
  const gram = new Float64Array(lines.length * lines.length);
  lines.forEach((line, i) => {
    for (let j = 0; j <= i; j++) gram[i * lines.length + j] = dot(line, lines[j]);
  });
  const { values, vectors: eigenvectors } = eigenSystem(gram, lines.length);
  const rank = values.filter((value) => value > values[0] * Math.max(n, size) * machineEpsilon && value > 0).length;
  const components: Float64Array[] = [];
  for (let k = 0; k < Math.min(count, rank); k++) {
    const found = eigenvectors.slice(k * lines.length, (k + 1) * lines.length);
    components.push(orthonormal(byRows ? combination(rows, found) : found, components));
  }
  let total = 0;
  for (const row of rows) total += dot(row, row);
  return { variances: values.slice(0, rank).map((value) => value / n), total: total / n, rank, components };
}

function combination(rows: readonly Float64Array[], coefficients: Float64Array): Float64Array {
  const out = new Float64Array(rows[0].length);
  rows.forEach((row, i) => axpy(coefficients[i], row, out));
  return out;
}

/** Made orthogonal to those before (twice, for rounding), of unit length, signed. */
function orthonormal(vector: Float64Array, before: readonly Float64Array[]): Float64Array {
  const out = Float64Array.from(vector);
  for (let pass = 0; pass < 2; pass++) for (const other of before) axpy(-dot(out, other), other, out);
  const largest = out.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  const scale = (largest < 0 ? -1 : 1) / norm(out);
  return out.map((value) => value * scale);
}
