// Whole-network operations: one call each. `batchSize` 0 means all examples, otherwise the indices stand in net.batch.
// The result of each stands in net.out. `keep` works in the kept workspaces (all examples only), `known` says that they
// already hold the forward and backward pass at net.w.
import { enterTile, lastLayer, layerOf, Net, tileBase, tileBytes, tileCount, tileExamples } from "./net";
import { addGradient, addLosses, backward, collect, descendAlongSums, forward, FROM_RESULT, FROM_ZERO, initialiseWorkspace } from "./pass";
import { addDiagonal, diagonalPass } from "./diagonal";
import { addJet, jetPass } from "./jet";
import { addGaussNewton, addTangent, gaussNewtonPass, squaredNorms, tangentPass } from "./tangent";

const LOSS: i32 = 1;
const PARAMETER: i32 = 2;

/** Where free memory starts: the caller lays out its workspaces from here. */
export function heapBase(): usize {
  return __heap_base;
}

/** Prepares the workspaces: once, after the layout stands in memory. */
export function networkInitialise(net: Net): void {
  initialiseWorkspace(net, net.scratch);
  if (net.kept == 0) return;
  for (let t = 0; t < tileCount(net, net.examples); t++) initialiseWorkspace(net, net.kept + <usize>t * net.keptStride);
}

/** 1 when the vector at net.v is the point itself, number by number; NaN is never the same. */
export function networkIsAt(net: Net): i32 {
  const end = net.w + (<usize>(net.parameters & ~1) << 3);
  let v = net.v;
  for (let w = net.w; w < end; w += 16, v += 16) {
    if (v128.any_true(f64x2.ne(v128.load(w), v128.load(v)))) return 0;
  }
  return net.parameters & 1 ? i32(load<f64>(end) == load<f64>(v)) : 1;
}

@inline
function sizeOf(net: Net, batchSize: i32): i32 {
  return batchSize > 0 ? batchSize : net.examples;
}

@inline
function enter(net: Net, tile: i32, batchSize: i32, keep: i32, known: i32): void {
  enterTile(net, tile, batchSize, keep);
  if (known) return;
  forward(net, 1);
  backward(net);
}

/** The mean loss; forward passes only. */
export function networkLoss(net: Net, batchSize: i32): f64 {
  const size = sizeOf(net, batchSize);
  const tiles = tileCount(net, size);
  let sum: f64 = 0;
  for (let t = 0; t < tiles; t++) {
    enterTile(net, t, batchSize, 0);
    forward(net, 0);
    sum = addLosses(net, sum);
  }
  return sum / <f64>size;
}

/** The outputs of all examples, [example][output], at `target`. */
export function networkOutputs(net: Net, target: usize): void {
  const outputs = lastLayer(net).outputs;
  const tiles = tileCount(net, net.examples);
  for (let t = 0; t < tiles; t++) {
    enterTile(net, t, 0, 0);
    forward(net, 0);
    for (let j = 0; j < tileExamples; j++) {
      for (let o = 0; o < outputs; o++) {
        store<f64>(target, load<f64>(tileBase + net.output + <usize>o * tileBytes + (<usize>j << 3)));
        target += 8;
      }
    }
  }
}

/** The mean loss; its gradient, times the number of examples, in the sums. */
function sumGradients(net: Net, size: i32, batchSize: i32, keep: i32, known: i32): f64 {
  const tiles = tileCount(net, size);
  let sum: f64 = 0;
  for (let t = 0; t < tiles; t++) {
    enter(net, t, batchSize, keep, known);
    sum = addLosses(net, sum);
    addGradient(net, t == 0 ? FROM_ZERO : FROM_RESULT);
  }
  return sum / <f64>size;
}

/** The mean loss; its gradient in net.out. */
export function networkGradient(net: Net, batchSize: i32, keep: i32, known: i32): f64 {
  const size = sizeOf(net, batchSize);
  const loss = sumGradients(net, size, batchSize, keep, known);
  collect(net, 1 / <f64>size);
  return loss;
}

/** w ← w − h∇L in place, with the roundings of `networkGradient` and `descend`; 0, or what is not finite: LOSS, and w stays, or PARAMETER. */
export function networkDescend(net: Net, batchSize: i32, keep: i32, known: i32, h: f64): i32 {
  const size = sizeOf(net, batchSize);
  const loss = sumGradients(net, size, batchSize, keep, known);
  if (loss - loss != 0) return LOSS;
  return descendAlongSums(net, 1 / <f64>size, h) == 0 ? 0 : PARAMETER;
}

/** (1/B) Σ H_i (v + own ∇ℓ_i), v at net.v: the Hessian-vector product when own = 0. */
export function networkHessianVector(net: Net, batchSize: i32, keep: i32, known: i32, own: f64): void {
  const size = sizeOf(net, batchSize);
  const tiles = tileCount(net, size);
  for (let t = 0; t < tiles; t++) {
    enter(net, t, batchSize, keep, known);
    tangentPass(net, own);
    addTangent(net, t == 0 ? FROM_ZERO : FROM_RESULT);
  }
  collect(net, 1 / <f64>size);
}

/** (1/B) Σ J_iᵀ ∇²ℓ_i J_i v, v at net.v, J_i the derivative of example i's outputs. */
export function networkGaussNewton(net: Net, batchSize: i32, keep: i32, known: i32): void {
  const size = sizeOf(net, batchSize);
  const tiles = tileCount(net, size);
  for (let t = 0; t < tiles; t++) {
    enter(net, t, batchSize, keep, known);
    gaussNewtonPass(net);
    addGaussNewton(net, t == 0 ? FROM_ZERO : FROM_RESULT);
  }
  collect(net, 1 / <f64>size);
}

/** ∇³L[v, v], v at net.v. */
export function networkThirdDerivative(net: Net, batchSize: i32, keep: i32, known: i32): void {
  const size = sizeOf(net, batchSize);
  const tiles = tileCount(net, size);
  for (let t = 0; t < tiles; t++) {
    enter(net, t, batchSize, keep, known);
    jetPass(net);
    addJet(net, t == 0 ? FROM_ZERO : FROM_RESULT);
  }
  collect(net, 1 / <f64>size);
}

/** The diagonal of ∇²L over all examples. At `work` stands room as `diagonalRoom` of src/kernel/networkDiagonal.ts says: rows of `stride` bytes, `units` of them in each Jacobian. */
export function networkHessianDiagonal(net: Net, keep: i32, known: i32, work: usize, stride: usize, units: i32): void {
  const tiles = tileCount(net, net.examples);
  for (let t = 0; t < tiles; t++) {
    enter(net, t, 0, keep, known);
    diagonalPass(net, work, stride, units);
    addDiagonal(net, work, t == 0 ? FROM_ZERO : FROM_RESULT);
  }
  collect(net, 1 / <f64>net.examples);
}

/** ‖∇ℓ_i‖² of all examples at `target`. */
export function networkExampleGradientNorms(net: Net, keep: i32, known: i32, target: usize): void {
  const tiles = tileCount(net, net.examples);
  for (let t = 0; t < tiles; t++) {
    enter(net, t, 0, keep, known);
    squaredNorms(net);
    for (let j = 0; j < tileExamples; j++) {
      let sum: f64 = 0;
      for (let l = 0; l < net.layerCount; l++) {
        const layer = layerOf(net, l);
        const at = net.derivatives + (<usize>j << 3);
        sum += load<f64>(at + layer.inputSquares) * load<f64>(at + layer.deltaSquares);
      }
      store<f64>(target, sum);
      target += 8;
    }
  }
}
