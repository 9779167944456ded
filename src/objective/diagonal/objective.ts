import { axpy, dot } from "../../kernel/vector.ts";
import type { Table } from "../family.ts";
import type { Batch, Block, Objective } from "../objective.ts";
import { coefficients } from "./coefficients.ts";

/**
 * L = factor × mean of (⟨β, x_i⟩ − y_i)², β_j = u_j^D − v_j^D (or u_j^D), with all its derivatives. With p, q, t the first three
 * derivatives of each parameter's entry of β, r the residuals, ⟨·⟩ the mean over the batch and G = 2 factor ⟨r x⟩ = ∂L/∂β:
 * gradient G∘p; Hessian-vector product Ġ∘p + G∘q∘v, Gauss–Newton product Ġ∘p; ∇³L[u, u] = G̈∘p + 2Ġ∘q∘u + G∘t∘u², dots being derivatives of β, hence of r, along the direction.
 */
export function diagonalLinearObjective(
  { depth, signs }: { readonly depth: number; readonly signs: boolean },
  { count: examples, inputs: dimension, x, y }: Table,
  factor: number,
): Objective {
  const model = coefficients(dimension, depth, signs);
  const { size } = model;
  const rows = Array.from({ length: examples }, (_, i) => x.subarray(i * dimension, (i + 1) * dimension));
  const everyExample = new Int32Array(examples).map((_, i) => i);
  const beta = new Float64Array(dimension);
  const [betaRate, betaAcceleration] = [new Float64Array(dimension), new Float64Array(dimension)];
  const [slope, bend, twist] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [pull, pullRate, pullAcceleration] = [new Float64Array(dimension), new Float64Array(dimension), new Float64Array(dimension)];
  const spread = new Float64Array(dimension);

  const residual = (i: number): number => dot(rows[i], beta) - y[i];
  /** 2 factor × the mean of value_i x_i over the batch, into `out`. */
  const pullOf = (value: (i: number) => number, batch: Batch, out: Float64Array): void => {
    out.fill(0);
    for (const i of batch) axpy(value(i), rows[i], out);
    for (let j = 0; j < dimension; j++) out[j] *= (2 * factor) / batch.length;
  };
  /** For each entry of β, the sum over its parameters of d v, or d v²: its first or second derivative along v. */
  const gather = (d: Float64Array, v: Float64Array, out: Float64Array, power: 1 | 2): void => {
    out.fill(0);
    for (let k = 0; k < size; k++) out[k < dimension ? k : k - dimension] += power === 1 ? d[k] * v[k] : d[k] * v[k] * v[k];
  };
  const entry = (k: number): number => (k < dimension ? k : k - dimension);
  const meanLoss = (sum: number, batch: Batch): number => (factor * sum) / batch.length;

  const loss: Objective["loss"] = (w, batch = everyExample) => {
    model.value(w, beta);
    let sum = 0;
    for (const i of batch) {
      const r = residual(i);
      sum += r * r;
    }
    return meanLoss(sum, batch);
  };

  /** The gradient with targets y + shifts (no shifts where null), and the loss. */
  const gradientWith = (w: Float64Array, shifts: Float64Array | null, out: Float64Array, batch: Batch): number => {
    model.value(w, beta);
    model.derivative(w, 1, slope);
    let sum = 0;
    pullOf(
      (i) => {
        const r = shifts === null ? residual(i) : residual(i) - shifts[i];
        sum += r * r;
        return r;
      },
      batch,
      pull,
    );
    for (let k = 0; k < size; k++) out[k] = pull[entry(k)] * slope[k];
    return meanLoss(sum, batch);
  };

  const enter = (w: Float64Array, batch: Batch, order: number): void => {
    model.value(w, beta);
    model.derivative(w, 1, slope);
    model.derivative(w, 2, bend);
    if (order > 2) model.derivative(w, 3, twist);
    pullOf(residual, batch, pull);
  };

  return {
    size,
    examples,
    blocks: blocksOf(dimension, signs),
    loss,
    gradient: (w, out, batch = everyExample) => gradientWith(w, null, out, batch),
    hessianVector(w, v, out, batch = everyExample) {
      enter(w, batch, 2);
      gather(slope, v, betaRate, 1);
      pullOf((i) => dot(rows[i], betaRate), batch, pullRate);
      for (let k = 0; k < size; k++) out[k] = pullRate[entry(k)] * slope[k] + pull[entry(k)] * bend[k] * v[k];
    },
    gaussNewtonVector(w, v, out, batch = everyExample) {
      model.derivative(w, 1, slope);
      gather(slope, v, betaRate, 1);
      pullOf((i) => dot(rows[i], betaRate), batch, pullRate);
      for (let k = 0; k < size; k++) out[k] = pullRate[entry(k)] * slope[k];
    },
    thirdDerivative(w, u, out, batch = everyExample) {
      enter(w, batch, 3);
      gather(slope, u, betaRate, 1);
      gather(bend, u, betaAcceleration, 2);
      pullOf((i) => dot(rows[i], betaRate), batch, pullRate);
      pullOf((i) => dot(rows[i], betaAcceleration), batch, pullAcceleration);
      for (let k = 0; k < size; k++) {
        const j = entry(k);
        out[k] = pullAcceleration[j] * slope[k] + 2 * pullRate[j] * bend[k] * u[k] + pull[j] * twist[k] * u[k] * u[k];
      }
    },
    exampleGradientNorms(w, out) {
      model.value(w, beta);
      model.derivative(w, 1, slope);
      gather(slope, slope, spread, 1);
      for (let i = 0; i < examples; i++) {
        const strength = 2 * factor * residual(i);
        let sum = 0;
        for (let j = 0; j < dimension; j++) sum += rows[i][j] * rows[i][j] * spread[j];
        out[i] = strength * strength * sum;
      }
    },
    /** Example i goes along αv + β 2 factor r_i (x_i ∘ p): its own gradient is rank one, so that one pass serves all examples. */
    mixedHessianVector(w, v, alpha, own, out) {
      enter(w, everyExample, 2);
      gather(slope, v, betaRate, 1);
      gather(slope, slope, spread, 1);
      const squares = betaAcceleration.fill(0);
      pullOf(
        (i) => {
          const row = rows[i];
          const strength = own * 2 * factor * residual(i);
          let along = 0;
          for (let j = 0; j < dimension; j++) along += row[j] * row[j] * spread[j];
          const weight = (strength * 2 * factor * residual(i)) / examples;
          for (let j = 0; j < dimension; j++) squares[j] += weight * row[j] * row[j];
          return alpha * dot(row, betaRate) + strength * along;
        },
        everyExample,
        pullRate,
      );
      for (let k = 0; k < size; k++) {
        const j = entry(k);
        out[k] = pullRate[j] * slope[k] + bend[k] * (alpha * pull[j] * v[k] + squares[j] * slope[k]);
      }
    },
    squaredErrorFactor: factor,
    labels: {
      outputs: 1,
      shiftedGradient(w, shifts, out, batch = everyExample) {
        gradientWith(w, shifts, out, batch);
      },
    },
    ...(y.every((value) => value === 1 || value === -1) ? { accuracy } : {}),
  };

  function accuracy(w: Float64Array): number {
    model.value(w, beta);
    let right = 0;
    for (let i = 0; i < examples; i++) right += dot(rows[i], beta) * y[i] > 0 ? 1 : 0;
    return right / examples;
  }
}

function blocksOf(dimension: number, signs: boolean): Block[] {
  return (signs ? ["u", "v"] : ["u"]).map((name, n) => ({
    name,
    start: n * dimension,
    end: (n + 1) * dimension,
    rows: dimension,
    columns: 1,
  }));
}
