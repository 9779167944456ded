import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as face from "../../src/index.ts";
import { readProvenance } from "../../src/figure/export/index.ts";
import { tensorflow, type TensorflowObjective } from "../../src/tensorflow.ts";
import { apart, denseModel, normals, tf, useBackend, written } from "../support/tensorflow.ts";

const start = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

beforeAll(() => useBackend("tensorflow"));

describe("tfjs-node", () => {
  test("computes on the native library", () => {
    expect(tf.getBackend()).toBe("tensorflow");
    expect(tf.tensor1d([1, 2]).add(1).arraySync()).toEqual([2, 3]);
  });

  test("agrees with the own engine to float32: loss, gradient, products, sharpness, and 100 steps of gradient descent", async () => {
    const spec = {
      data: face.digits({ count: 50, size: 7 }),
      model: face.mlp({ widths: [49, 12, 10], activation: "tanh" }),
      loss: face.squaredError(),
    };
    const own = await face.objective(spec);
    const theirs = tensorflow(tf, denseModel({ ...spec.model, bias: true }), spec.loss, own.data!);
    expect(theirs.arithmetic).toMatchObject({ derivatives: "exact", engine: `TensorFlow.js ${tf.version_core} on tensorflow` });
    const { size } = theirs;
    const w = Float64Array.from(own.point(face.normal({ seed: 3 })).parameters, Math.fround);
    const v = normals(size, 4);
    expect(Math.abs(theirs.loss(w) / own.objective.loss(w) - 1)).toBeLessThan(2e-6);
    for (const of of ["hessianVector", "thirdDerivative"] as const) {
      const [found, expected] = [theirs, own.objective].map((objective) => written(size, (out) => objective[of](w, v, out)));
      expect(apart(found, expected)).toBeLessThan(3e-6);
    }
    const setting = {
      init: face.normal({ seed: 3 }),
      dynamics: face.gd({ stepSize: 0.1 }),
      until: { steps: 100 },
      measures: ["loss", "gradient-norm-squared", { kind: "sharpness", every: 50 }] as const,
    };
    const expected = await face.run({ objective: spec, ...setting });
    const found = await face.run({ objective: theirs, ...setting });
    const numbers = ({ path }: face.RunRecord, column: string): number[] => path[column].filter((value) => value !== null) as number[];
    expect(apart(numbers(found, "loss"), numbers(expected, "loss"))).toBeLessThan(1e-5);
    expect(apart(numbers(found, "gradientNormSquared"), numbers(expected, "gradientNormSquared"))).toBeLessThan(1e-4);
    expect(apart(numbers(found, "sharpness"), numbers(expected, "sharpness"))).toBeLessThan(1e-5);
    expect(apart(found.final.parameters as number[], expected.final.parameters as number[])).toBeLessThan(1e-5);
  });
});

describe("a convolutional network", () => {
  let objective: TensorflowObjective;

  beforeAll(async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "tanh", inputShape: [7, 7, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 10 }),
      ],
    });
    objective = tensorflow(tf, model, face.crossEntropy(), await face.loadData(face.digits({ count: 60, size: 7 })));
  });

  test("has Hessian-vector products that differences of gradients confirm", () => {
    const w = normals(objective.size, 2, 0.3);
    const v = normals(objective.size, 3);
    const product = written(w.length, (out) => objective.hessianVector(w, v, out));
    const along = (s: number): Float64Array =>
      written(w.length, (out) =>
        objective.gradient(
          w.map((value, p) => value + s * v[p]),
          out,
        ),
      );
    // Windows of the pooling change their maximum within the step now and then, which exact derivatives do not see.
    const [ahead, behind] = [along(1e-4), along(-1e-4)];
    const slope = ahead.map((value, p) => (value - behind[p]) / 2e-4);
    expect(apart(slope, product)).toBeLessThan(2e-2);
  });

  test("is trained by SGD, with its sharpness on the way", async () => {
    const record = await face.run({
      objective,
      init: face.normal({ seed: 1 }),
      dynamics: face.sgd({ stepSize: 0.3, batchSize: 10, sampling: "reshuffle" }),
      until: { steps: 120 },
      measures: ["loss", "accuracy", { kind: "sharpness", every: 40 }],
    });
    const values = (column: string): number[] => record.path[column].filter((value) => value !== null) as number[];
    expect(record.status).toBe("finished");
    expect(values("loss").at(-1)).toBeLessThan(values("loss")[0] / 2);
    expect(values("accuracy").at(-1)).toBeGreaterThan(0.8);
    expect(values("sharpness")).toHaveLength(4);
    // The residual that float32 was asked for is met on every row.
    values("sharpness").forEach((value, i) => expect(values("sharpnessResidual")[i]).toBeLessThanOrEqual(1e-5 * value));
  });

  test("keeps no tensor over 1000 steps", () => {
    const w = normals(objective.size, 2, 0.3);
    const out = new Float64Array(w.length);
    const batch = Int32Array.from({ length: 10 }, (_, i) => 5 * i);
    objective.gradient(w, out, batch);
    const { numTensors } = tf.memory();
    for (let k = 0; k < 1000; k++) {
      objective.gradient(w, out, batch);
      for (let p = 0; p < w.length; p++) w[p] -= 0.05 * out[p];
      if (k % 50 === 0) objective.hessianVector(w, out, new Float64Array(w.length));
      if (k % 250 === 0) objective.thirdDerivative(w, out, new Float64Array(w.length));
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

test("doctor says that it computes", async () => {
  const { stdout } = await start(process.execPath, ["dist/src/cli/main.js", "doctor", "--json"], { cwd: root });
  const findings = JSON.parse(stdout) as { what: string }[];
  expect(findings.find(({ what }) => what === "@tensorflow/tfjs-node")).toMatchObject({
    state: "works",
    detail: expect.stringMatching(/^4\.\d+\.\d+ computes, with TensorFlow 2\./) as string,
  });
});

describe("an example", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "thalweg-tensorflow-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("own-model.mjs trains a residual network on data of one's own", async () => {
    const { stdout } = await start(process.execPath, ["examples/own-model.mjs"], { cwd: root });
    expect(stdout).toContain(`engine: 'TensorFlow.js ${tf.version_core} on cpu'`);
    expect(stdout).toMatch(/│ 200 +│ 0\.00/);
  });

  // Once is enough: it takes longer than all the rest.
  test.runIf(process.versions.node.startsWith("24."))("convolution.mjs draws loss and sharpness, and says that it is float32", async () => {
    const file = join(folder, "convolution.svg");
    const { stdout } = await start(process.execPath, ["examples/convolution.mjs", file], { cwd: root });
    expect(stdout).toContain(`Computed in float32 by TensorFlow.js ${tf.version_core} on tensorflow, with exact Hessian-vector products`);
    const svg = await readFile(file);
    expect(svg.toString()).toContain("<svg");
    expect(readProvenance(svg)).toMatchObject({ figure: "convolution", runs: [expect.any(String), expect.any(String)] });
  });
});
