import * as z from "zod";
import { dot } from "../../kernel/vector.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { finite } from "../../spec/scalars.ts";
import type { ModelBehaviour } from "../family.ts";
import type { Batch, Objective } from "../objective.ts";

const shape = {
  matrix: z.array(z.array(finite).min(1)).min(1).describe("A, P × P and symmetric: the Hessian"),
  linear: z.array(finite).optional().describe("b, length P; zero when absent"),
  noise: z.array(z.array(finite)).min(1).optional().describe("s, examples × P: the shift of each example, of zero mean over the examples"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"quadratic"> } & typeof shape, z.core.$strict>>;

const path = "objective.model";

const behaviour = {
  needsData: false,
  /** L_i = ½wᵀAw − (b + shift_i)ᵀw. Throws SpecError where sizes do not fit or the matrix is not symmetric. */
  objective(spec: Spec): Objective {
    const size = checkMatrix(spec.matrix);
    const linear = Float64Array.from(spec.linear ?? new Float64Array(size));
    if (linear.length !== size)
      throw new SpecError(`${path}.linear`, `has ${linear.length} entries where the matrix is ${size} × ${size}; give ${size}`);
    if (spec.noise !== undefined) checkShifts(spec.noise, size);
    return quadraticObjective(
      Float64Array.from(spec.matrix.flat()),
      linear,
      Float64Array.from((spec.noise ?? []).flat()),
      spec.noise?.length ?? 1,
    );
  },
} satisfies ModelBehaviour<Spec, unknown>;

/**
 * L = ½wᵀAw − bᵀw. With noise, ℓ_i = ½wᵀAw − (b + s_i)ᵀw with shifts s_i of zero mean, so that L stays what it is
 * and the gradients of the examples differ by −s_i: additive noise whose covariance is that of the shifts everywhere.
 */
export const quadratic = member(
  "quadratic",
  "L = ½wᵀAw − bᵀw; with noise, the mean of ½wᵀAw − (b + s_i)ᵀw over examples whose shifts s_i have zero mean. No data entry.",
  shape,
  behaviour,
);

function checkMatrix(matrix: readonly (readonly number[])[]): number {
  const size = matrix.length;
  matrix.forEach((row, i) => {
    if (row.length !== size)
      throw new SpecError(`${path}.matrix.${i}`, `has ${row.length} entries where the matrix has ${size} rows; the matrix must be square`);
  });
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      if (matrix[i][j] !== matrix[j][i])
        throw new SpecError(
          `${path}.matrix.${i}.${j}`,
          `is ${matrix[i][j]} but entry ${j}, ${i} is ${matrix[j][i]}; the matrix must be symmetric: give (A + Aᵀ)/2`,
        );
    }
  }
  return size;
}

function checkShifts(noise: readonly (readonly number[])[], size: number): void {
  noise.forEach((row, i) => {
    if (row.length !== size)
      throw new SpecError(`${path}.noise.${i}`, `has ${row.length} entries where there are ${size} parameters; give ${size}`);
  });
  for (let p = 0; p < size; p++) {
    let mean = 0;
    let largest = 0;
    for (const row of noise) {
      mean += row[p] / noise.length;
      largest = Math.max(largest, Math.abs(row[p]));
    }
    if (Math.abs(mean) > 1e-12 * largest)
      throw new SpecError(
        `${path}.noise`,
        `the shifts of parameter ${p} have mean ${mean}; subtract it from them, or move it into "linear"`,
      );
  }
}

function quadraticObjective(matrix: Float64Array, linear: Float64Array, shifts: Float64Array, examples: number): Objective {
  const size = linear.length;
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const multiply = (v: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) out[i] = dot(rows[i], v);
  };
  /** b, or b plus the mean shift of the batch. */
  const shifted = new Float64Array(size);
  const linearOf = (batch: Batch | undefined): Float64Array => {
    shifted.set(linear);
    if (batch === undefined || shifts.length === 0) return shifted;
    for (const i of batch) for (let p = 0; p < size; p++) shifted[p] += shifts[i * size + p] / batch.length;
    return shifted;
  };
  const product = new Float64Array(size);
  const mixed = new Float64Array(size);

  const gradient: Objective["gradient"] = (w, out, batch) => {
    const b = linearOf(batch);
    multiply(w, out);
    const loss = 0.5 * dot(w, out) - dot(b, w);
    for (let p = 0; p < size; p++) out[p] -= b[p];
    return loss;
  };
  return {
    size,
    examples,
    blocks: [{ name: "parameters", start: 0, end: size, rows: size, columns: 1 }],
    loss(w, batch) {
      multiply(w, product);
      return 0.5 * dot(w, product) - dot(linearOf(batch), w);
    },
    gradient,
    hessianVector: (_w, v, out) => multiply(v, out),
    thirdDerivative: (_w, _u, out) => void out.fill(0),
    exampleGradientNorms(w, out) {
      gradient(w, product);
      for (let i = 0; i < examples; i++) {
        out[i] = 0;
        for (let p = 0; p < size; p++) {
          const g = product[p] - (shifts.length === 0 ? 0 : shifts[i * size + p]);
          out[i] += g * g;
        }
      }
    },
    mixedHessianVector(w, v, alpha, beta, out) {
      gradient(w, product);
      for (let p = 0; p < size; p++) mixed[p] = beta === 0 ? alpha * v[p] : alpha * v[p] + beta * product[p];
      multiply(mixed, out);
    },
  };
}
