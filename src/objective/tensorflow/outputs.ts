import { norm } from "../../kernel/vector.ts";
import { countRight, nameClasses } from "../classes.ts";
import type { Objective } from "../objective.ts";
import { firstDerivative } from "./differences.ts";
import { type Ground, alongUnit, meanOver, unpack, valueAndGradient } from "./evaluation.ts";
import { eachPart, type Examples, type Part } from "./examples.ts";
import { slope } from "./exact.ts";
import { withGradients } from "./gradients.ts";
import { toTensors } from "./layout.ts";
import type { PredictionLoss } from "./loss.ts";
import type { Tensor } from "./module.ts";

/** A model whose outputs the loss is a function of. */
export interface Outputs {
  predict(x: Tensor): Tensor;
  readonly loss: PredictionLoss;
}

/** What an objective can say where examples have outputs: Gauss–Newton products and, where the targets are classes, the accuracy. */
export function ofOutputs(
  ground: Ground,
  examples: Examples,
  outputs: Outputs,
  derivatives: "exact" | "differences",
): Pick<Objective, "gaussNewtonVector" | "accuracy"> {
  const { tf, place } = ground;
  const { predict } = outputs;
  const rules = derivatives === "exact" ? exactRules(ground, outputs) : differenceRules(ground, outputs);
  const { targets, count } = examples;
  return {
    gaussNewtonVector: (w, v, out, batch) =>
      alongUnit(v, out, (unit, length) => {
        const product = meanOver(ground, examples, batch, (part) => {
          place(w);
          const along = rules.outputsAlong(part, w, unit);
          place(w);
          const weights = rules.lossCurvature(part, along);
          return valueAndGradient(ground, () => tf.sum(tf.mul(predict(part.x), weights)));
        });
        unpack(ground, product, out, length);
      }),
    ...(nameClasses(targets) ? { accuracy } : {}),
  };

  function accuracy(w: Float64Array): number {
    place(w);
    const all = new Float64Array(targets.y.length);
    eachPart(tf, examples, undefined, ground.most, ({ x, rows }) => all.set(predict(x).dataSync(), rows[0] * targets.outputs));
    return countRight(all, targets) / count;
  }
}

/** The two linear maps between which the Gauss–Newton matrix JᵀAJ is made of outputs. */
interface Rules {
  /** J·u for a unit vector u. */
  outputsAlong(part: Part, w: Float64Array, unit: Float64Array): Tensor;
  /** A·d, A the Hessian of the part's mean loss in its outputs. */
  lossCurvature(part: Part, d: Tensor): Tensor;
}

function exactRules({ tf, ...ground }: Ground, { predict, loss }: Outputs): Rules {
  const all = { tf, ...ground };
  return {
    // ⟨Jᵀa, u⟩ is linear in a: its gradient is Ju.
    outputsAlong: ({ x }, _, unit) =>
      withGradients(tf, ground.repeatable, () => {
        const u = toTensors(tf, ground.layout, unit);
        const any = tf.zerosLike(predict(x));
        const { grads } = tf.engine().gradients(() => slope(all, () => tf.sum(tf.mul(predict(x), any)), u), [any], null, true);
        return grads[0] ?? any;
      }),
    lossCurvature: ({ x, y }, d) =>
      withGradients(tf, ground.repeatable, () => {
        const outputs = predict(x);
        const along = (): Tensor => tf.sum(tf.mul(lossSlope(all, loss, y, outputs), d));
        return tf.engine().gradients(along, [outputs], null, true).grads[0] ?? tf.zerosLike(outputs);
      }),
  };
}

function differenceRules(ground: Ground, { predict, loss }: Outputs): Rules {
  const { tf, place } = ground;
  return {
    outputsAlong({ x }, w, unit) {
      const at = (s: number): Float64Array => {
        place(w.map((value, p) => value + s * unit[p]));
        return Float64Array.from(predict(x).dataSync());
      };
      return tf.tensor(Float32Array.from(firstDerivative(at, norm(w))), predict(x).shape);
    },
    lossCurvature({ x, y }, d) {
      const outputs = predict(x);
      const length = norm(Float64Array.from(d.dataSync()));
      if (length === 0) return d;
      const at = (s: number): Float64Array =>
        Float64Array.from(lossSlope(ground, loss, y, tf.add(outputs, tf.mul(d, s / length))).dataSync());
      const curvature = firstDerivative(at, norm(Float64Array.from(outputs.dataSync())));
      return tf.tensor(
        Float32Array.from(curvature, (value) => length * value),
        outputs.shape,
      );
    },
  };
}

/** The gradient of a mean loss in the outputs. */
function lossSlope({ tf }: Ground, loss: PredictionLoss, y: Tensor, outputs: Tensor): Tensor {
  return tf.engine().gradients(() => loss(y, outputs), [outputs], null, true).grads[0] ?? tf.zerosLike(outputs);
}
