import { Arena, instantiate } from "./instance.ts";
import { diagonalRoom } from "./networkDiagonal.ts";
import { layOut, parameterCount, type NetworkLayout, type NetworkShape } from "./networkLayout.ts";

export { parameterCount, type NetworkShape } from "./networkLayout.ts";

interface NetworkExports {
  networkInitialise(net: number): void;
  networkIsAt(net: number): number;
  networkLoss(net: number, batchSize: number): number;
  networkOutputs(net: number, target: number): void;
  networkGradient(net: number, batchSize: number, keep: number, known: number): number;
  networkDescend(net: number, batchSize: number, keep: number, known: number, h: number): number;
  networkHessianVector(net: number, batchSize: number, keep: number, known: number, own: number): void;
  networkGaussNewton(net: number, batchSize: number, keep: number, known: number): void;
  networkThirdDerivative(net: number, batchSize: number, keep: number, known: number): void;
  networkHessianDiagonal(net: number, keep: number, known: number, work: number, stride: number, units: number): void;
  networkExampleGradientNorms(net: number, keep: number, known: number, target: number): void;
}

/** What is no longer a finite number after a step of descent. */
export type Spoilt = "loss" | "parameter";
/** Codes of `networkDescend`. */
const spoils: readonly (Spoilt | null)[] = [null, "loss", "parameter"];

/** A dense network on a data set, ready to be differentiated; each operation is one call of the kernel. */
export interface Network {
  readonly size: number;
  readonly examples: number;
  loss(w: Float64Array, batch?: Int32Array): number;
  gradient(w: Float64Array, out: Float64Array, batch?: Int32Array): number;
  /** The gradient with targets y + shifts; `shifts` is examples × outputs, and only the rows of the batch are read. */
  shiftedGradient(w: Float64Array, shifts: Float64Array, out: Float64Array, batch?: Int32Array): void;
  /** w ← w − h∇L(w) in place, to the bit what `gradient` and `descendVector` make of it, with fewer copies. Where the loss is not finite, w stays. */
  descend(w: Float64Array, h: number, batch?: Int32Array): Spoilt | null;
  /** (1/B) Σ H_i (v + own ∇ℓ_i). */
  hessianVector(w: Float64Array, v: Float64Array, own: number, out: Float64Array, batch?: Int32Array): void;
  /** (1/B) Σ J_iᵀ ∇²ℓ_i J_i v, J_i the derivative of example i's outputs. */
  gaussNewtonVector(w: Float64Array, v: Float64Array, out: Float64Array, batch?: Int32Array): void;
  thirdDerivative(w: Float64Array, u: Float64Array, out: Float64Array, batch?: Int32Array): void;
  /** The diagonal of ∇²L over all examples, exact. */
  hessianDiagonal(w: Float64Array, out: Float64Array): void;
  exampleGradientNorms(w: Float64Array, out: Float64Array): void;
  /** Outputs of all examples, [example][output]. */
  outputs(w: Float64Array): Float64Array;
}

/**
 * Makes a network on its data: x is examples × widths[0], y examples × widths[last], both row-major. The network has a
 * kernel instance and memory of its own, which go when it goes.
 */
export function createNetwork(shape: NetworkShape, examples: number, x: Float64Array, y: Float64Array): Network {
  const kernel = instantiate<NetworkExports>();
  const arena = new Arena(kernel.memory, kernel.heapBase());
  const layout = layOut(arena, shape, examples);
  const outputs = shape.widths[shape.widths.length - 1];
  const results = arena.reserve(Math.max(examples * outputs, examples));
  writeData(arena, layout, shape, examples, x, y);
  const net = layout.address;
  kernel.networkInitialise(net);

  const size = parameterCount(shape);
  const views = () => ({
    point: arena.view(layout.w, size),
    direction: arena.view(layout.v, size),
    result: arena.view(layout.out, size),
    perExample: arena.view(results, examples),
    outputValues: arena.view(results, examples * outputs),
    targetRows: arena.view(layout.targetRows, examples * outputs),
    batchIndices: new Int32Array(arena.memory.buffer, layout.batch, layout.batchCapacity),
  });
  let { point, direction, result, perExample, outputValues, targetRows, batchIndices } = views();
  const everyExample = new Int32Array(examples).map((_, i) => i);
  const keepable = layout.kept === 0 ? 0 : 1;
  const keepAlways = layout.keepAlways ? 1 : 0;
  // Whether the kept workspaces hold the passes at the point in memory.
  let known = 0;

  /** Makes w the point; what is known there stays when it was so already. A step of descent shows itself at the first number. */
  function moveTo(w: Float64Array): void {
    if (w[0] === point[0]) {
      direction.set(w);
      if (kernel.networkIsAt(net) !== 0) return;
    }
    point.set(w);
    known = 0;
  }

  /** Writes the minibatch's indices; 0 stands for all examples. */
  function choose(batch: Int32Array | undefined): number {
    if (batch === undefined) return 0;
    if (batch.length > layout.batchCapacity)
      throw new RangeError(`a batch of ${batch.length} examples is larger than the ${layout.batchCapacity} examples of the data`);
    batchIndices.set(batch);
    return batch.length;
  }

  /** Targets y + scale × shifts for the examples of a batch. Minibatches read their targets row by row; nothing else does. */
  function shiftTargets(batch: Int32Array, scale: number, shifts: Float64Array): void {
    for (const i of batch) {
      for (let at = i * outputs; at < (i + 1) * outputs; at++) targetRows[at] = y[at] + scale * shifts[at];
    }
  }

  /** An operation along a direction in parameter space. */
  function derivative(operation: (net: number, batchSize: number, keep: number, known: number) => void): Network["thirdDerivative"] {
    return (w, v, out, batch) => {
      moveTo(w);
      direction.set(v);
      const batchSize = choose(batch);
      const keep = batchSize === 0 ? keepable : 0;
      operation(net, batchSize, keep, keep & known);
      known |= keep;
      out.set(result);
    };
  }

  /** Where the diagonal of the Hessian is worked on, reserved when it is first asked for: wide networks that never are asked stay as small as they are. */
  let diagonalAt = 0;
  const room = diagonalRoom(shape, layout.tileWidth);
  function makeRoom(): void {
    if (diagonalAt !== 0) return;
    diagonalAt = arena.reserve(room.numbers);
    ({ point, direction, result, perExample, outputValues, targetRows, batchIndices } = views());
  }

  point.fill(NaN);
  return {
    size,
    examples,
    loss(w, batch) {
      moveTo(w);
      return kernel.networkLoss(net, choose(batch));
    },
    gradient(w, out, batch) {
      moveTo(w);
      const batchSize = choose(batch);
      const keep = batchSize === 0 ? keepAlways | known : 0;
      const loss = kernel.networkGradient(net, batchSize, keep, keep & known);
      known |= keep;
      out.set(result);
      return loss;
    },
    shiftedGradient(w, shifts, out, batch = everyExample) {
      moveTo(w);
      shiftTargets(batch, 1, shifts);
      kernel.networkGradient(net, choose(batch), 0, 0);
      shiftTargets(batch, 0, shifts);
      out.set(result);
    },
    descend(w, h, batch) {
      if (known === 0) point.set(w);
      else moveTo(w);
      const batchSize = choose(batch);
      const keep = batchSize === 0 ? known : 0;
      const spoilt = spoils[kernel.networkDescend(net, batchSize, keep, keep, h)];
      known = 0;
      if (spoilt !== "loss") w.set(point);
      return spoilt;
    },
    hessianVector(w, v, own, out, batch) {
      moveTo(w);
      direction.set(v);
      const batchSize = choose(batch);
      const keep = batchSize === 0 ? keepable : 0;
      kernel.networkHessianVector(net, batchSize, keep, keep & known, own);
      known |= keep;
      out.set(result);
    },
    gaussNewtonVector: derivative(kernel.networkGaussNewton),
    thirdDerivative: derivative(kernel.networkThirdDerivative),
    hessianDiagonal(w, out) {
      makeRoom();
      moveTo(w);
      kernel.networkHessianDiagonal(net, keepable, keepable & known, diagonalAt, room.stride, room.units);
      known |= keepable;
      out.set(result);
    },
    exampleGradientNorms(w, out) {
      moveTo(w);
      kernel.networkExampleGradientNorms(net, keepable, keepable & known, results);
      known |= keepable;
      out.set(perExample);
    },
    outputs(w) {
      moveTo(w);
      kernel.networkOutputs(net, results);
      return Float64Array.from(outputValues);
    },
  };
}

function writeData(arena: Arena, layout: NetworkLayout, shape: NetworkShape, examples: number, x: Float64Array, y: Float64Array): void {
  const inputs = shape.widths[0];
  const outputs = shape.widths[shape.widths.length - 1];
  const row = inputs + (shape.bias[0] ? 1 : 0);
  const rowLength = row + (row & 1);
  const rows = arena.view(layout.rows, examples * rowLength);
  const padded = examples + (examples & 1);
  const features = arena.view(layout.features, padded * inputs);
  const targets = arena.view(layout.targets, padded * outputs);
  arena.view(layout.targetRows, examples * outputs).set(y);
  for (let i = 0; i < examples; i++) {
    for (let k = 0; k < inputs; k++) rows[i * rowLength + k] = x[i * inputs + k];
    if (shape.bias[0]) rows[i * rowLength + inputs] = 1;
  }
  for (let from = 0; from < examples; from += layout.tileWidth) {
    const here = Math.min(layout.tileWidth, examples - from);
    const width = here + (here & 1);
    for (let j = 0; j < here; j++) {
      for (let k = 0; k < inputs; k++) features[from * inputs + k * width + j] = x[(from + j) * inputs + k];
      for (let o = 0; o < outputs; o++) targets[from * outputs + o * width + j] = y[(from + j) * outputs + o];
    }
  }
}
