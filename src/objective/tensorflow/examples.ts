import { SpecError } from "../../spec/errors.ts";
import type { Table, Targets } from "../family.ts";
import type { Batch } from "../objective.ts";
import type { Tensor, Tensorflow } from "./module.ts";

/** Inputs and targets as tensors, one example after another along the first dimension. */
export interface Pair {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** The examples of an objective, kept as tensors until disposed of. */
export interface Examples extends Pair {
  readonly count: number;
  /** The targets as numbers, count × the size of one target. */
  readonly targets: Targets;
}

/** Takes the user's tensors; what is done with theirs later does not matter. */
export function examplesOfTensors(tf: Tensorflow, { x, y }: Pair, path: string): Examples {
  const [count] = x.shape;
  if (count === undefined || count === 0 || y.shape[0] !== count)
    throw new SpecError(
      path,
      `x has shape [${x.shape.join(", ")}] and y [${y.shape.join(", ")}]; both need one entry an example along the first dimension`,
    );
  return tf.tidy(() => ({
    count,
    x: tf.keep(tf.clone(x)),
    y: tf.keep(tf.clone(y)),
    targets: { count, outputs: y.size / count, y: Float64Array.from(y.dataSync()) },
  }));
}

/** Takes a table of the kit, the inputs of an example in the model's input shape (null where they may stay a row). */
export function examplesOfTable(tf: Tensorflow, table: Table, inputShape: readonly (number | null)[] | null, path: string): Examples {
  const { count, inputs, outputs } = table;
  const shape = inputShape === null || inputShape.some((n) => n === null) ? [inputs] : (inputShape as readonly number[]);
  if (shape.reduce((product, n) => product * n, 1) !== inputs)
    throw new SpecError(path, `has ${inputs} inputs an example, which do not fill the model's input shape [${shape.join(", ")}]`);
  return tf.tidy(() => ({
    count,
    x: tf.keep(tf.tensor(Float32Array.from(table.x), [count, ...shape])),
    y: tf.keep(tf.tensor(Float32Array.from(table.y), [count, outputs])),
    targets: table,
  }));
}

/** A part of a batch: its inputs and targets, and which examples they are. */
export interface Part extends Pair {
  readonly rows: ArrayLike<number>;
}

/** Walks through a batch (all examples unless given) in parts of at most `most` examples, in order. The tensors live as long as the surrounding tidy. */
export function eachPart(tf: Tensorflow, examples: Examples, batch: Batch | undefined, most: number, visit: (part: Part) => void): void {
  const count = batch?.length ?? examples.count;
  for (let from = 0; from < count; from += most) {
    const length = Math.min(most, count - from);
    tf.tidy(() =>
      visit(batch === undefined ? consecutive(tf, examples, from, length) : gathered(tf, examples, batch.subarray(from, from + length))),
    );
  }
}

function consecutive(tf: Tensorflow, examples: Examples, from: number, length: number): Part {
  const rows = Int32Array.from({ length }, (_, i) => from + i);
  if (length === examples.count) return { x: examples.x, y: examples.y, rows };
  const slice = (tensor: Tensor): Tensor =>
    tf.slice(
      tensor,
      tensor.shape.map((_, i) => (i === 0 ? from : 0)),
      [length, ...tensor.shape.slice(1)],
    );
  return { x: slice(examples.x), y: slice(examples.y), rows };
}

function gathered(tf: Tensorflow, examples: Examples, rows: Batch): Part {
  const indices = tf.tensor(rows, [rows.length], "int32");
  return { x: tf.gather(examples.x, indices), y: tf.gather(examples.y, indices), rows };
}
