import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { tensorflow } from "../../../src/tensorflow.ts";
import { apart, normals, tf, useBackend, written } from "../../support/tensorflow.ts";

beforeAll(() => useBackend("cpu"));

/** One example: the loss is a fixed combination of what the operation makes of the variables. */
const data = { x: tf.tensor2d([[1]]), y: tf.tensor2d([[0]]) };

/** The objective Σ c·f(variables), by exact derivatives and by differences. */
function objectivesOf(shapes: readonly number[][], f: (...variables: Tensor[]) => Tensor) {
  const someTensor = (shape: readonly number[], seed: number, scale: number): Tensor =>
    tf.tensor(
      Float32Array.from(
        normals(
          shape.reduce((a, b) => a * b, 1),
          seed,
          scale,
        ),
      ),
      [...shape],
    );
  const start = shapes.map((shape, i) => someTensor(shape, 20 + i, 0.7));
  const loss = (variables: Tensor[]): Tensor => {
    const result = f(...variables);
    return tf.sum(tf.mul(someTensor(result.shape, 40, 1), result));
  };
  const make = (derivatives?: "differences") => tensorflow(tf, start, loss, data, { derivatives });
  return { exact: make(), differences: make("differences") };
}

const square = [[3, 4]];
/** Operations by name: shapes of the variables, and what is made of them. */
const operations: Record<string, readonly [readonly number[][], (...variables: Tensor[]) => Tensor]> = {
  tanh: [square, (a) => tf.tanh(a)],
  sigmoid: [square, (a) => tf.sigmoid(a)],
  exp: [square, (a) => tf.exp(a)],
  expm1: [square, (a) => tf.expm1(a)],
  elu: [square, (a) => tf.elu(a)],
  selu: [square, (a) => tf.selu(a)],
  softplus: [square, (a) => tf.softplus(a)],
  logSigmoid: [square, (a) => tf.logSigmoid(a)],
  erf: [square, (a) => tf.erf(a)],
  sin: [square, (a) => tf.sin(a)],
  cos: [square, (a) => tf.cos(a)],
  tan: [square, (a) => tf.tan(tf.mul(a, 0.3))],
  sinh: [square, (a) => tf.sinh(a)],
  cosh: [square, (a) => tf.cosh(a)],
  atan: [square, (a) => tf.atan(a)],
  asinh: [square, (a) => tf.asinh(a)],
  atan2: [
    [
      [3, 4],
      [3, 4],
    ],
    (a, b) => tf.atan2(tf.add(a, 3), tf.add(b, 4)),
  ],
  log: [square, (a) => tf.log(tf.add(tf.square(a), 1))],
  log1p: [square, (a) => tf.log1p(tf.square(a))],
  sqrt: [square, (a) => tf.sqrt(tf.add(tf.square(a), 1))],
  rsqrt: [square, (a) => tf.rsqrt(tf.add(tf.square(a), 1))],
  pow: [square, (a) => tf.pow(tf.add(tf.square(a), 1), 1.5)],
  reciprocal: [square, (a) => tf.reciprocal(tf.add(tf.square(a), 1))],
  "a quotient": [[[3, 4], [4]], (a, b) => tf.div(a, tf.add(tf.square(b), 1))],
  "a product with broadcasting": [
    [
      [3, 4],
      [3, 1],
    ],
    (a, b) => tf.mul(tf.square(a), tf.square(b)),
  ],
  "a squared difference": [
    [
      [3, 4],
      [3, 4],
    ],
    (a, b) => tf.squaredDifference(tf.square(a), b),
  ],
  relu: [square, (a) => tf.relu(tf.add(tf.pow(a, 3), 0.05))],
  "relu times itself": [square, (a) => tf.square(tf.relu(a))],
  leakyRelu: [square, (a) => tf.square(tf.leakyRelu(a, 0.1))],
  prelu: [[[3, 4], [4]], (a, b) => tf.prelu(tf.tanh(a), tf.square(b))],
  relu6: [square, (a) => tf.square(tf.relu6(a))],
  clipByValue: [square, (a) => tf.square(tf.clipByValue(a, -0.5, 0.5))],
  maximum: [
    [
      [3, 4],
      [3, 4],
    ],
    (a, b) => tf.maximum(tf.square(a), tf.exp(b)),
  ],
  minimum: [
    [
      [3, 4],
      [3, 4],
    ],
    (a, b) => tf.minimum(tf.square(a), tf.exp(b)),
  ],
  where: [
    [
      [3, 4],
      [3, 4],
    ],
    (a, b) => tf.where(tf.greaterEqual(a, b), tf.square(a), tf.exp(b)),
  ],
  abs: [square, (a) => tf.pow(tf.abs(a), 3)],
  softmax: [square, (a) => tf.softmax(a as Tensor2D)],
  "softmax's logarithm, written out": [square, (a) => tf.sub(a, tf.logSumExp(a, 1, true))],
  max: [square, (a) => tf.square(tf.max(a, 1))],
  min: [square, (a) => tf.square(tf.min(a, 1))],
  mean: [square, (a) => tf.square(tf.mean(tf.square(a), 0))],
  sum: [square, (a) => tf.square(tf.sum(tf.square(a), 1, true))],
  cumsum: [square, (a) => tf.square(tf.cumsum(a, 1))],
  matMul: [
    [
      [3, 4],
      [4, 2],
    ],
    (a, b) => tf.matMul(tf.square(a), tf.square(b)),
  ],
  "matMul of transposed matrices": [
    [
      [4, 3],
      [2, 4],
    ],
    (a, b) => tf.matMul(tf.square(a), tf.square(b), true, true),
  ],
  "a fused matMul": [
    [[3, 4], [4, 2], [2]],
    (a, b, c) => tf.square(tf.fused.matMul({ a: a, b: b, bias: c, transposeA: false, transposeB: false })),
  ],
  conv2d: [
    [
      [1, 5, 5, 2],
      [3, 3, 2, 3],
    ],
    (a, b) => tf.square(tf.conv2d(tf.tanh(a) as Tensor4D, b as Tensor4D, 1, "same")),
  ],
  "conv2d with strides": [
    [
      [1, 5, 5, 2],
      [3, 3, 2, 3],
    ],
    (a, b) => tf.square(tf.conv2d(tf.tanh(a) as Tensor4D, b as Tensor4D, 2, "valid")),
  ],
  "a fused conv2d": [
    [[1, 5, 5, 2], [2, 2, 2, 3], [3]],
    (a, b, c) => tf.square(tf.fused.conv2d({ x: tf.tanh(a) as Tensor4D, filter: b as Tensor4D, bias: c, strides: 1, pad: "same" })),
  ],
  conv2dTranspose: [
    [
      [1, 3, 3, 2],
      [2, 2, 3, 2],
    ],
    (a, b) => tf.square(tf.conv2dTranspose(tf.tanh(a) as Tensor4D, b as Tensor4D, [1, 6, 6, 3], 2, "same")),
  ],
  depthwiseConv2d: [
    [
      [1, 5, 5, 2],
      [3, 3, 2, 2],
    ],
    (a, b) => tf.square(tf.depthwiseConv2d(tf.tanh(a) as Tensor4D, b as Tensor4D, 1, "same")),
  ],
  avgPool: [[[1, 4, 5, 2]], (a) => tf.square(tf.avgPool(tf.tanh(a) as Tensor4D, 2, 2, "valid"))],
  "avgPool with overlapping windows": [[[1, 5, 5, 2]], (a) => tf.square(tf.avgPool(tf.tanh(a) as Tensor4D, 3, 1, "same"))],
  maxPool: [[[1, 4, 5, 2]], (a) => tf.square(tf.maxPool(tf.tanh(a) as Tensor4D, 2, 2, "valid"))],
  "batch normalisation": [
    [[1, 3, 3, 2], [2], [2]],
    (a, b, c) =>
      tf.square(tf.batchNorm(tf.tanh(a), tf.tensor1d([0.1, -0.2]), tf.tensor1d([0.5, 2]), tf.exp(c) as Tensor1D, b as Tensor1D, 1e-3)),
  ],
  gather: [square, (a) => tf.exp(tf.gather(a, tf.tensor1d([0, 2, 2], "int32")))],
  concat: [
    [
      [3, 4],
      [2, 4],
    ],
    (a, b) => tf.exp(tf.concat([a, tf.square(b)])),
  ],
  split: [square, (a) => tf.exp(tf.mul(...(tf.split(a, 2, 1) as [Tensor, Tensor])))],
  stack: [square, (a) => tf.exp(tf.stack(tf.unstack(a, 1).toReversed()))],
  slice: [square, (a) => tf.exp(tf.slice(a, [1, 0], [2, 3]))],
  pad: [
    square,
    (a) =>
      tf.exp(
        tf.pad(a, [
          [1, 0],
          [0, 2],
        ]),
      ),
  ],
  tile: [square, (a) => tf.exp(tf.tile(a, [2, 1]))],
  transpose: [square, (a) => tf.matMul(tf.transpose(a), tf.square(a))],
  reverse: [square, (a) => tf.mul(tf.square(a), tf.reverse(a, 1))],
  norm: [square, (a) => tf.norm(a, 2, 1)],
  "mean squared error of tf.losses": [square, (a) => tf.losses.meanSquaredError(tf.ones([3, 4]), tf.square(a))],
  "sigmoid cross-entropy of tf.losses": [square, (a) => tf.losses.sigmoidCrossEntropy(tf.onesLike(a), tf.square(a))],
};

describe("an operation of TensorFlow.js", () => {
  // Extrapolated differences in float32 leave 1e-3 of a product and a few per cent of a third derivative; a missing term would be of the order of 1.
  test.each(Object.entries(operations))("%s is differentiated twice and three times", (_, [shapes, f]) => {
    const { exact, differences } = objectivesOf(shapes, f);
    expect(exact.arithmetic.reason).toBeUndefined();
    const w = Float64Array.from(exact.weights());
    const v = normals(w.length, 3);
    const both = (of: "hessianVector" | "thirdDerivative") =>
      [exact, differences].map((objective) => written(w.length, (out) => objective[of](w, v, out)));
    const [product, approximate] = both("hessianVector");
    if (product.some((value) => value !== 0)) expect(apart(approximate, product)).toBeLessThan(2e-3);
    else expect(Math.max(...approximate.map(Math.abs))).toBeLessThan(1e-3);
    const [third, roughly] = both("thirdDerivative");
    if (third.some((value) => value !== 0)) expect(apart(roughly, third)).toBeLessThan(6e-2);
    else expect(Math.max(...roughly.map(Math.abs))).toBeLessThan(0.1);
  });
});
