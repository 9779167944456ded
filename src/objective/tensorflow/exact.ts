import { examplewise } from "../examplewise.ts";
import type { Objective } from "../objective.ts";
import { type Ground, type PartLoss, alongUnit, gradients, meanOver, unpack, valueAndGradient } from "./evaluation.ts";
import type { Examples, Part } from "./examples.ts";
import { withGradients } from "./gradients.ts";
import { toTensors } from "./layout.ts";
import type { Tensor } from "./module.ts";

/** What an objective has beyond its loss and gradient. */
export type HigherDerivatives = Pick<Objective, "hessianVector" | "thirdDerivative" | "exampleGradientNorms" | "mixedHessianVector">;

/** The slope uᵀ∇f of f along directions, one for each variable: a scalar that can be differentiated again. */
export function slope(ground: Ground, f: () => Tensor, directions: readonly Tensor[]): Tensor {
  const { tf } = ground;
  const { grads } = gradients(ground, f);
  return total(
    ground,
    directions.map((direction, i) => {
      const own = grads[i];
      return own === null || own === undefined ? null : tf.sum(tf.mul(own, direction));
    }),
  );
}

function total({ tf }: Ground, terms: readonly (Tensor | null)[]): Tensor {
  const there = terms.filter((term) => term !== null);
  return there.length === 0 ? tf.scalar(0) : tf.addN(there);
}

/** Higher derivatives by differentiating the gradient again: ∇²L·u = ∇(uᵀ∇L), ∇³L[u, u] = ∇(uᵀ∇(uᵀ∇L)), H_i g_i = ∇(½‖g_i‖²). */
export function exactDerivatives(ground: Ground, examples: Examples, loss: PartLoss, gradient: Objective["gradient"]): HigherDerivatives {
  const { tf, layout, repeatable, place } = ground;
  const { size } = layout;
  const one: Ground = { ...ground, most: 1 };
  const own = new Float64Array(size);

  /** The gradient of a scalar made of a part's loss and the unit vector. */
  const again = (
    w: Float64Array,
    unit: Float64Array,
    batch: Int32Array | undefined,
    scalar: (f: () => Tensor, u: readonly Tensor[]) => Tensor,
  ) => {
    place(w);
    return meanOver(ground, examples, batch, (part) => {
      const u = toTensors(tf, layout, unit);
      return withGradients(tf, repeatable, () => valueAndGradient(ground, () => scalar(() => loss(part), u)));
    });
  };
  const hessianVector: Objective["hessianVector"] = (w, v, out, batch) =>
    alongUnit(v, out, (unit, length) => {
      unpack(
        ground,
        again(w, unit, batch, (f, u) => slope(ground, f, u)),
        out,
        length,
      );
    });
  const alongOwnGradient = (part: Part): Tensor =>
    withGradients(tf, repeatable, () =>
      valueAndGradient(ground, () => {
        const { grads } = gradients(ground, () => loss(part));
        const squares = grads.map((g) => (g === null || g === undefined ? null : tf.sum(tf.square(g))));
        return tf.mul(total(ground, squares), 0.5);
      }),
    );
  return {
    ...examplewise({ size, examples: examples.count, gradient, hessianVector }),
    hessianVector,
    thirdDerivative: (w, u, out, batch) =>
      alongUnit(u, out, (unit, length) => {
        unpack(
          ground,
          again(w, unit, batch, (f, along) => slope(ground, () => slope(ground, f, along), along)),
          out,
          length * length,
        );
      }),
    mixedHessianVector(w, v, alpha, beta, out) {
      hessianVector(w, v, out);
      for (let p = 0; p < size; p++) out[p] *= alpha;
      if (beta === 0) return;
      place(w);
      unpack(ground, meanOver(one, examples, undefined, alongOwnGradient), own, beta);
      for (let p = 0; p < size; p++) out[p] += own[p];
    },
  };
}
