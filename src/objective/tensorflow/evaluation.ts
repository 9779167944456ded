import { norm } from "../../kernel/vector.ts";
import { SpecError } from "../../spec/errors.ts";
import type { Batch } from "../objective.ts";
import { eachPart, type Examples, type Part } from "./examples.ts";
import { repeatableGradients } from "./gradients.ts";
import { fromTensors, type Layout, toTensors } from "./layout.ts";
import type { GradientOf, Tensor, Tensorflow, Variable } from "./module.ts";

/** The mean loss of some examples at the place where the variables are: a scalar. */
export type PartLoss = (part: Part) => Tensor;

/** What is computed with. All objectives on the same variables share one. */
export interface Ground {
  readonly tf: Tensorflow;
  readonly layout: Layout;
  readonly variables: readonly Variable[];
  /** The most examples that are computed side by side. */
  readonly most: number;
  readonly repeatable: readonly GradientOf[];
  /** Moves the variables to w, rounded to float32. */
  place(w: Float64Array): void;
}

export function openGround(tf: Tensorflow, layout: Layout, most: number): Ground {
  const variables = layout.places.map(({ variable }) => variable);
  const held = new Float64Array(layout.size).fill(NaN);
  let stored: readonly object[] = [];
  const backend = tf.getBackend();
  const place = (w: Float64Array): void => {
    if (tf.getBackend() !== backend)
      throw new SpecError(
        "",
        `the objective was made on the backend "${backend}", and now "${tf.getBackend()}" is set: set it back, or make another`,
      );
    // Whoever else assigns to a variable gives it other data.
    const untouched = variables.every(({ dataId }, i) => dataId === stored[i]);
    if (untouched && held.every((value, i) => value === w[i])) return;
    tf.tidy(() => toTensors(tf, layout, w).forEach((values, i) => variables[i].assign(values)));
    held.set(w);
    stored = variables.map(({ dataId }) => dataId);
  };
  return { tf, layout, variables, most, repeatable: repeatableGradients(tf), place };
}

/** Where the variables are. */
export function present({ layout, variables }: Ground): Float64Array {
  const out = new Float64Array(layout.size);
  const flat = variables.flatMap((variable) => Array.from(variable.dataSync()));
  fromTensors(layout, flat, 0, out);
  return out;
}

/** The mean over a batch of what `compute` gives for parts of it: parts are weighted by their examples and added in float64, in order. */
export function meanOver(ground: Ground, examples: Examples, batch: Batch | undefined, compute: (part: Part) => Tensor): Float64Array {
  const count = batch?.length ?? examples.count;
  let mean: Float64Array | null = null;
  eachPart(ground.tf, examples, batch, ground.most, (part) => {
    const values = compute(part).dataSync();
    const share = part.rows.length / count;
    mean ??= new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) mean[i] += share * values[i];
  });
  return mean!;
}

/** The gradient of f by all variables; nothing for those that it does not depend on. */
export function gradients({ tf, variables }: Ground, f: () => Tensor): { value: Tensor; grads: readonly (Tensor | null | undefined)[] } {
  return tf.engine().gradients(f, variables, null, true);
}

/** The value of f and then its gradient by all variables, in one vector: zeros where it does not depend on one. */
export function valueAndGradient(ground: Ground, f: () => Tensor): Tensor {
  const { tf, variables } = ground;
  const { value, grads } = gradients(ground, f);
  return tf.concat([
    tf.reshape(value, [1]),
    ...variables.map((variable, i) => tf.reshape(grads[i] ?? tf.zerosLike(variable), [variable.size])),
  ]);
}

/** Takes apart what `valueAndGradient` put together: the gradient, times a factor, into `out`; returns the value. */
export function unpack({ layout }: Ground, flat: ArrayLike<number>, out: Float64Array, factor = 1): number {
  fromTensors(layout, flat, 1, out);
  if (factor !== 1) for (let i = 0; i < out.length; i++) out[i] *= factor;
  return flat[0];
}

/** Calls `compute` with u/‖u‖ and ‖u‖, so that directions of any length keep their digits in float32; zeros along no direction. */
export function alongUnit(u: Float64Array, out: Float64Array, compute: (unit: Float64Array, length: number) => void): void {
  const length = norm(u);
  if (length === 0) out.fill(0);
  else
    compute(
      u.map((value) => value / length),
      length,
    );
}
