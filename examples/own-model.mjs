// A model of your own, made with TensorFlow.js: a residual network on your own data, with its sharpness and its gradient noise along SGD.
//   npm install @tensorflow/tfjs
//   node examples/own-model.mjs
import * as tf from "@tensorflow/tfjs";
import { file, loadData, run, sgd, squaredError, values } from "thalweg";
import { tensorflow } from "thalweg/tensorflow";

tf.enableProdMode();
const springs = file({ path: "examples/springs.csv", target: "oscillation", standardize: "columns", test: { fraction: 0.25 } });
const data = await loadData(springs);

const dense = (units, seed, activation) =>
  tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotNormal({ seed }) });
const input = tf.input({ shape: [data.train.inputs] });
const first = dense(8, 1, "tanh").apply(input);
const second = tf.layers.add().apply([first, dense(8, 2, "tanh").apply(first)]);
const model = tf.model({ inputs: input, outputs: dense(1, 3).apply(second) });

const objective = tensorflow(tf, model, squaredError(), data, { name: "springs, residual", version: "1" });
console.log(objective.arithmetic);

const record = await run({
  objective,
  init: values({ values: objective.weights() }), // where the model stands
  dynamics: sgd({ stepSize: 0.05, batchSize: 4, sampling: "reshuffle" }),
  until: { steps: 200 },
  measures: ["loss", "test-loss", "sharpness", "gradient-noise"].map((kind) => ({ kind, every: 50 })),
});
const { step, loss, testLoss, sharpness, noiseTrace } = record.path;
console.table(step.map((k, i) => ({ step: k, loss: loss[i], testLoss: testLoss[i], sharpness: sharpness[i], noise: noiseTrace[i] })));

objective.assign(record.final.parameters); // the model has learnt
model.predict(tf.tensor2d([[0, 0]])).print();
