import { beforeAll, describe, expect, test } from "vitest";
import type { LossSpec } from "../../../src/objective/loss/index.ts";
import { crossEntropy } from "../../../src/objective/loss/crossEntropy.ts";
import { logistic } from "../../../src/objective/loss/logistic.ts";
import { squaredError } from "../../../src/objective/loss/squaredError.ts";
import { mlp, type MlpOptions } from "../../../src/objective/model/mlp.ts";
import type { Objective } from "../../../src/objective/objective.ts";
import { tensorflow } from "../../../src/tensorflow.ts";
import { apart, denseModel, normals, someData, tf, useBackend, written } from "../../support/tensorflow.ts";

/** Roundoff of float32, times what it grows by in sums over 20 examples and three layers. */
const float32 = 3e-6;
/** Extrapolated central differences in float32: see `firstDerivative`. */
const differences = { first: 5e-4, second: 5e-2 };

const batch = Int32Array.of(3, 7, 7, 19);
const count = 20;

function pair(activation: MlpOptions["activation"], loss: LossSpec, derivatives?: "exact" | "differences") {
  const widths = [5, 6, 4, loss.kind === "logistic" ? 1 : 3];
  const kind = loss.kind === "squared-error" ? "normal" : loss.kind === "logistic" ? "sign" : "one-hot";
  const data = someData(count, 5, widths[3], kind);
  const own = mlp.objective({ widths, activation, bias: true }, data, loss);
  const model = denseModel({ widths, activation });
  const theirs = tensorflow(tf, model, loss, data, { derivatives });
  return { own, theirs, w: normals(own.size, 2, 0.7), v: normals(own.size, 3) };
}

/** Every vector that an objective computes at w along v, by name. */
function vectors(objective: Objective, w: Float64Array, v: Float64Array): Record<string, Float64Array> {
  const { size } = objective;
  return {
    gradient: written(size, (out) => objective.gradient(w, out)),
    batchGradient: written(size, (out) => objective.gradient(w, out, batch)),
    product: written(size, (out) => objective.hessianVector(w, v, out)),
    batchProduct: written(size, (out) => objective.hessianVector(w, v, out, batch)),
    gaussNewton: written(size, (out) => objective.gaussNewtonVector!(w, v, out)),
    mixed: written(size, (out) => objective.mixedHessianVector(w, v, 0.3, 0.7, out)),
    scaled: written(size, (out) => objective.mixedHessianVector(w, v, 0.3, 0, out)),
    third: written(size, (out) => objective.thirdDerivative(w, v, out)),
    norms: written(objective.examples, (out) => objective.exampleGradientNorms(w, out)),
  };
}

describe.each(["cpu", "wasm"] as const)("a model of dense layers on the backend %s", (backend) => {
  beforeAll(() => useBackend(backend));

  const activations = ["tanh", "relu", "gelu", "softplus", "sigmoid", "identity"] as const;
  test.each(
    activations.flatMap((activation) =>
      [squaredError({ factor: 0.7 }), crossEntropy(), logistic()].map((loss) => [activation, loss] as const),
    ),
  )("agrees with the own engine's %s network to float32, in every derivative, under %o", (activation, loss) => {
    const { own, theirs, w, v } = pair(activation, loss);
    expect(theirs.arithmetic.derivatives).toBe("exact");
    expect(theirs.blocks).toEqual(own.blocks);
    expect(Math.abs(theirs.loss(w) / own.loss(w) - 1)).toBeLessThan(float32);
    expect(Math.abs(theirs.loss(w, batch) / own.loss(w, batch) - 1)).toBeLessThan(float32);
    const expected = vectors(own, w, v);
    for (const [name, found] of Object.entries(vectors(theirs, w, v))) {
      // The third derivative of a network without curvature is 0 only under the squared error.
      if (expected[name].every((value) => value === 0)) expect(found).toEqual(expected[name]);
      else expect(apart(found, expected[name]), name).toBeLessThan(float32);
    }
    expect(theirs.accuracy?.(w)).toBe(own.accuracy?.(w));
    theirs.dispose();
  });

  test("agrees to what differences leave where they are asked for", () => {
    for (const loss of [squaredError(), crossEntropy()]) {
      const { own, theirs, w, v } = pair("tanh", loss, "differences");
      expect(theirs.arithmetic).toMatchObject({ derivatives: "differences", reason: "asked for" });
      const expected = vectors(own, w, v);
      for (const [name, found] of Object.entries(vectors(theirs, w, v))) {
        const firstOrder = ["gradient", "batchGradient", "norms"].includes(name);
        expect(apart(found, expected[name]), name).toBeLessThan(
          firstOrder ? float32 : name === "third" ? differences.second : differences.first,
        );
      }
      theirs.dispose();
    }
  });

  test("takes batches in parts without a change but rounding", () => {
    const widths = [5, 6, 3];
    const data = someData(count, 5, 3);
    const model = denseModel({ widths, activation: "tanh" });
    const whole = tensorflow(tf, model, squaredError(), data);
    const parts = tensorflow(tf, model, squaredError(), data, { most: 7 });
    const w = normals(whole.size, 2);
    const v = normals(whole.size, 3);
    const expected = vectors(whole, w, v);
    for (const [name, found] of Object.entries(vectors(parts, w, v))) expect(apart(found, expected[name]), name).toBeLessThan(float32);
  });

  test("shifts targets for label noise", () => {
    const { own, theirs, w } = pair("tanh", squaredError());
    const shifts = normals(count * 3, 8);
    for (const part of [undefined, batch])
      expect(
        apart(
          written(own.size, (out) => theirs.labels!.shiftedGradient(w, shifts, out, part)),
          written(own.size, (out) => own.labels!.shiftedGradient(w, shifts, out, part)),
        ),
      ).toBeLessThan(float32);
  });

  test("has the held-out examples, and the weights of its biasless layers where they belong", () => {
    const widths = [5, 6, 3];
    const train = someData(count, 5, 3, "one-hot").train;
    const test = { ...train, x: train.x.map((value) => 2 * value) };
    const own = mlp.objective({ widths, activation: "tanh", bias: false }, { train, test }, crossEntropy());
    const theirs = tensorflow(tf, denseModel({ widths, activation: "tanh", bias: false }), crossEntropy(), { train, test });
    const w = normals(own.size, 2);
    expect(theirs.blocks).toEqual(own.blocks);
    expect(Math.abs(theirs.test!.loss(w) / own.test!.loss(w) - 1)).toBeLessThan(float32);
    expect(theirs.test!.accuracy!(w)).toBe(own.test!.accuracy!(w));
  });

  test("leaves its weights where they are put, and reads them back", () => {
    const { theirs, w } = pair("tanh", squaredError());
    theirs.assign(w);
    expect(theirs.weights()).toEqual(Array.from(w));
    theirs.gradient(normals(w.length, 9), new Float64Array(w.length));
    expect(theirs.weights()).not.toEqual(Array.from(w));
  });

  test("sees when someone else has moved its weights", () => {
    const widths = [5, 6, 3];
    const model = denseModel({ widths, activation: "tanh" });
    const objective = tensorflow(tf, model, squaredError(), someData(count, 5, 3));
    const w = normals(objective.size, 2);
    const before = objective.loss(w);
    model.setWeights(model.getWeights().map((weight) => tf.zerosLike(weight)));
    expect(objective.loss(w)).toBe(before);
  });

  test("keeps no tensor", () => {
    const { theirs, w, v } = pair("tanh", crossEntropy());
    const byDifferences = pair("tanh", crossEntropy(), "differences").theirs;
    vectors(theirs, w, v);
    vectors(byDifferences, w, v);
    const { numTensors } = tf.memory();
    for (let k = 0; k < 5; k++) {
      vectors(theirs, normals(w.length, k), v);
      vectors(byDifferences, normals(w.length, k), v);
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
