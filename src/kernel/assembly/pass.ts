// Forward and backward passes over the tile under way, and the accumulation of parameter gradients.
import { activate, slopesAndTranspose } from "./activation";
import { lossOf } from "./loss";
import { inputOf, lastLayer, Layer, layerOf, Net, tileBase, tileBytes, tileExamples, tileTargets, tileVectors, transposedInputOf } from "./net";
import { FROM_BIAS, FROM_RESULT, FROM_ZERO, multiply, multiplyTransposed } from "./product";

/** Activations, and with `withSlopes` what a backward pass needs of them; losses and ∂ℓ/∂f of each example. */
export function forward(net: Net, withSlopes: i32): void {
  const count = net.layerCount;
  const w = net.w;
  for (let l = 0; l < count; l++) {
    const layer = layerOf(net, l);
    const last = l == count - 1;
    const above = last ? layer : layerOf(net, l + 1);
    const target = tileBase + (last ? net.output : above.activation);
    multiply(layer.outputs, layer.inputs, tileVectors, w + layer.weights, <usize>layer.inputs << 3, inputOf(layer, l), tileBytes, target, tileBytes, layer.hasBias ? FROM_BIAS : FROM_ZERO, w + layer.bias);
    if (last) continue;
    activate(net.activation, target, tileBase + above.slope, tileBase + above.preactivation, (layer.outputs * tileVectors) << 1, withSlopes);
    if (withSlopes) slopesAndTranspose(net.activation, target, tileBase + above.slope, tileBase + above.transposed, above.row, layer.outputs, tileVectors, tileBytes);
  }
  const last = lastLayer(net);
  lossOf(net.loss, net.lossFactor, last.outputs, tileBase + net.output, tileTargets, tileBytes, tileBase + net.exampleLoss, tileBase + last.delta, tileBase + net.curvature);
}

/** z ← x ∘ y. */
@inline
export function hadamard(x: usize, y: usize, z: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(z + at, f64x2.mul(v128.load(x + at), v128.load(y + at)));
}

/** ∂ℓ_i/∂z of every layer, from the last layer's. */
export function backward(net: Net): void {
  for (let l = net.layerCount - 1; l > 0; l--) {
    const layer = layerOf(net, l);
    const below = layerOf(net, l - 1);
    const back = tileBase + layer.backpropagated;
    multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.w + layer.weights, <usize>layer.inputs << 3, tileBase + layer.delta, tileBytes, back, tileBytes, FROM_ZERO);
    hadamard(back, tileBase + layer.slope, tileBase + below.delta, <usize>layer.inputs * tileBytes);
  }
}

/** Adds Σ_i δ_i a_iᵀ over the tile's examples to a layer's sum; `start` FROM_ZERO begins the sum. */
export function addOuterProducts(net: Net, layer: Layer, delta: usize, transposed: usize, start: i32): void {
  multiply(layer.outputs, tileExamples, <i32>(layer.row >> 4), delta, tileBytes, transposed, layer.row, net.sums + layer.sum, layer.row, start, 0);
}

/** Adds the tile's gradient to the sums. */
export function addGradient(net: Net, start: i32): void {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    addOuterProducts(net, layer, tileBase + layer.delta, transposedInputOf(layer, l), start);
  }
}

/** Sum of the tile's losses, added to `sum` example by example. */
export function addLosses(net: Net, sum: f64): f64 {
  const losses = tileBase + net.exampleLoss;
  for (let j = 0; j < tileExamples; j++) sum += load<f64>(losses + (<usize>j << 3));
  return sum;
}

/** Writes the sums, times `factor`, into net.out in the order of the parameter vector. */
export function collect(net: Net, factor: f64): void {
  useSums<u8>(net, net.out, factor, 0);
}

/** w ← w − h (factor · sums), each product rounded; NaN unless every new w is finite (see `descend`). */
export function descendAlongSums(net: Net, factor: f64, h: f64): f64 {
  return useSums<u16>(net, net.w, factor, h);
}

/** Goes through the sums in the order of the parameter vector. The type D is a compile-time number: collects where sizeof<D>() is 1, else descends. */
@inline
function useSums<D>(net: Net, vector: usize, factor: f64, h: f64): f64 {
  const scale = f64x2.splat(factor);
  const step = f64x2.splat(h);
  let spoiled = f64x2.splat(0);
  let spoiledOdd: f64 = 0;
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    let source = net.sums + layer.sum;
    let target = vector + layer.weights;
    let bias = vector + layer.bias;
    const whole = <usize>(layer.inputs & ~1) << 3;
    for (let i = 0; i < layer.outputs; i++) {
      let k: usize = 0;
      for (; k < whole; k += 16) {
        let value = f64x2.mul(scale, v128.load(source + k));
        if (sizeof<D>() > 1) {
          value = f64x2.sub(v128.load(target + k), f64x2.mul(step, value));
          spoiled = f64x2.add(spoiled, f64x2.sub(value, value));
        }
        v128.store(target + k, value);
      }
      if (layer.inputs & 1) {
        spoiledOdd += useOne<D>(target + k, source + k, factor, h);
        k += 8;
      }
      if (layer.hasBias) {
        spoiledOdd += useOne<D>(bias, source + k, factor, h);
        bias += 8;
      }
      target += <usize>layer.inputs << 3;
      source += layer.row;
    }
  }
  return f64x2.extract_lane(spoiled, 0) + f64x2.extract_lane(spoiled, 1) + spoiledOdd;
}

@inline
function useOne<D>(target: usize, sum: usize, factor: f64, h: f64): f64 {
  let value = factor * load<f64>(sum);
  if (sizeof<D>() > 1) value = load<f64>(target) - h * value;
  store<f64>(target, value);
  return sizeof<D>() > 1 ? value - value : 0;
}

/** Sets the columns of ones (biases) and of zeros (padding) in the transposed activations of one workspace. */
export function initialiseWorkspace(net: Net, base: usize): void {
  for (let l = 1; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    for (let j = 0; j < net.tileWidth; j++) {
      const end = base + layer.transposed + <usize>j * layer.row + (<usize>layer.inputs << 3);
      const bytes = layer.row - (<usize>layer.inputs << 3);
      memory.fill(end, 0, bytes);
      if (layer.hasBias) store<f64>(end, 1);
    }
  }
}
export { FROM_RESULT, FROM_ZERO };
