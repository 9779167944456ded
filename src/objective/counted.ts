import type { Batch, Gradient, Objective } from "./objective.ts";

/** What a run has spent, in passes over the whole data: a batch of B examples counts B/N. */
export interface Cost {
  /** Gradients, and losses at a third (a forward pass without the backward one, whose cost is about twice as high). */
  gradients: number;
  /** Hessian-vector and Gauss–Newton products; a third derivative ∇³L[u, u] counts 2, a mixed product 1 (and a gradient where the examples have their own directions), the Hessian's diagonal as many as have its multiply-adds, rounded up. */
  hessianVectors: number;
}

export function noCost(): Cost {
  return { gradients: 0, hessianVectors: 0 };
}

/**
 * The same objective, keeping `cost` up to date. Per-example gradient norms count one gradient; held-out data are not
 * counted. Examples are counted in whole numbers and divided once, so that no rounding accumulates.
 */
export function counted(objective: Objective, cost: Cost): Objective {
  const { examples } = objective;
  let gradientThirds = 3 * examples * cost.gradients;
  let products = examples * cost.hessianVectors;
  const spendGradients = (thirds: number, batch?: Batch): void => {
    gradientThirds += thirds * (batch?.length ?? examples);
    cost.gradients = gradientThirds / (3 * examples);
  };
  const spendProducts = (count: number, batch?: Batch): void => {
    products += count * (batch?.length ?? examples);
    cost.hessianVectors = products / examples;
  };
  const gradient: Gradient = (w, out, batch) => {
    spendGradients(3, batch);
    return objective.gradient(w, out, batch);
  };
  const { descend } = objective.gradient;
  if (descend !== undefined) {
    gradient.descend = (w, stepSize, batch) => {
      spendGradients(3, batch);
      return descend(w, stepSize, batch);
    };
  }
  const { labels, hessianDiagonal } = objective;
  return {
    size: objective.size,
    examples,
    blocks: objective.blocks,
    arithmetic: objective.arithmetic,
    test: objective.test,
    squaredErrorFactor: objective.squaredErrorFactor,
    labels: labels && {
      outputs: labels.outputs,
      shiftedGradient(w, shifts, out, batch) {
        spendGradients(3, batch);
        labels.shiftedGradient(w, shifts, out, batch);
      },
    },
    accuracy: objective.accuracy && ((w) => objective.accuracy!(w)),
    gaussNewtonVector:
      objective.gaussNewtonVector &&
      ((w, v, out, batch) => {
        spendProducts(1, batch);
        objective.gaussNewtonVector!(w, v, out, batch);
      }),
    ...(hessianDiagonal && {
      hessianDiagonal: Object.assign(
        (w: Float64Array, out: Float64Array): void => {
          spendProducts(hessianDiagonal.products);
          hessianDiagonal(w, out);
        },
        { products: hessianDiagonal.products },
      ),
    }),
    loss(w, batch) {
      spendGradients(1, batch);
      return objective.loss(w, batch);
    },
    gradient,
    hessianVector(w, v, out, batch) {
      spendProducts(1, batch);
      objective.hessianVector(w, v, out, batch);
    },
    thirdDerivative(w, u, out, batch) {
      spendProducts(2, batch);
      objective.thirdDerivative(w, u, out, batch);
    },
    exampleGradientNorms(w, out) {
      spendGradients(3);
      objective.exampleGradientNorms(w, out);
    },
    mixedHessianVector(w, v, alpha, beta, out) {
      spendProducts(1);
      if (beta !== 0) spendGradients(3);
      objective.mixedHessianVector(w, v, alpha, beta, out);
    },
  };
}
