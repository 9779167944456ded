// The R-operator (Pearlmutter 1994): derivatives of all quantities of the forward and backward pass along a direction in
// parameter space. The direction of example i is v + own·∇ℓ_i; the second part is rank one in each layer (δ_i a_iᵀ, δ_i),
// so that (1/N) Σ H_i ∇ℓ_i costs no more than one Hessian-vector product.
import { tangent, transpose } from "./activation";
import { lossTangent } from "./loss";
import { inputOf, lastLayer, Layer, layerOf, Net, tileBase, tileBytes, tileTargets, tileVectors, transposedInputOf } from "./net";
import { addOuterProducts, hadamard } from "./pass";
import { FROM_BIAS, FROM_RESULT, FROM_ZERO, multiply, multiplyTransposed } from "./product";

/** squares[j] = Σ_k x[k][j]² + first. */
function columnSquares(x: usize, units: i32, squares: usize, first: f64): void {
  for (let j: usize = 0; j < tileBytes; j += 16) {
    let sum = f64x2.splat(first);
    for (let k = 0, at = x + j; k < units; k++, at += tileBytes) {
      const value = v128.load(at);
      sum = f64x2.add(sum, f64x2.mul(value, value));
    }
    v128.store(squares + j, sum);
  }
}

/** ‖a_i‖² (+ 1 for the bias) and ‖δ_i‖² of each layer and example of the tile. */
export function squaredNorms(net: Net): void {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    columnSquares(inputOf(layer, l), layer.inputs, net.derivatives + layer.inputSquares, layer.hasBias ? 1 : 0);
    columnSquares(tileBase + layer.delta, layer.outputs, net.derivatives + layer.deltaSquares, 0);
  }
}

/** target[k][j] += factor · x[k][j] · squares[j]. */
function addScaledColumns(factor: f64, x: usize, squares: usize, units: i32, target: usize): void {
  const scale = f64x2.splat(factor);
  for (let k = 0; k < units; k++) {
    for (let j: usize = 0; j < tileBytes; j += 16) {
      v128.store(target + j, f64x2.add(v128.load(target + j), f64x2.mul(scale, f64x2.mul(v128.load(x + j), v128.load(squares + j)))));
    }
    x += tileBytes;
    target += tileBytes;
  }
}

/** z1 = V a + v_b + W a1, for the layer with index l. */
export function layerTangent(net: Net, layer: Layer, l: i32, target: usize): void {
  const stride = <usize>layer.inputs << 3;
  multiply(layer.outputs, layer.inputs, tileVectors, net.v + layer.weights, stride, inputOf(layer, l), tileBytes, target, tileBytes, layer.hasBias ? FROM_BIAS : FROM_ZERO, net.v + layer.bias);
  if (l > 0) multiply(layer.outputs, layer.inputs, tileVectors, net.w + layer.weights, stride, net.derivatives + layer.activation1, tileBytes, target, tileBytes, FROM_RESULT, 0);
}

/** target ← x ∘ p + y ∘ q. */
function productRule(x: usize, p: usize, y: usize, q: usize, target: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(target + at, f64x2.add(f64x2.mul(v128.load(x + at), v128.load(p + at)), f64x2.mul(v128.load(y + at), v128.load(q + at))));
  }
}

/** e1 = Wᵀδ1 + Vᵀδ into buffer1, for one layer. */
export function backTangent(net: Net, layer: Layer): void {
  const stride = <usize>layer.inputs << 3;
  multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.w + layer.weights, stride, net.derivatives + layer.delta1, tileBytes, net.derivatives + net.buffer1, tileBytes, FROM_ZERO);
  multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.v + layer.weights, stride, tileBase + layer.delta, tileBytes, net.derivatives + net.buffer1, tileBytes, FROM_RESULT);
}

/** Fills activation1, transposed1 and slope1 of every layer, and delta1 of the last one: the loss's Hessian times the outputs' derivative. */
function tangentForward(net: Net, own: f64): void {
  const work = net.derivatives;
  const count = net.layerCount;
  for (let l = 0; l < count; l++) {
    const layer = layerOf(net, l);
    const last = l == count - 1;
    const above = last ? layer : layerOf(net, l + 1);
    const target = work + (last ? net.output1 : above.slope1);
    layerTangent(net, layer, l, target);
    if (own != 0) addScaledColumns(own, tileBase + layer.delta, work + layer.inputSquares, layer.outputs, target);
    if (last) continue;
    tangent(net.activation, tileBase + above.activation, tileBase + above.slope, tileBase + above.preactivation, target, work + above.activation1, (layer.outputs * tileVectors) << 1);
    transpose(work + above.activation1, work + above.transposed1, above.row, layer.outputs, tileVectors, tileBytes);
  }
  const last = lastLayer(net);
  lossTangent(net.loss, net.lossFactor, last.outputs, tileTargets, tileBytes, tileBase + net.curvature, work + net.output1, work + last.delta1);
}

/** Fills activation1, transposed1, slope1 and delta1 of every layer. */
export function tangentPass(net: Net, own: f64): void {
  const work = net.derivatives;
  if (own != 0) squaredNorms(net);
  tangentForward(net, own);
  for (let l = net.layerCount - 1; l > 0; l--) {
    const layer = layerOf(net, l);
    backTangent(net, layer);
    if (own != 0) addScaledColumns(own, tileBase + layer.activation, work + layer.deltaSquares, layer.inputs, work + net.buffer1);
    productRule(work + net.buffer1, tileBase + layer.slope, tileBase + layer.backpropagated, work + layer.slope1, work + layerOf(net, l - 1).delta1, <usize>layer.inputs * tileBytes);
  }
}

/** Adds Σ δ1 aᵀ + δ a1ᵀ of the tile to the sums. */
export function addTangent(net: Net, start: i32): void {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    addOuterProducts(net, layer, net.derivatives + layer.delta1, transposedInputOf(layer, l), start);
    if (l > 0) addOuterProducts(net, layer, tileBase + layer.delta, net.derivatives + layer.transposed1, FROM_RESULT);
  }
}

/** The same with the network's own curvature left out, δ1 = φ' ∘ Wᵀδ1 from layer to layer: what the Gauss–Newton matrix takes of the R-operator. */
export function gaussNewtonPass(net: Net): void {
  const work = net.derivatives;
  tangentForward(net, 0);
  for (let l = net.layerCount - 1; l > 0; l--) {
    const layer = layerOf(net, l);
    multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.w + layer.weights, <usize>layer.inputs << 3, work + layer.delta1, tileBytes, work + net.buffer1, tileBytes, FROM_ZERO);
    hadamard(work + net.buffer1, tileBase + layer.slope, work + layerOf(net, l - 1).delta1, <usize>layer.inputs * tileBytes);
  }
}

/** Adds Σ δ1 aᵀ of the tile to the sums. */
export function addGaussNewton(net: Net, start: i32): void {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    addOuterProducts(net, layer, net.derivatives + layer.delta1, transposedInputOf(layer, l), start);
  }
}
