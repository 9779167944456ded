import type { Arena } from "./instance.ts";

/** What a dense network is: widths from inputs to outputs, biases per layer, activation of the hidden layers, loss. */
export interface NetworkShape {
  readonly widths: readonly number[];
  /** One flag a layer (widths.length − 1). */
  readonly bias: readonly boolean[];
  readonly activation: "tanh" | "relu" | "gelu" | "softplus" | "sigmoid" | "identity";
  readonly loss: "squared-error" | "cross-entropy" | "logistic";
  /** Factor of the squared error. */
  readonly lossFactor: number;
}

/** Codes of src/kernel/assembly/activation.ts and loss.ts. */
const activationCodes = { tanh: 0, relu: 1, gelu: 2, softplus: 3, sigmoid: 4, identity: 5 } as const;
const lossCodes = { "squared-error": 0, "cross-entropy": 1, logistic: 2 } as const;

/** Fields of `Layer` in src/kernel/assembly/net.ts, in their order; each is one 32-bit word. */
const layerFields = [
  "inputs",
  "outputs",
  "hasBias",
  "weights",
  "bias",
  "row",
  "sum",
  "activation",
  "transposed",
  "slope",
  "preactivation",
  "backpropagated",
  "delta",
  "activation1",
  "transposed1",
  "slope1",
  "delta1",
  "activation2",
  "transposed2",
  "slope2",
  "delta2",
  "inputSquares",
  "deltaSquares",
] as const;
type LayerRecord = Record<(typeof layerFields)[number], number>;

/** Fields of `Net`, in their order; each one word, then the loss factor as float64. */
const netFields = [
  "layerCount",
  "activation",
  "loss",
  "parameters",
  "examples",
  "tileWidth",
  "layers",
  "w",
  "v",
  "out",
  "sums",
  "sumsBytes",
  "rows",
  "features",
  "targets",
  "targetRows",
  "batchRows",
  "batchFeatures",
  "batchTargets",
  "batch",
  "scratch",
  "kept",
  "keptStride",
  "derivatives",
  "output",
  "curvature",
  "exampleLoss",
  "output1",
  "output2",
  "buffer1",
  "buffer2",
] as const;
export type NetRecord = Record<(typeof netFields)[number], number>;

/** Most examples of a tile: the layers of a tile of this width stay in the first- and second-level caches. */
const widestTile = 64;
/** Kept workspaces above this many bytes are not made; derivatives then repeat the forward and backward pass. */
const keptLimit = 512 * 2 ** 20;
/** Kept workspaces up to this many bytes stay in the second-level cache, so that every gradient may write them. */
const keptAlwaysLimit = 2 ** 20;

const even = (n: number): number => n + (n & 1);

/** Where everything of a network stands in the kernel's memory. */
export interface NetworkLayout extends NetRecord {
  /** Address of the `Net` structure. */
  readonly address: number;
  /** Most examples of a minibatch: indices beyond need a larger layout. */
  readonly batchCapacity: number;
  /** Whether every gradient over all examples should leave its passes for later derivatives. */
  readonly keepAlways: boolean;
}

/** Number of parameters: for each layer W (outputs × inputs, row-major), then b. */
export function parameterCount(shape: NetworkShape): number {
  let total = 0;
  for (let l = 0; l + 1 < shape.widths.length; l++) total += shape.widths[l + 1] * (shape.widths[l] + (shape.bias[l] ? 1 : 0));
  return total;
}

/** Reserves memory for a network on `examples` examples and writes its description there. */
export function layOut(arena: Arena, shape: NetworkShape, examples: number): NetworkLayout {
  const layerCount = shape.widths.length - 1;
  const tileWidth = Math.min(widestTile, even(examples));
  const tiles = Math.ceil(examples / tileWidth);
  const { layers, sums, parameters } = describeLayers(shape);
  const outputs = shape.widths[layerCount];
  const tile = placeTile(shape, layers, tileWidth, outputs);
  const derivatives = placeDerivatives(shape, layers, tileWidth, outputs);

  const address = arena.reserve(64);
  const layersAddress = arena.reserve(Math.ceil((layerCount * layerFields.length) / 2));
  const room = (count: number): number => arena.reserve(count);
  const first = layers[0];
  const rowLength = first.row / 8;
  const keptBytes = tile.bytes * tiles;
  const net: NetRecord = {
    layerCount,
    activation: activationCodes[shape.activation],
    loss: lossCodes[shape.loss],
    parameters,
    examples,
    tileWidth,
    layers: layersAddress,
    w: room(parameters),
    v: room(parameters),
    out: room(parameters),
    sums: room(sums),
    sumsBytes: sums * 8,
    rows: room(examples * rowLength),
    features: room(even(examples) * first.inputs),
    targets: room(even(examples) * outputs),
    targetRows: room(examples * outputs),
    batchRows: room(tileWidth * rowLength),
    batchFeatures: room(tileWidth * first.inputs),
    batchTargets: room(tileWidth * outputs),
    batch: room(Math.ceil(examples / 2)),
    scratch: room(tile.bytes / 8),
    kept: keptBytes <= keptLimit ? room(keptBytes / 8) : 0,
    keptStride: tile.bytes,
    derivatives: room(derivatives.bytes / 8),
    ...tile.fields,
    ...derivatives.fields,
  };
  const words = new Int32Array(arena.memory.buffer);
  layers.forEach((layer, l) => layerFields.forEach((field, i) => (words[layersAddress / 4 + l * layerFields.length + i] = layer[field])));
  netFields.forEach((field, i) => (words[address / 4 + i] = net[field]));
  arena.view(address + Math.ceil(netFields.length / 2) * 8, 1)[0] = shape.lossFactor;
  return { ...net, address, batchCapacity: examples, keepAlways: net.kept !== 0 && keptBytes <= keptAlwaysLimit };
}

function describeLayers(shape: NetworkShape): { layers: LayerRecord[]; sums: number; parameters: number } {
  const layers: LayerRecord[] = [];
  let parameters = 0;
  let sums = 0;
  for (let l = 0; l + 1 < shape.widths.length; l++) {
    const inputs = shape.widths[l];
    const outputs = shape.widths[l + 1];
    const hasBias = shape.bias[l] ? 1 : 0;
    const row = even(inputs + hasBias);
    const layer = Object.fromEntries(layerFields.map((field) => [field, 0])) as LayerRecord;
    Object.assign(layer, {
      inputs,
      outputs,
      hasBias,
      weights: parameters * 8,
      bias: (parameters + inputs * outputs) * 8,
      row: row * 8,
      sum: sums * 8,
    });
    layers.push(layer);
    parameters += outputs * (inputs + hasBias);
    sums += outputs * row;
  }
  return { layers, sums, parameters };
}

/** Hands out byte offsets inside a workspace, each on a cache line. */
function offsets(): { take(count: number): number; bytes(): number } {
  let next = 0;
  return {
    take: (count) => {
      const at = next;
      next += Math.ceil(count / 8) * 64;
      return at;
    },
    bytes: () => next,
  };
}

function placeTile(
  shape: NetworkShape,
  layers: LayerRecord[],
  width: number,
  outputs: number,
): { bytes: number; fields: Pick<NetRecord, "output" | "curvature" | "exampleLoss"> } {
  const space = offsets();
  layers.forEach((layer, l) => {
    if (l > 0) {
      layer.activation = space.take(layer.inputs * width);
      layer.transposed = space.take((layer.row / 8) * width);
      layer.slope = space.take(layer.inputs * width);
      layer.preactivation = shape.activation === "gelu" ? space.take(layer.inputs * width) : layer.slope;
      layer.backpropagated = space.take(layer.inputs * width);
    }
    layer.delta = space.take(layer.outputs * width);
  });
  const fields = { output: space.take(outputs * width), curvature: space.take(outputs * width), exampleLoss: space.take(width) };
  return { bytes: space.bytes(), fields };
}

function placeDerivatives(
  shape: NetworkShape,
  layers: LayerRecord[],
  width: number,
  outputs: number,
): { bytes: number; fields: Pick<NetRecord, "output1" | "output2" | "buffer1" | "buffer2"> } {
  const space = offsets();
  layers.forEach((layer, l) => {
    if (l > 0) {
      layer.activation1 = space.take(layer.inputs * width);
      layer.transposed1 = space.take((layer.row / 8) * width);
      layer.slope1 = space.take(layer.inputs * width);
      layer.activation2 = space.take(layer.inputs * width);
      layer.transposed2 = space.take((layer.row / 8) * width);
      layer.slope2 = space.take(layer.inputs * width);
    }
    layer.delta1 = space.take(layer.outputs * width);
    layer.delta2 = space.take(layer.outputs * width);
    layer.inputSquares = space.take(width);
    layer.deltaSquares = space.take(width);
  });
  const widest = Math.max(...shape.widths);
  const fields = {
    output1: space.take(outputs * width),
    output2: space.take(outputs * width),
    buffer1: space.take(widest * width),
    buffer2: space.take(widest * width),
  };
  return { bytes: space.bytes(), fields };
}
