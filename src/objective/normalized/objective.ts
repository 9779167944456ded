import { examplewise } from "../examplewise.ts";
import type { Batch, Block, Objective } from "../objective.ts";
import { normalizedRows } from "./rows.ts";

/**
 * L(w(z)) of an objective L, w = z with the rows of some of its blocks divided by their norms, with all derivatives by the chain rule: gradient Jg; Hessian-vector
 * product JHJv + B(g, v); Gauss–Newton product JGJv; ∇³[u, u] = J(∇³L[ẇ, ẇ] + Hẅ) + 2B(Hẇ, u) + C(g; u), with ẇ = Ju, ẅ = B(u, u) and J, B, C of `NormalizedRows`.
 * A Hessian-vector product costs a gradient more where none is known at the place, a third derivative two products more; per-example norms and
 * mixed products take one example after another.
 */
export function normalizedObjective(inner: Objective, blocks: readonly Block[]): Objective {
  const { size, examples, labels, gaussNewtonVector, accuracy } = inner;
  const rows = normalizedRows(size, blocks);
  const w = rows.value;
  const innerGradient = new Float64Array(size);
  let innerLoss = 0;
  let known = false;
  const enter = (z: Float64Array): void => {
    if (rows.enter(z)) known = false;
  };
  /** ∇L at w(z) over the batch, kept for all examples. */
  const differentiate = (z: Float64Array, batch?: Batch): number => {
    enter(z);
    if (known && batch === undefined) return innerLoss;
    innerLoss = inner.gradient(w, innerGradient, batch);
    known = batch === undefined;
    return innerLoss;
  };
  const [rate, acceleration] = [new Float64Array(size), new Float64Array(size)];
  const [product, term] = [new Float64Array(size), new Float64Array(size)];

  const derivatives: Pick<Objective, "size" | "examples" | "gradient" | "hessianVector"> = {
    size,
    examples,
    gradient(z, out, batch) {
      const loss = differentiate(z, batch);
      rows.first(innerGradient, out);
      return loss;
    },
    hessianVector(z, v, out, batch) {
      differentiate(z, batch);
      rows.first(v, rate);
      inner.hessianVector(w, rate, product, batch);
      rows.first(product, out);
      rows.second(innerGradient, v, term);
      for (let i = 0; i < size; i++) out[i] += term[i];
    },
  };

  return {
    ...derivatives,
    ...examplewise(derivatives),
    blocks: inner.blocks,
    arithmetic: inner.arithmetic,
    squaredErrorFactor: inner.squaredErrorFactor,
    loss(z, batch) {
      enter(z);
      return inner.loss(w, batch);
    },
    thirdDerivative(z, u, out, batch) {
      differentiate(z, batch);
      rows.first(u, rate);
      rows.second(u, u, acceleration);
      inner.thirdDerivative(w, rate, product, batch);
      inner.hessianVector(w, acceleration, term, batch);
      for (let i = 0; i < size; i++) product[i] += term[i];
      rows.first(product, out);
      inner.hessianVector(w, rate, product, batch);
      rows.second(product, u, term);
      rows.third(innerGradient, u, acceleration);
      for (let i = 0; i < size; i++) out[i] += 2 * term[i] + acceleration[i];
    },
    ...(gaussNewtonVector && {
      gaussNewtonVector(z: Float64Array, v: Float64Array, out: Float64Array, batch?: Batch) {
        enter(z);
        rows.first(v, rate);
        gaussNewtonVector(w, rate, product, batch);
        rows.first(product, out);
      },
    }),
    ...(labels && {
      labels: {
        outputs: labels.outputs,
        shiftedGradient(z: Float64Array, shifts: Float64Array, out: Float64Array, batch?: Batch) {
          enter(z);
          labels.shiftedGradient(w, shifts, product, batch);
          rows.first(product, out);
        },
      },
    }),
    ...(accuracy && {
      accuracy(z: Float64Array) {
        enter(z);
        return accuracy(w);
      },
    }),
  };
}
