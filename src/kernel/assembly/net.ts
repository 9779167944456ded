// The description of a network and of its data in memory, and the tile (a run of examples) that is being worked on.
// Field order is mirrored by src/kernel/networkLayout.ts; all addresses are byte offsets.

/** One dense layer z = W a + b; W is row-major, outputs × inputs, inside the parameter vector. */
@unmanaged
export class Layer {
  inputs: i32;
  outputs: i32;
  hasBias: i32;
  /** Byte offsets of W and b inside a parameter vector. */
  weights: usize;
  bias: usize;
  /** Bytes of a row of the transposed input: the inputs, a one for the bias, padded to whole vectors. */
  row: usize;
  /** Byte offset of this layer's sum of outer products (outputs × row) inside the accumulator. */
  sum: usize;
  // Byte offsets inside a tile's workspace. Unused for the first layer, whose input is data: the input activations
  // [inputs][width], transposed [example][row], their slope φ'(z), z itself, and Wᵀδ.
  activation: usize;
  transposed: usize;
  slope: usize;
  preactivation: usize;
  backpropagated: usize;
  /** ∂ℓ_i/∂z at the output of this layer, [outputs][width]. */
  delta: usize;
  // Byte offsets inside the derivative workspace: first- and second-order Taylor coefficients (times 1!, 2!) of the same.
  activation1: usize;
  transposed1: usize;
  slope1: usize;
  delta1: usize;
  activation2: usize;
  transposed2: usize;
  slope2: usize;
  delta2: usize;
  /** Squared norms per example of this layer's input (with the one of the bias) and of its delta, in the derivative workspace. */
  inputSquares: usize;
  deltaSquares: usize;
}

@unmanaged
export class Net {
  layerCount: i32;
  activation: i32;
  loss: i32;
  parameters: i32;
  examples: i32;
  /** Examples of a full tile; even. */
  tileWidth: i32;
  layers: usize;
  /** Parameter vectors: the point, a direction, the result. */
  w: usize;
  v: usize;
  out: usize;
  /** Accumulated outer products, and its length in bytes. */
  sums: usize;
  sumsBytes: usize;
  // The data: inputs by example with ones for the bias [N][row], by feature and tile, targets by feature and tile, targets by example.
  rows: usize;
  features: usize;
  targets: usize;
  targetRows: usize;
  // The same for one gathered tile of a minibatch.
  batchRows: usize;
  batchFeatures: usize;
  batchTargets: usize;
  /** Indices (i32) of a minibatch's examples. */
  batch: usize;
  /** Workspace of a tile that is not kept. */
  scratch: usize;
  /** Workspaces of all tiles, kept for derivatives at the same point; stride in bytes. */
  kept: usize;
  keptStride: usize;
  /** Workspace of derivatives. */
  derivatives: usize;
  /** Inside a tile's workspace: outputs [outputs][width], what the loss's derivatives need [outputs][width], loss per example. */
  output: usize;
  curvature: usize;
  exampleLoss: usize;
  /** Inside the derivative workspace: outputs' first and second coefficients, and two buffers of the widest layer. */
  output1: usize;
  output2: usize;
  buffer1: usize;
  buffer2: usize;
  /** Factor of the squared error. */
  lossFactor: f64;
}

/** The tile under way: how many examples, padded width in bytes and in vectors, and where its data and workspace stand. */
export let tileExamples: i32 = 0;
export let tileBytes: usize = 0;
export let tileVectors: i32 = 0;
export let tileRows: usize = 0;
export let tileFeatures: usize = 0;
export let tileTargets: usize = 0;
export let tileBase: usize = 0;

@inline
export function layerOf(net: Net, index: i32): Layer {
  return changetype<Layer>(net.layers + <usize>index * offsetof<Layer>());
}

@inline
export function lastLayer(net: Net): Layer {
  return layerOf(net, net.layerCount - 1);
}

@inline
export function firstLayer(net: Net): Layer {
  return layerOf(net, 0);
}

/** How many tiles `count` examples make. */
export function tileCount(net: Net, count: i32): i32 {
  return (count + net.tileWidth - 1) / net.tileWidth;
}

/** Makes tile `index` of the whole data set (batchSize 0) or of the minibatch in net.batch the tile under way. */
export function enterTile(net: Net, index: i32, batchSize: i32, keep: i32): void {
  const width = net.tileWidth;
  const total = batchSize > 0 ? batchSize : net.examples;
  const from = index * width;
  tileExamples = min(width, total - from);
  tileVectors = (tileExamples + 1) >> 1;
  tileBytes = <usize>tileVectors << 4;
  tileBase = keep ? net.kept + <usize>index * net.keptStride : net.scratch;
  if (batchSize > 0) {
    gather(net, from);
    return;
  }
  const first = firstLayer(net);
  const last = lastLayer(net);
  tileRows = net.rows + <usize>from * first.row;
  tileFeatures = net.features + (<usize>from * <usize>first.inputs << 3);
  tileTargets = net.targets + (<usize>from * <usize>last.outputs << 3);
}

/** Copies the examples of a minibatch's tile into the layouts that a tile has. */
function gather(net: Net, from: i32): void {
  const first = firstLayer(net);
  const inputs = first.inputs;
  const outputs = lastLayer(net).outputs;
  tileRows = net.batchRows;
  tileFeatures = net.batchFeatures;
  tileTargets = net.batchTargets;
  for (let j = 0; j < tileExamples; j++) {
    const example = <usize>load<i32>(net.batch + (<usize>(from + j) << 2));
    const source = net.rows + example * first.row;
    memory.copy(tileRows + <usize>j * first.row, source, first.row);
    let target = tileFeatures + (<usize>j << 3);
    for (let k = 0; k < inputs; k++) {
      store<f64>(target, load<f64>(source + (<usize>k << 3)));
      target += tileBytes;
    }
    target = tileTargets + (<usize>j << 3);
    const wanted = net.targetRows + (example * <usize>outputs << 3);
    for (let o = 0; o < outputs; o++) {
      store<f64>(target, load<f64>(wanted + (<usize>o << 3)));
      target += tileBytes;
    }
  }
  if (tileExamples & 1) clearPadding(inputs, outputs);
}

function clearPadding(inputs: i32, outputs: i32): void {
  const column = <usize>tileExamples << 3;
  for (let k = 0; k < inputs; k++) store<f64>(tileFeatures + <usize>k * tileBytes + column, 0);
  for (let o = 0; o < outputs; o++) store<f64>(tileTargets + <usize>o * tileBytes + column, 0);
}

/** Where the input of a layer stands for the tile under way: the data, or the activations of the layer below. */
@inline
export function inputOf(layer: Layer, index: i32): usize {
  return index == 0 ? tileFeatures : tileBase + layer.activation;
}

@inline
export function transposedInputOf(layer: Layer, index: i32): usize {
  return index == 0 ? tileRows : tileBase + layer.transposed;
}
