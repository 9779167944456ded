import type { LayersModel, Tensor } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { crossEntropy, gd, logistic, run, squaredError, values } from "../../../src/index.ts";
import { tensorflow, type TensorflowObjective } from "../../../src/tensorflow.ts";
import { apart, normals, tf, useBackend, written } from "../../support/tensorflow.ts";

beforeAll(() => useBackend("cpu"));

const { l1, l2, l1l2 } = tf.regularizers;
const input = { inputShape: [3] };
const data = { x: tf.randomNormal([6, 3], 0, 1, "float32", 1), y: tf.randomNormal([6, 2], 0, 1, "float32", 2) };
const classes = { x: data.x, y: tf.oneHot(tf.tensor1d([0, 1, 0, 1, 1, 0], "int32"), 2).toFloat() };
const meanSquare = (y: Tensor, prediction: Tensor): Tensor => tf.mean(tf.sum(tf.square(tf.sub(y, prediction)), 1));

/** The loss that TensorFlow.js itself trains, and the gradient of its step. */
async function trained(
  model: LayersModel,
  objective: TensorflowObjective,
  w: Float64Array,
): Promise<{ loss: number; gradient: Float64Array }> {
  objective.assign(w);
  model.compile({ optimizer: tf.train.sgd(1), loss: meanSquare });
  const loss = (await model.trainOnBatch(data.x, data.y)) as number;
  return { loss, gradient: Float64Array.from(objective.weights(), (after, i) => w[i] - after) };
}

/** Σ over the entries of some blocks of l1 |w| + l2 w², with its derivatives. */
function penalty(objective: TensorflowObjective, w: Float64Array, rates: Record<string, { l1?: number; l2?: number }>) {
  const gradient = new Float64Array(w.length);
  const curvature = new Float64Array(w.length);
  let value = 0;
  for (const { name, start, end } of objective.blocks) {
    const { l1: one = 0, l2: two = 0 } = rates[name] ?? {};
    for (let i = start; i < end; i++) {
      value += one * Math.abs(w[i]) + two * w[i] * w[i];
      gradient[i] = one * Math.sign(w[i]) + 2 * two * w[i];
      curvature[i] = 2 * two;
    }
  }
  return { value, gradient, curvature };
}

const model = (regularized: boolean): LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        ...input,
        name: regularized ? "hidden" : undefined,
        units: 4,
        activation: "tanh",
        ...(regularized && { kernelRegularizer: l2({ l2: 0.1 }), biasRegularizer: l1({ l1: 0.05 }) }),
      }),
      tf.layers.dense({
        name: regularized ? "last" : undefined,
        units: 2,
        ...(regularized && { kernelRegularizer: l1l2({ l1: 0.02, l2: 0.03 }), biasRegularizer: "l1l2" }),
      }),
    ],
  });
const rates = {
  "layer1.weight": { l2: 0.1 },
  "layer1.bias": { l1: 0.05 },
  "layer2.weight": { l1: 0.02, l2: 0.03 },
  "layer2.bias": { l1: 0.01, l2: 0.01 },
};

describe("the regularizers of a model are part of what is minimised:", () => {
  const own = model(true);
  const objective = tensorflow(tf, own, squaredError({ factor: 1 }), { ...data, test: data });
  const bare = tensorflow(tf, model(false), squaredError({ factor: 1 }), data);
  const w = normals(objective.size, 3, 0.5);
  const v = normals(objective.size, 4);
  const expected = penalty(objective, w, rates);

  test("loss and gradient are those that TensorFlow.js trains", async () => {
    const theirs = await trained(own, objective, w);
    expect(Math.abs(objective.loss(w) - theirs.loss)).toBeLessThan(1e-6 * theirs.loss);
    expect(
      apart(
        written(w.length, (out) => objective.gradient(w, out)),
        theirs.gradient,
      ),
    ).toBeLessThan(1e-6);
  });

  test("they add l1 Σ|w| + l2 Σw² and its derivatives, once, whatever the batch", () => {
    for (const batch of [undefined, Int32Array.of(4), Int32Array.of(0, 5, 2)]) {
      expect(objective.loss(w, batch) - bare.loss(w, batch)).toBeCloseTo(expected.value, 5);
      const [with_, without] = [objective, bare].map((one) => written(w.length, (out) => one.gradient(w, out, batch)));
      expect(
        apart(
          with_,
          without.map((value, i) => value + expected.gradient[i]),
        ),
      ).toBeLessThan(1e-6);
      const [product, bareProduct] = [objective, bare].map((one) => written(w.length, (out) => one.hessianVector(w, v, out, batch)));
      expect(
        apart(
          product,
          bareProduct.map((value, i) => value + expected.curvature[i] * v[i]),
        ),
      ).toBeLessThan(2e-6);
      const [third, bareThird] = [objective, bare].map((one) => written(w.length, (out) => one.thirdDerivative(w, v, out, batch)));
      expect(apart(third, bareThird)).toBeLessThan(3e-6);
    }
  });

  test("parts that are computed one after another count them once", () => {
    const inParts = tensorflow(tf, own, squaredError({ factor: 1 }), data, { most: 4 });
    expect(inParts.loss(w)).toBeCloseTo(objective.loss(w), 6);
  });

  test("they have no noise: every example has all of them, and Σ is that of the bare loss", () => {
    const spread = (one: TensorflowObjective): number => {
      const norms = written(6, (out) => one.exampleGradientNorms(w, out));
      const g = written(w.length, (out) => one.gradient(w, out));
      return norms.reduce((sum, norm) => sum + norm / 6, 0) - g.reduce((sum, value) => sum + value * value, 0);
    };
    expect(spread(objective)).toBeCloseTo(spread(bare), 4);
    // ∇ tr Σ/2 = (1/N) Σ H_i g_i − H g.
    const drift = (one: TensorflowObjective): Float64Array => {
      const g = written(w.length, (out) => one.gradient(w, out)).map((value) => -value);
      return written(w.length, (out) => one.mixedHessianVector(w, g, 1, 1, out));
    };
    expect(apart(drift(objective), drift(bare))).toBeLessThan(1e-5);
  });

  test("Gauss–Newton products and the held-out loss are without them", () => {
    expect(
      apart(
        written(w.length, (out) => objective.gaussNewtonVector!(w, v, out)),
        written(w.length, (out) => bare.gaussNewtonVector!(w, v, out)),
      ),
    ).toBeLessThan(1e-6);
    expect(objective.test!.loss(w)).toBeCloseTo(bare.loss(w), 6);
  });

  test("the record says which", async () => {
    const record = await run({
      objective,
      init: values({ values: Array.from(w) }),
      dynamics: gd({ stepSize: 0.1 }),
      until: { steps: 1 },
      measures: ["loss"],
    });
    expect(record.provenance.arithmetic?.model).toEqual({
      mode: "inference",
      regularizers: ["hidden/kernel: l2 0.1", "hidden/bias: l1 0.05", "last/kernel: l1 0.02 + l2 0.03", "last/bias: l1 0.01 + l2 0.01"],
    });
    expect(bare.arithmetic.model).toEqual({ mode: "inference" });
  });

  test("an l1 has the derivative that TensorFlow.js gives it: −l1 at 0, and no curvature", async () => {
    const zero = new Float64Array(w.length);
    const theirs = await trained(own, objective, zero);
    expect(Array.from(written(w.length, (out) => objective.gradient(zero, out)))).toEqual(
      Array.from(theirs.gradient, (value) => expect.closeTo(value, 6)),
    );
  });

  test("where derivatives come from differences, the kinks of an l1 are named", () => {
    expect(tensorflow(tf, own, squaredError(), data, { derivatives: "differences" }).arithmetic.reason).toBe(
      "asked for; differences see the kinks of Abs",
    );
  });

  test("one of one's own class counts as TensorFlow.js counts it", () => {
    class Fourth extends tf.serialization.Serializable {
      static className = "Fourth";
      getConfig = () => ({});
      apply = (x: Tensor) => tf.sum(tf.pow(x, 4)).asScalar();
    }
    tf.serialization.registerClass(Fourth);
    const layer = tf.layers.dense({ ...input, units: 2, name: "own", kernelRegularizer: "Fourth" });
    const one = tensorflow(tf, tf.sequential({ layers: [layer] }), squaredError({ factor: 1 }), {
      x: tf.zeros([6, 3]),
      y: tf.zeros([6, 2]),
    });
    expect(one.arithmetic.model?.regularizers).toEqual(["own/kernel: Fourth"]);
    const at = new Float64Array(8).fill(0.5).fill(0, 6);
    expect(one.loss(at)).toBeCloseTo(6 / 16, 6);
    expect(written(8, (out) => one.hessianVector(at, new Float64Array(8).fill(1), out))[0]).toBeCloseTo(12 / 4, 5);
  });
});

test("the loss of a classifier with a regularizer is the one that TensorFlow.js' trainOnBatch gives", async () => {
  const x = tf.randomNormal([12, 4], 0, 1, "float32", 1);
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], "int32"), 3).toFloat();
  const dense = (units: number, more: object) =>
    tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotNormal({ seed: units }), ...more });
  const classifier = tf.sequential();
  classifier.add(dense(5, { activation: "tanh", inputShape: [4], kernelRegularizer: l2({ l2: 0.1 }) }));
  classifier.add(dense(3, {}));
  const objective = tensorflow(tf, classifier, crossEntropy(), { x, y });
  const start = objective.weights();
  const record = await run({
    objective,
    init: values({ values: start }),
    dynamics: gd({ stepSize: 0.1 }),
    until: { steps: 1 },
    measures: ["loss"],
  });
  expect(record.path.loss[0]).toBeCloseTo(1.5121, 4);
  objective.assign(start);
  classifier.compile({ optimizer: tf.train.sgd(0.1), loss: (t, p) => tf.losses.softmaxCrossEntropy(t, p) });
  expect(record.path.loss[0]).toBeCloseTo((await classifier.trainOnBatch(x, y)) as number, 6);
  // And so is the step: what TensorFlow.js has now is the end of the run.
  expect(apart(record.final.parameters as number[], objective.weights())).toBeLessThan(1e-6);
});

describe("what of a model is used stands in the record:", () => {
  test("a shared layer is trained once, its penalty counts once a call, as in TensorFlow.js", async () => {
    const shared = tf.layers.dense({ units: 3, activation: "tanh", name: "shared", kernelRegularizer: l2({ l2: 0.1 }) });
    const start = tf.input({ shape: [3] });
    const twice = tf.model({
      inputs: start,
      outputs: tf.layers.dense({ units: 2, name: "out" }).apply(shared.apply(shared.apply(start))) as never,
    });
    const objective = tensorflow(tf, twice, meanSquare, data);
    const w = normals(objective.size, 3, 0.5);
    const theirs = await trained(twice, objective, w);
    expect(objective.size).toBe(3 * 3 + 3 + 3 * 2 + 2);
    expect(objective.loss(w)).toBeCloseTo(theirs.loss, 5);
    expect(
      apart(
        written(w.length, (out) => objective.gradient(w, out)),
        theirs.gradient,
      ),
    ).toBeLessThan(1e-6);
    expect(objective.arithmetic.model?.regularizers).toEqual(["shared/kernel: l2 0.1, counted 2 times, once a call"]);
  });

  test("a layer in two models inside one is trained once", async () => {
    const shared = tf.layers.dense({ ...input, units: 3, activation: "tanh" });
    const [one, two] = [1, 2].map(() => tf.sequential({ layers: [shared] }));
    const start = tf.input({ shape: [3] });
    const both = tf.layers.add().apply([one.apply(start), two.apply(one.apply(start))] as never);
    const whole = tf.model({ inputs: start, outputs: tf.layers.dense({ units: 2 }).apply(both) as never });
    const objective = tensorflow(tf, whole, meanSquare, data);
    expect(objective.size).toBe(3 * 3 + 3 + 3 * 2 + 2);
    const w = normals(objective.size, 3, 0.5);
    const slope = written(w.length, (out) => objective.gradient(w, out));
    const h = 2 ** -7;
    for (const p of [0, 5, 13]) {
      const at = (s: number): number => objective.loss(w.map((value, i) => (i === p ? value + s : value)));
      expect(slope[p]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 2);
    }
  });

  test("penalties in a model inside the model count", async () => {
    const start = tf.input({ shape: [3] });
    const inner = tf.sequential({ layers: [tf.layers.dense({ ...input, units: 2, name: "deep", kernelRegularizer: l2({ l2: 0.1 }) })] });
    const whole = tf.model({ inputs: start, outputs: inner.apply(start) as never });
    const objective = tensorflow(tf, whole, meanSquare, data);
    const w = normals(objective.size, 3, 0.5);
    expect(objective.loss(w)).toBeCloseTo((await trained(whole, objective, w)).loss, 5);
    expect(objective.arithmetic.model?.regularizers).toEqual(["deep/kernel: l2 0.1"]);
  });

  test("frozen layers stand still, and their penalties stay in the loss", async () => {
    const frozen = tf.sequential({
      layers: [
        tf.layers.dense({ ...input, units: 4, activation: "tanh", name: "still", kernelRegularizer: l2({ l2: 0.1 }), trainable: false }),
        tf.layers.dense({ units: 2, name: "moving" }),
      ],
    });
    const objective = tensorflow(tf, frozen, meanSquare, data);
    expect(objective.blocks.map(({ end, start }) => end - start)).toEqual([8, 2]);
    const w = normals(objective.size, 3, 0.5);
    expect(objective.loss(w)).toBeCloseTo((await trained(frozen, objective, w)).loss, 5);
    expect(objective.arithmetic.model).toEqual({
      mode: "inference",
      regularizers: ["still/kernel: l2 0.1"],
      frozen: ["still/kernel", "still/bias"],
    });
  });

  test("dropout, noise and batch normalisation are as in inference, and named", () => {
    const layers = [
      tf.layers.dense({ ...input, units: 4, name: "a" }),
      tf.layers.batchNormalization({ name: "normal" }),
      tf.layers.dropout({ rate: 0.5, name: "drop" }),
      tf.layers.dropout({ rate: 0, name: "keep" }),
      tf.layers.gaussianNoise({ stddev: 0.1, name: "noise" }),
      tf.layers.dense({ units: 2, name: "b" }),
    ];
    const objective = tensorflow(tf, tf.sequential({ layers }), squaredError(), data);
    expect(objective.arithmetic.model).toEqual({
      mode: "inference",
      inactive: ["normal (BatchNormalization)", "drop (Dropout)", "noise (GaussianNoise)"],
    });
    const w = normals(objective.size, 3);
    expect(objective.loss(w)).toBe(objective.loss(w));
  });
});

describe("what TensorFlow.js' training does with a model and descent here does not is refused in a sentence:", () => {
  const sequential = (...layers: object[]) => tf.sequential({ layers: layers as never });
  const sigmoid = { x: data.x, y: tf.tensor2d([1, -1, 1, 1, -1, 1], [6, 1]) };
  const active = () => {
    const layer = tf.layers.dense({ ...input, units: 2, name: "active" });
    const built = sequential(layer);
    (layer as unknown as { activityRegularizer: unknown }).activityRegularizer = l2({ l2: 1 });
    return built;
  };
  const cases: Record<string, readonly [() => unknown, string]> = {
    "a softmax under cross-entropy": [
      () =>
        tensorflow(tf, sequential(tf.layers.dense({ ...input, units: 2, activation: "softmax", name: "top" })), crossEntropy(), classes),
      'model: ends in a softmax ("top"), and cross-entropy takes the outputs before it: leave it out, or give a loss function of your own',
    ],
    "a softmax layer, reshaped": [
      () =>
        tensorflow(
          tf,
          sequential(tf.layers.dense({ ...input, units: 2 }), tf.layers.softmax({ name: "soft" }), tf.layers.reshape({ targetShape: [2] })),
          crossEntropy(),
          classes,
        ),
      'model: ends in a softmax ("soft")',
    ],
    "a softmax in a model inside the model": [
      () =>
        tensorflow(
          tf,
          sequential(sequential(tf.layers.dense({ ...input, units: 2 }), tf.layers.activation({ activation: "softmax", name: "inner" }))),
          crossEntropy(),
          classes,
        ),
      'model: ends in a softmax ("inner")',
    ],
    "a sigmoid under the logistic loss": [
      () => tensorflow(tf, sequential(tf.layers.dense({ ...input, units: 1, activation: "sigmoid", name: "top" })), logistic(), sigmoid),
      'model: ends in a sigmoid ("top"), and logistic takes the outputs before it',
    ],
    "a constraint": [
      () =>
        tensorflow(
          tf,
          sequential(tf.layers.dense({ ...input, units: 2, name: "c", kernelConstraint: tf.constraints.nonNeg() })),
          squaredError(),
          data,
        ),
      'model: the constraint NonNeg of "c/kernel" projects after every step, which is not done here: leave it out',
    ],
    "a penalty on activations": [
      () => tensorflow(tf, active(), squaredError(), data),
      'model: the activityRegularizer of "active" depends on the batch',
    ],
    "a penalty on a recurrent layer": [
      () =>
        tensorflow(
          tf,
          sequential(tf.layers.simpleRNN({ inputShape: [3, 1], units: 2, name: "rnn", kernelRegularizer: "l1l2" })),
          squaredError(),
          { x: tf.reshape(data.x, [6, 3, 1]), y: data.y },
        ),
      'model: TensorFlow.js itself leaves the kernelRegularizer of "rnn" out of what it trains',
    ],
    "a state between batches": [
      () =>
        tensorflow(
          tf,
          sequential(tf.layers.simpleRNN({ batchInputShape: [6, 3, 1], units: 2, name: "rnn", stateful: true })),
          squaredError(),
          { x: tf.reshape(data.x, [6, 3, 1]), y: data.y },
        ),
      'model: the layer "rnn" keeps a state between batches',
    ],
    "a model without layers": [
      () => tensorflow(tf, tf.sequential(), squaredError(), data),
      "model: has 0 inputs and 0 outputs; one of each is needed",
    ],
    "a layer": [
      () => tensorflow(tf, tf.layers.dense({ units: 2 }) as never, squaredError() as never, data),
      "model: must be a whole model (tf.sequential or tf.model), not a layer of one",
    ],
    "two outputs": [
      () => {
        const start = tf.input({ shape: [3] });
        const outputs = [1, 2].map((units) => tf.layers.dense({ units }).apply(start));
        return tensorflow(tf, tf.model({ inputs: start, outputs: outputs as never }), squaredError(), data);
      },
      "model: has 1 inputs and 2 outputs; one of each is needed",
    ],
    "nothing to train": [
      () => tensorflow(tf, sequential(tf.layers.dense({ ...input, units: 2, trainable: false })), squaredError(), data),
      "model: has no trainable weights: nothing could move",
    ],
    "a graph model": [
      () => tensorflow(tf, { predict: () => 1, execute: () => 1 } as never, squaredError() as never, data),
      "model: is a graph model, whose weights are constants",
    ],
  };
  test.each(Object.entries(cases))("%s", (_, [make, sentence]) => {
    expect(make).toThrow(sentence);
    let told = "";
    try {
      make();
    } catch (error) {
      told = (error as Error).message;
    }
    expect(told.length).toBeLessThanOrEqual(300);
  });

  test("softmax and sigmoid are fine under losses that take them", () => {
    const model = sequential(tf.layers.dense({ ...input, units: 2, activation: "softmax" }));
    expect(() => tensorflow(tf, model, squaredError(), data)).not.toThrow();
    expect(() => tensorflow(tf, model, (y, p) => tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(p)), 1))), classes)).not.toThrow();
  });
});
