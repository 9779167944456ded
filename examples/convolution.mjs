// A convolutional network of TensorFlow.js' on handwritten digits: gradient descent and SGD at one step size, with their sharpness on the way, as a figure.
//   npm install @tensorflow/tfjs-node    (in a clone: npm run setup:tfjs-node)
//   node examples/convolution.mjs [convolution.svg]
import { writeFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs-node";
import { digits, gd, loadData, normal, packageVersion, run, sgd, squaredError } from "thalweg";
import { curve, paths, sharpnessPath } from "thalweg/figure";
import { exportDrawing, provenance } from "thalweg/figure/export";
import { restoreNodeUtil, tensorflow } from "thalweg/tensorflow";

restoreNodeUtil();
tf.enableProdMode();
const { conv2d, averagePooling2d, flatten, dense } = tf.layers;
const model = tf.sequential({
  layers: [
    conv2d({ filters: 4, kernelSize: 3, activation: "tanh", inputShape: [14, 14, 1] }),
    averagePooling2d({ poolSize: 2 }),
    conv2d({ filters: 8, kernelSize: 3, activation: "tanh" }),
    averagePooling2d({ poolSize: 2 }),
    flatten(),
    dense({ units: 10 }),
  ],
});
const data = await loadData(digits({ count: 100, size: 14 }));
const objective = tensorflow(tf, model, squaredError(), data);

const stepSize = 0.4;
const time = 80;
const setting = {
  objective,
  init: normal({ seed: 1 }),
  until: { time },
  measures: [
    { kind: "loss", everyTime: 1 },
    { kind: "accuracy", everyTime: 10 },
    { kind: "sharpness", everyTime: 8, tolerance: 1e-3 },
  ],
};
const descent = await run({ ...setting, dynamics: gd({ stepSize }) });
const stochastic = await run({ ...setting, dynamics: sgd({ stepSize, batchSize: 10, sampling: "reshuffle" }) });

const series = (theme, column) => [
  { curve: curve(stochastic, column), colour: theme.methods["sgd"] },
  { curve: curve(descent, column), colour: theme.methods["gd"] },
];
const x = { label: "time ηk", domain: [0, time] };
const drawing = {
  description: "Loss and sharpness of a convolutional network under gradient descent and SGD.",
  legend: (theme) => [
    { label: "gradient descent", colour: theme.methods["gd"], dash: "" },
    { label: "SGD, B = 10", colour: theme.methods["sgd"], dash: "" },
  ],
  rows: [
    {
      height: 160,
      panels: [
        sharpnessPath({ title: "a\u2002sharpness λ_{max}", x, thresholds: [{ stepSize }], series: (theme) => series(theme, "sharpness") }),
        paths({
          title: "b\u2002training loss",
          x,
          y: { label: "loss L at equal time", type: "log" },
          series: (theme) => series(theme, "loss"),
        }),
      ],
    },
  ],
};
const { precision, engine, derivatives } = objective.arithmetic;
const last = ({ path }, column) => path[column].findLast((value) => value !== null);
const caption =
  `Sharpness (a) and training loss (b) of a convolutional tanh network (${objective.size} parameters, average pooling) on ${objective.examples} handwritten digits, 14 × 14, ½ mean squared error, ` +
  `under gradient descent and SGD without replacement (B = 10) at η = ${stepSize}, from one initial point; dashed: 2/η. Accuracy at the end: ${last(descent, "accuracy")} and ${last(stochastic, "accuracy")}. ` +
  `Computed in ${precision} by ${engine}, with ${derivatives === "exact" ? "exact Hessian-vector products" : "Hessian-vector products by differences"} and a relative residual of λ_max below 10⁻³; other backends give other digits.`;
const specs = [descent, stochastic].map((record) => record.spec);
const runs = [descent, stochastic].map((record) => record.id);
const file = process.argv[2] ?? "convolution.svg";
await writeFile(
  file,
  await exportDrawing(drawing, { format: "svg", caption, provenance: provenance("convolution", `thalweg ${packageVersion}`, specs, runs) }),
);
console.log(`${caption}\n${file}`);
