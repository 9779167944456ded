import type { Block } from "../objective.ts";
import type { LayersModel, Tensor, Tensorflow, Variable } from "./module.ts";

/** A block of the parameters and the variable that holds it. */
export interface Place {
  readonly block: Block;
  readonly variable: Variable;
  /** How many of the variable's last dimensions are the block's rows; 0 where the block is the variable as it is. */
  readonly rowDimensions: number;
}

/** The parameters of a model, in the kit's order, and the variables that hold them. */
export interface Layout {
  readonly size: number;
  readonly places: readonly Place[];
}

/**
 * The trainable weights of a model in the order of its layers. A kernel of shape (…, outputs) becomes the row-major matrix outputs × the rest, so that a model of dense layers has the parameter
 * order of `mlp`; a depthwise kernel (height, width, inputs, multiplier) becomes (inputs · multiplier) × (height · width). Kernels are called layer1.weight, biases layer1.bias, others by their own names.
 */
export function layoutOfModel(model: LayersModel): Layout {
  const layers: string[] = [];
  // A layer that stands in two models inside this one is trained once.
  const weights = [...new Map(model.trainableWeights.map((weight) => [weight.read(), weight])).values()];
  return layOut(
    weights.map((weight) => {
      const cut = weight.originalName.lastIndexOf("/");
      const layer = weight.originalName.slice(0, Math.max(0, cut));
      if (!layers.includes(layer)) layers.push(layer);
      const own = weight.originalName.slice(cut + 1);
      const variable = weight.read() as Variable;
      const kernel = own.endsWith("kernel") && variable.shape.length > 1;
      return {
        name: `layer${layers.indexOf(layer) + 1}.${kernel ? own.replace(/kernel$/, "weight") : own}`,
        variable,
        rowDimensions: kernel ? (own === "depthwise_kernel" ? 2 : 1) : 0,
      };
    }),
  );
}

/** Variables of one's own, with the values and in the order of the given ones; each is a block, row-major. */
export function layoutOfVariables(tf: Tensorflow, given: readonly Tensor[] | Readonly<Record<string, Tensor>>): Layout {
  const named = Array.isArray(given) ? given.map((start: Tensor, i) => [`variable${i + 1}`, start] as const) : Object.entries(given);
  return layOut(named.map(([name, start]) => ({ name, variable: tf.tidy(() => tf.variable(tf.clone(start))), rowDimensions: 0 })));
}

/** The variables of a layout in the form in which they were given. */
export function likeGiven({ places }: Layout, given: readonly Tensor[] | Readonly<Record<string, Tensor>>): typeof given {
  const variables = places.map(({ variable }) => variable);
  return Array.isArray(given) ? variables : Object.fromEntries(Object.keys(given).map((name, i) => [name, variables[i]]));
}

function layOut(weights: readonly { name: string; variable: Variable; rowDimensions: number }[]): Layout {
  let size = 0;
  const places = weights.map(({ name, variable, rowDimensions }) => {
    const { shape } = variable;
    const count = (dimensions: readonly number[]): number => dimensions.reduce((product, n) => product * n, 1);
    const rows = rowDimensions > 0 ? count(shape.slice(-rowDimensions)) : (shape[0] ?? 1);
    const start = size;
    size += variable.size;
    return { block: { name, start, end: size, rows, columns: variable.size / rows }, variable, rowDimensions };
  });
  return { size, places };
}

/** A vector in the kit's order as tensors of the variables' shapes, rounded to float32. */
export function toTensors(tf: Tensorflow, { places }: Layout, vector: ArrayLike<number>): Tensor[] {
  return places.map((place) => {
    const values = new Float32Array(place.variable.size);
    walk(place, (own, kit) => (values[own] = vector[kit]));
    return tf.tensor(values, place.variable.shape);
  });
}

/** The values of all variables, one after another as they are, into the kit's order. */
export function fromTensors({ places }: Layout, flat: ArrayLike<number>, offset: number, out: Float64Array): void {
  for (const place of places) walk(place, (own, kit) => (out[kit] = flat[offset + place.block.start + own]));
}

/** Calls `visit` with each entry's index in the variable's own memory and in the kit's vector. */
function walk({ block: { start, rows, columns }, rowDimensions }: Place, visit: (own: number, kit: number) => void): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) visit(rowDimensions > 0 ? j * rows + i : i * columns + j, start + i * columns + j);
}
