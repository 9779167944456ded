import type { Rank, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { crossEntropy } from "../../../src/objective/loss/crossEntropy.ts";
import { logistic } from "../../../src/objective/loss/logistic.ts";
import { squaredError } from "../../../src/objective/loss/squaredError.ts";
import { tensorflow } from "../../../src/tensorflow.ts";
import { apart, denseModel, normals, someData, tf, useBackend, written } from "../../support/tensorflow.ts";

beforeAll(() => useBackend("cpu"));

const images = { x: tf.randomNormal([6, 4, 4, 1], 0, 1, "float32", 1), y: tf.randomNormal([6, 2], 0, 1, "float32", 2) };
const table = someData(6, 3, 2, "one-hot");
const dense = () => denseModel({ widths: [3, 4, 2], activation: "tanh" });

/** A function with a gradient of its own, as a user writes it. */
const sine = tf.customGrad((x, save) => {
  (save as (saved: Tensor[]) => void)([x as Tensor]);
  return { value: tf.sin(x as Tensor), gradFunc: (dy, saved) => tf.mul(dy, tf.cos(saved[0])) };
});

describe("derivatives", () => {
  test("are exact through convolutions and poolings", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: "same", activation: "tanh", inputShape: [4, 4, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.conv2d({ filters: 2, kernelSize: 2, activation: "softplus" }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 2 }),
      ],
    });
    const exact = tensorflow(tf, model, squaredError(), images);
    const differences = tensorflow(tf, model, squaredError(), images, { derivatives: "differences" });
    expect(exact.arithmetic).toMatchObject({
      precision: "float32",
      derivatives: "exact",
      engine: `TensorFlow.js ${tf.version_core} on cpu`,
    });
    const w = normals(exact.size, 2, 0.5);
    const v = normals(exact.size, 3);
    const [product, approximate] = [exact, differences].map((objective) => written(w.length, (out) => objective.hessianVector(w, v, out)));
    expect(apart(approximate, product)).toBeLessThan(1e-3);
    // Kernels as outputs × the rest: the 4th entry of a 3 × 9 block is the second row of the first filter's window.
    expect(exact.blocks.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
      ["layer1.weight", 3, 9],
      ["layer1.bias", 3, 1],
      ["layer2.weight", 2, 12],
      ["layer2.bias", 2, 1],
      ["layer3.weight", 2, 2],
      ["layer3.bias", 2, 1],
    ]);
    exact.assign(w);
    const kernel = model.layers[0].getWeights()[0];
    expect((kernel.arraySync() as number[][][][])[1][0][0][0]).toBe(w[3]);
  });

  const refused: Record<string, readonly [loss: (y: Tensor, prediction: Tensor) => Tensor, reason: string]> = {
    "a customGrad": [
      (y, prediction) => tf.mean(tf.square(sine(tf.sub(prediction, y)))),
      "TensorFlow.js cannot differentiate a customGrad again",
    ],
    "local response normalisation": [
      (y, prediction) =>
        tf.mean(
          tf.square(tf.sub(tf.localResponseNormalization(tf.reshape<Rank.R4>(prediction, [-1, 1, 1, 2])), tf.reshape(y, [-1, 1, 1, 2]))),
        ),
      "TensorFlow.js cannot differentiate LRN again",
    ],
    "maximum pooling with overlapping windows": [
      (y, prediction) =>
        tf.mean(tf.square(tf.maxPool(tf.reshape<Rank.R4>(tf.concat([prediction, y, prediction], 1), [-1, 2, 3, 1]), 2, 1, "valid"))),
      "maximum pooling with overlapping windows has no second derivative here; differences see the kinks of MaxPool",
    ],
  };
  test.each(Object.entries(refused))("come from differences through %s, and say why", (_, [loss, reason]) => {
    const { numTensors } = tf.memory();
    const objective = tensorflow(tf, dense(), loss, table);
    expect(objective.arithmetic).toMatchObject({ derivatives: "differences", reason, eigenvalueTolerance: 1e-3 });
    objective.dispose();
    // What is left is the model's four weights.
    expect(tf.memory().numTensors).toBe(numTensors + 4);
    const w = normals(objective.size, 2, 0.5);
    const other = tensorflow(tf, dense(), loss, table);
    expect(written(w.length, (out) => other.hessianVector(w, normals(w.length, 3), out)).every(Number.isFinite)).toBe(true);
  });

  const inOtherWords: Record<string, (y: Tensor, prediction: Tensor) => Tensor> = {
    "the softmax cross-entropy of tf.losses": (y, prediction) => tf.losses.softmaxCrossEntropy(y, prediction),
    "tf.logSoftmax": (y, prediction) => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(prediction)), 1))),
    "softmax and a logarithm": (y, prediction) => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(tf.softmax(prediction))), 1))),
  };
  test.each(Object.entries(inOtherWords))("are exact through %s, and those of cross-entropy", (_, loss) => {
    const model = dense();
    const ours = tensorflow(tf, model, crossEntropy(), table);
    const theirs = tensorflow(tf, model, loss, table);
    expect(theirs.arithmetic.derivatives).toBe("exact");
    const w = normals(ours.size, 2, 0.5);
    const v = normals(ours.size, 3);
    for (const of of ["hessianVector", "gaussNewtonVector", "thirdDerivative"] as const) {
      const [expected, found] = [ours, theirs].map((objective) => written(w.length, (out) => objective[of]!(w, v, out)));
      expect(apart(found, expected)).toBeLessThan(3e-6);
    }
    expect(theirs.accuracy!(w)).toBe(ours.accuracy!(w));
  });

  test("are exact where the user says that a customGrad can be differentiated again", () => {
    const start = [tf.tensor1d([1, 2])];
    const loss = ([a]: Tensor[], x: Tensor): Tensor => tf.mean(tf.matMul(x as Tensor2D, tf.reshape(sine(a), [2, 1])));
    const data = { x: tf.tensor2d([[1, 1]]), y: tf.tensor1d([0]) };
    const objective = tensorflow(tf, start, loss, data, { derivatives: "exact" });
    const w = Float64Array.of(1, 2);
    expect(Array.from(written(2, (out) => objective.hessianVector(w, Float64Array.of(1, 1), out)))).toEqual(
      [-Math.sin(1), -Math.sin(2)].map((value) => expect.closeTo(value, 5)),
    );
    expect(Array.from(written(2, (out) => objective.thirdDerivative(w, Float64Array.of(1, 0), out)))).toEqual([
      expect.closeTo(-Math.cos(1), 5),
      expect.closeTo(0, 9),
    ]);
  });

  test("of a loss without curvature are zero", () => {
    const objective = tensorflow(tf, { a: tf.tensor1d([1, 2]), b: tf.tensor1d([3]) }, ({ a }, x) => tf.mean(tf.mul(x, tf.sum(a))), {
      x: tf.tensor1d([1, 3]),
      y: tf.tensor1d([0, 0]),
    });
    const w = Float64Array.of(1, 2, 3);
    expect(Array.from(written(3, (out) => objective.gradient(w, out)))).toEqual([2, 2, 0]);
    for (const of of ["hessianVector", "thirdDerivative"] as const)
      expect(Array.from(written(3, (out) => objective[of](w, Float64Array.of(1, 1, 1), out)))).toEqual([0, 0, 0]);
    expect(objective.blocks.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["a", 0, 2],
      ["b", 2, 3],
    ]);
  });

  test("leave the gradients that TensorFlow.js has registered as they are", () => {
    const names = ["Tanh", "Softmax", "Conv2DBackpropFilter", "Greater"];
    const before = [...names.map((name) => tf.getGradient(name)), tf.engine().customGrad];
    const objective = tensorflow(tf, dense(), squaredError(), table);
    objective.hessianVector(normals(objective.size, 1), normals(objective.size, 2), new Float64Array(objective.size));
    expect([...names.map((name) => tf.getGradient(name)), tf.engine().customGrad]).toEqual(before);
  });
});

describe("what does not fit is refused in a sentence:", () => {
  const cases: Record<string, readonly [() => unknown, string]> = {
    "a loss that is a sum": [
      () => tensorflow(tf, dense(), (y, prediction) => tf.sum(tf.square(tf.sub(y, prediction))), table),
      "loss: must be the mean over the examples, but for the first 6 it is ",
    ],
    "a loss that is no scalar": [
      () => tensorflow(tf, dense(), (y, prediction) => tf.square(tf.sub(y, prediction)), table),
      "loss: gives a tensor of shape [6, 2]; it must give their mean, a scalar",
    ],
    "a loss that TensorFlow.js cannot differentiate": [
      () => tensorflow(tf, dense(), (y, prediction) => tf.mean(tf.cumprod(tf.sub(prediction, y), 1)), table),
      'loss: cannot be computed and differentiated on the backend "cpu": Cannot compute gradient',
    ],
    "targets that the loss does not know": [
      () =>
        tensorflow(tf, denseModel({ widths: [3, 4, 1], activation: "tanh" }), logistic(), {
          x: tf.ones([2, 3]),
          y: tf.ones([2, 1]).mul(3),
        }),
      "loss: the target of example 0 is 3; logistic needs targets 1 and -1",
    ],
    "tensors of different lengths": [
      () => tensorflow(tf, dense(), squaredError(), { x: tf.ones([4, 3]), y: tf.ones([3, 2]) }),
      "data: x has shape [4, 3] and y [3, 2]; both need one entry an example along the first dimension",
    ],
    "a table that does not fill the model's inputs": [
      () => tensorflow(tf, denseModel({ widths: [5, 2], activation: "tanh" }), squaredError(), table),
      "data: has 3 inputs an example, which do not fill the model's input shape [5]",
    ],
    "parameters of another model": [
      () => tensorflow(tf, dense(), squaredError(), table).assign([1, 2]),
      "the model has 26 parameters, not 2",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [make, sentence]) => {
    expect(make).toThrow(sentence);
  });

  test("a backend that changed", async () => {
    const objective = tensorflow(tf, dense(), squaredError(), table);
    await useBackend("wasm");
    try {
      expect(() => objective.loss(new Float64Array(26))).toThrow(
        'the objective was made on the backend "cpu", and now "wasm" is set: set it back, or make another',
      );
    } finally {
      await useBackend("cpu");
    }
  });
});
