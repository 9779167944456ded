// Second-order Taylor mode: the second derivative along v of everything in the forward and backward pass, which turns the
// gradient into ∇³L[v, v]. Coefficients are derivatives (1! and 2! included): x(t) = x + t x1 + t²/2 x2.
import { jet, transpose } from "./activation";
import { lossJet, lossTangent } from "./loss";
import { lastLayer, layerOf, Net, tileBase, tileBytes, tileTargets, tileVectors, transposedInputOf } from "./net";
import { addOuterProducts } from "./pass";
import { FROM_RESULT, FROM_ZERO, multiply, multiplyTransposed } from "./product";
import { backTangent, layerTangent } from "./tangent";

function double(x: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(x + at);
    v128.store(x + at, f64x2.add(value, value));
  }
}

/** Fills the first and second coefficients of every layer's quantities. */
export function jetPass(net: Net): void {
  forwardJet(net);
  const work = net.derivatives;
  const last = lastLayer(net);
  const curvature = tileBase + net.curvature;
  lossTangent(net.loss, net.lossFactor, last.outputs, tileTargets, tileBytes, curvature, work + net.output1, work + last.delta1);
  lossJet(net.loss, net.lossFactor, last.outputs, tileTargets, tileBytes, curvature, work + net.output1, work + net.output2, work + last.delta2);
  backwardJet(net);
}

/** z2 = 2 V a1 + W a2 of each layer (zero at the first), then the activations' coefficients. */
function forwardJet(net: Net): void {
  const work = net.derivatives;
  const count = net.layerCount;
  for (let l = 0; l < count; l++) {
    const layer = layerOf(net, l);
    const last = l == count - 1;
    const above = last ? layer : layerOf(net, l + 1);
    const z1 = work + (last ? net.output1 : above.slope1);
    const z2 = work + (last ? net.output2 : above.slope2);
    const bytes = <usize>layer.outputs * tileBytes;
    layerTangent(net, layer, l, z1);
    if (l == 0) memory.fill(z2, 0, bytes);
    else {
      const stride = <usize>layer.inputs << 3;
      multiply(layer.outputs, layer.inputs, tileVectors, net.v + layer.weights, stride, work + layer.activation1, tileBytes, z2, tileBytes, FROM_ZERO, 0);
      double(z2, bytes);
      multiply(layer.outputs, layer.inputs, tileVectors, net.w + layer.weights, stride, work + layer.activation2, tileBytes, z2, tileBytes, FROM_RESULT, 0);
    }
    if (last) continue;
    jet(net.activation, tileBase + above.activation, tileBase + above.slope, tileBase + above.preactivation, z1, work + above.activation1, z2, work + above.activation2, (layer.outputs * tileVectors) << 1);
    transpose(work + above.activation1, work + above.transposed1, above.row, layer.outputs, tileVectors, tileBytes);
    transpose(work + above.activation2, work + above.transposed2, above.row, layer.outputs, tileVectors, tileBytes);
  }
}

/** e1 = Wᵀδ1 + Vᵀδ, e2 = Wᵀδ2 + 2 Vᵀδ1; below: δ1 = e1 p + e p1, δ2 = e2 p + 2 e1 p1 + e p2 with p = φ'. */
function backwardJet(net: Net): void {
  const work = net.derivatives;
  for (let l = net.layerCount - 1; l > 0; l--) {
    const layer = layerOf(net, l);
    const below = layerOf(net, l - 1);
    const stride = <usize>layer.inputs << 3;
    const bytes = <usize>layer.inputs * tileBytes;
    const e2 = work + net.buffer2;
    backTangent(net, layer);
    multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.v + layer.weights, stride, work + layer.delta1, tileBytes, e2, tileBytes, FROM_ZERO);
    double(e2, bytes);
    multiplyTransposed(layer.inputs, layer.outputs, tileVectors, net.w + layer.weights, stride, work + layer.delta2, tileBytes, e2, tileBytes, FROM_RESULT);
    secondProductRule(tileBase + layer.backpropagated, work + net.buffer1, e2, tileBase + layer.slope, work + layer.slope1, work + layer.slope2, work + below.delta1, work + below.delta2, bytes);
  }
}

function secondProductRule(e: usize, e1: usize, e2: usize, p: usize, p1: usize, p2: usize, first: usize, second: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(e + at);
    const x1 = v128.load(e1 + at);
    const y = v128.load(p + at);
    const cross = f64x2.mul(x1, v128.load(p1 + at));
    v128.store(first + at, f64x2.add(f64x2.mul(x1, y), f64x2.mul(x, v128.load(p1 + at))));
    v128.store(second + at, f64x2.add(f64x2.add(f64x2.mul(v128.load(e2 + at), y), f64x2.add(cross, cross)), f64x2.mul(x, v128.load(p2 + at))));
  }
}

/** Adds Σ δ2 aᵀ + 2 δ1 a1ᵀ + δ a2ᵀ of the tile to the sums. */
export function addJet(net: Net, start: i32): void {
  const work = net.derivatives;
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    addOuterProducts(net, layer, work + layer.delta2, transposedInputOf(layer, l), start);
    if (l == 0) continue;
    double(work + layer.delta1, <usize>layer.outputs * tileBytes);
    addOuterProducts(net, layer, work + layer.delta1, work + layer.transposed1, FROM_RESULT);
    addOuterProducts(net, layer, tileBase + layer.delta, work + layer.transposed2, FROM_RESULT);
  }
}
