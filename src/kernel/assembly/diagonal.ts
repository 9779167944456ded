// The diagonal of the Hessian. With z_l the layers' outputs before the activation, a the activations and H_l = ∂²ℓ/∂z_l² of one example, the recursion
// H_{l−1} = D(WᵀH_lW)D + diag(φ''(z_{l−1}) ∘ Wᵀ∂ℓ/∂z_l), D = diag φ'(z_{l−1}), is exact (Botev, Ritter & Barber 2017, § 3), and
// ∂²ℓ/∂W_ij² = (H_l)_ii a_j², ∂²ℓ/∂b_i² = (H_l)_ii. Written out, H_l is a sum of squares, Σ_m J_mlᵀ diag(d_m) J_ml over the layers m ≥ l above, with J_ml = ∂z_m/∂z_l,
// d_m = φ'' ∘ Wᵀδ, and at the outputs the loss's own (`lossSquares`). Only its diagonal is wanted, so only the J are carried down, two examples at a time:
// nothing is squared before the end, no H_l is formed, and layers that do not bend (relu, identity) add no rows.
import { IDENTITY, RELU, tangent } from "./activation";
import { CROSS_ENTROPY, lossSquares } from "./loss";
import { lastLayer, Layer, layerOf, Net, tileBase, tileBytes, tileExamples, tileTargets, tileVectors, transposedInputOf } from "./net";
import { addOuterProducts } from "./pass";
import { FROM_ZERO, multiplyTransposed } from "./product";

/** Fills delta2 of every layer with d and delta1 with the diagonal of H. */
export function diagonalPass(net: Net, work: usize, stride: usize, units: i32): void {
  const derivatives = net.derivatives;
  const last = lastLayer(net);
  lossSquares(net.loss, net.lossFactor, last.outputs, tileTargets, tileBytes, tileBase + net.curvature, derivatives + last.delta2, derivatives + last.delta1);
  for (let l = net.layerCount - 1; l > 0; l--) {
    const layer = layerOf(net, l);
    const bend = derivatives + layerOf(net, l - 1).delta2;
    memory.copy(bend, tileBase + layer.backpropagated, <usize>layer.inputs * tileBytes);
    tangent(net.activation, tileBase + layer.activation, tileBase + layer.slope, tileBase + layer.preactivation, bend, derivatives + layer.activation1, (layer.inputs * tileVectors) << 1);
  }
  for (let pair: usize = 0; pair < tileBytes; pair += 16) carryDown(net, pair, work, stride, units);
}

/** Carries the Jacobians of one pair of examples down, [unit][row of any J], d beside them in the first row of `work`. */
function carryDown(net: Net, pair: usize, work: usize, stride: usize, units: i32): void {
  const top = net.layerCount - 1;
  const bends = net.activation != RELU && net.activation != IDENTITY;
  let above = work + stride;
  let below = above + <usize>units * stride;
  let rows = 0;
  for (let l = top; l > 0; l--) {
    const layer = layerOf(net, l);
    const lower = layerOf(net, l - 1);
    if (rows > 0) multiplyTransposed(layer.inputs, layer.outputs, rows, net.w + layer.weights, <usize>layer.inputs << 3, above, stride, below, stride, FROM_ZERO);
    if (bends || l == top) {
      const from = <usize>rows << 4;
      const mean = l == top && net.loss == CROSS_ENTROPY ? tileBase + net.curvature + pair : 0;
      begin(layer, net.w + layer.weights, net.derivatives + layer.delta2 + pair, mean, work + from, below + from, stride);
      rows += layer.outputs;
    }
    const target = net.derivatives + lower.delta1 + pair;
    square(layer.inputs, rows, tileBase + layer.slope + pair, net.derivatives + lower.delta2 + pair, work, below, stride, target);
    const free = above;
    above = below;
    below = free;
  }
}

/** The rows of a layer's own J, which are W's; with the address `p` of probabilities, those of W minus their mean under p. */
function begin(layer: Layer, w: usize, d: usize, p: usize, weights: usize, j: usize, stride: usize): void {
  const outputs = layer.outputs;
  const next = <usize>layer.inputs << 3;
  for (let o = 0; o < outputs; o++) v128.store(weights + (<usize>o << 4), v128.load(d + <usize>o * tileBytes));
  for (let i = 0; i < layer.inputs; i++) {
    let mean = f64x2.splat(0);
    if (p != 0) {
      for (let o = 0, at = w, q = p; o < outputs; o++, at += next, q += tileBytes) mean = f64x2.add(mean, f64x2.mul(v128.load(q), v128.load64_splat(at)));
    }
    for (let o = 0, at = w, to = j; o < outputs; o++, at += next, to += 16) v128.store(to, f64x2.sub(v128.load64_splat(at), mean));
    w += 8;
    j += stride;
  }
}

/** J ← J D, and the diagonal Σ d J² + `bend` of each unit. */
function square(units: i32, rows: i32, slope: usize, bend: usize, weights: usize, j: usize, stride: usize, target: usize): void {
  const end = <usize>rows << 4;
  for (let i = 0; i < units; i++) {
    const p = v128.load(slope);
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < end; at += 16) {
      const x = f64x2.mul(p, v128.load(j + at));
      v128.store(j + at, x);
      // d first: where it is 0, as at saturated probabilities, no square of a large J makes NaN of it.
      sum = f64x2.add(sum, f64x2.mul(f64x2.mul(v128.load(weights + at), x), x));
    }
    v128.store(target, f64x2.add(sum, v128.load(bend)));
    slope += tileBytes;
    bend += tileBytes;
    target += tileBytes;
    j += stride;
  }
}

/** Adds Σ diag(H) (a ∘ a)ᵀ of the tile to the sums; the squares stand at `work`. */
export function addDiagonal(net: Net, work: usize, start: i32): void {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    const a = transposedInputOf(layer, l);
    const bytes = <usize>tileExamples * layer.row;
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(a + at);
      v128.store(work + at, f64x2.mul(x, x));
    }
    addOuterProducts(net, layer, net.derivatives + layer.delta1, work, start);
  }
}
