import { beforeAll, describe, expect, test } from "vitest";
import * as face from "../../src/index.ts";
import { tensorflow, type TensorflowOptions } from "../../src/tensorflow.ts";
import { apart, denseModel, someData, tf, useBackend } from "../support/tensorflow.ts";

beforeAll(() => useBackend("wasm"));

const { train } = someData(12, 3, 2, "one-hot");
const data = { train, test: { ...train, x: train.x.map((value) => value + 0.3) } };
const rows = (flat: Float64Array, width: number): number[][] =>
  Array.from({ length: flat.length / width }, (_, i) => Array.from(flat.subarray(i * width, (i + 1) * width)));
const table = (of: typeof train) => ({ x: rows(of.x, 3), y: rows(of.y, 2) });

/** One net with its data and loss, on the own engine and on TensorFlow.js. */
function net(hidden: readonly number[]) {
  const widths = [3, ...hidden, 2];
  return {
    own: {
      data: face.examples({ ...table(data.train), test: table(data.test) }),
      model: face.mlp({ widths, activation: "tanh" }),
      loss: face.squaredError(),
    },
    theirs: (options?: TensorflowOptions) => tensorflow(tf, denseModel({ widths, activation: "tanh" }), face.squaredError(), data, options),
  };
}
const { theirs } = net([8, 6]);
const start = { init: face.normal({ seed: 4 }) };
type Spec = Omit<face.RunInput, "objective">;

async function both(spec: object, options?: TensorflowOptions, { own, theirs } = net([8, 6])) {
  return {
    expected: await face.run({ ...start, ...spec, objective: own } as unknown as face.RunInput),
    found: await face.run({ ...start, ...spec, objective: theirs(options) } as unknown as face.LiveRunInput),
  };
}

describe("a run on TensorFlow.js", () => {
  test("says in its record what its numbers are, and the tolerances that they can meet", async () => {
    const { own, theirs } = net([4, 3]);
    const spec: Spec = {
      ...start,
      dynamics: face.gradientFlow(),
      until: { time: 1e-3 },
      measures: ["sharpness", face.eigenvalues({ count: 2, tolerance: 1e-4 }), "loss"],
    };
    const exact = await face.run({ ...spec, objective: theirs() });
    expect(exact.provenance.arithmetic).toEqual({
      precision: "float32",
      engine: `TensorFlow.js ${tf.version_core} on wasm`,
      derivatives: "exact",
      roundoff: 2 ** -24,
      productError: 1e-6,
      eigenvalueTolerance: 1e-5,
      flowTolerance: 1e-6,
      model: { mode: "inference" },
    });
    expect(exact.spec.measures).toEqual([
      { kind: "sharpness", tolerance: 1e-5 },
      { kind: "eigenvalues", count: 2, tolerance: 1e-4 },
      { kind: "loss" },
    ]);
    expect(exact.spec.dynamics).toEqual({ kind: "gradient-flow", tolerance: 1e-6 });
    const differences = await face.run({ ...spec, objective: theirs({ derivatives: "differences" }) });
    expect(differences.provenance.arithmetic).toMatchObject({ derivatives: "differences", reason: "asked for" });
    expect(differences.spec.measures[0]).toEqual({ kind: "sharpness", tolerance: 1e-3 });
    expect(differences.spec.dynamics).toEqual({ kind: "gradient-flow", tolerance: 1e-5 });
    const asked = { ...spec, dynamics: face.gradientFlow({ tolerance: 1e-4 }), objective: theirs({ derivatives: "differences" }) };
    expect((await face.run(asked)).spec.dynamics).toEqual({ kind: "gradient-flow", tolerance: 1e-4 });
    expect((await face.run({ ...spec, objective: own })).provenance).not.toHaveProperty("arithmetic");
  });

  test("is stored under its name, its version and its backend", async () => {
    const spec: Spec = { ...start, dynamics: face.gd({ stepSize: 0.1 }), until: { steps: 3 } };
    const store = face.memoryStore();
    await expect(face.run({ ...spec, objective: theirs() }, { store })).rejects.toThrow("needs a name and a version");
    const record = await face.run({ ...spec, objective: theirs({ name: "small", version: "1" }) }, { store });
    expect(record.spec.objective).toEqual({
      kind: "live",
      name: "small",
      version: `1 (float32, TensorFlow.js ${tf.version_core} on wasm, exact derivatives)`,
    });
    expect(await store.read(record.id)).toEqual(record);
    const other = await face.run({ ...spec, objective: theirs({ name: "small", version: "1", derivatives: "differences" }) }, { store });
    expect(other.id).not.toBe(record.id);
    expect(await face.run({ ...spec, objective: theirs({ name: "small", version: "1" }) }, { store })).toEqual(record);
  });

  test("follows the own engine's run to float32 for 100 steps, and leaves its end in the model", async () => {
    const spec = {
      dynamics: face.gd({ stepSize: 0.1 }),
      until: { steps: 100 },
      measures: ["loss", { kind: "sharpness", every: 20 }, "accuracy", "test-loss"],
    };
    const { expected, found } = await both(spec);
    for (const column of ["loss", "sharpness", "testLoss"]) {
      const values = (record: face.RunRecord) => record.path[column].filter((value) => value !== null) as number[];
      expect(apart(values(found), values(expected)), column).toBeLessThan(1e-5);
    }
    expect(found.path["accuracy"]).toEqual(expected.path["accuracy"]);
    const objective = theirs();
    objective.assign(Float64Array.from(found.final.parameters as number[]));
    const { weights, loss } = objective;
    expect(loss(Float64Array.from(weights()))).toBe(found.final.loss);
  });
});

describe("every measure", () => {
  const options: Record<string, object> = {
    eigenvalues: { count: 3 },
    "perturbation-sensitivity": { std: 0.05 },
    "perturbation-radius": { lossRise: 0.1 },
    distance: { to: { ...start, version: 1, objective: net([4, 3]).own, dynamics: face.gd({ stepSize: 0.1 }), until: { steps: 2 } } },
    "central-flow-variance": {},
  };
  // What a derivative by differences loses, relative to λ_max and in columns that are differences of such numbers.
  const tolerance = { exact: 2e-4, differences: 2e-2 };
  /** Columns that state an error, or count, or tell of the rounding itself. */
  const bounds = /Residual|Error|MissProbability|shadowDigits|lyapunovExponent/;

  test.each(
    Object.keys(face.measures).flatMap((kind) => (["exact", "differences"] as const).map((derivatives) => [kind, derivatives] as const)),
  )("%s reads what it reads on the own engine, with derivatives that are %s", async (kind, derivatives) => {
    const dynamics =
      kind === "central-flow-variance"
        ? face.centralFlow({ stepSize: 0.3 })
        : face.sgd({ stepSize: 0.1, batchSize: 4, sampling: "reshuffle" });
    const until = kind === "central-flow-variance" ? { time: 0.2 } : { steps: 2 };
    // Beyond 64 parameters eigenvalues are Lanczos's.
    const measured = net(/sharpness|eigenvalue/.test(kind) ? [8, 6] : [4, 3]);
    const { expected, found } = await both({ dynamics, until, measures: [{ kind, ...options[kind] }] }, { derivatives }, measured);
    expect(Object.keys(found.path)).toEqual(Object.keys(expected.path));
    for (const [column, values] of Object.entries(expected.path)) {
      if (column === "step" || column === "time" || bounds.test(column)) continue;
      const last = values.at(-1);
      const foundLast = found.path[column].at(-1);
      if (typeof last === "number")
        expect(Math.abs((foundLast as number) - last), column).toBeLessThan(tolerance[derivatives] * Math.max(1, Math.abs(last)));
      else expect(foundLast).toEqual(last);
    }
  });

  test("chaos-horizon counts the digits that float32 has", async () => {
    const dynamics = face.gd({ stepSize: 0.1 });
    const { found } = await both({ dynamics, until: { steps: 2 }, measures: ["chaos-horizon"] });
    // −log₁₀ 2⁻²⁴ = 7.2 of the parameters' own last place, less what two steps do to it.
    for (const digits of found.path["shadowDigits"]) {
      expect(digits).toBeLessThan(7.3);
      expect(digits).toBeGreaterThan(6);
    }
  });
});

describe("every dynamics", () => {
  const noiseless: Record<string, object> = {
    gd: { stepSize: 0.1, momentum: 0.5 },
    sgd: { stepSize: 0.1, batchSize: 5, sampling: "bootstrap" },
    adam: { stepSize: 0.01 },
    rmsprop: { stepSize: 0.01, epsilon: 1e-3 },
    sam: { stepSize: 0.1, radius: 0.05, batchSize: 4, sampling: "reshuffle" },
    langevin: { stepSize: 0.1, temperature: 1e-4 },
    "gradient-flow": {},
    "igr-flow": { stepSize: 0.1 },
    "third-order-flow": { stepSize: 0.1 },
    "minibatch-flow": { stepSize: 0.1, batchSize: 4, tolerance: 1e-4 },
    "central-flow": { stepSize: 0.3 },
    sme: { stepSize: 0.1, batchSize: 4, order: 2 },
    "label-noise-flow": { stepSize: 0.1, std: 0.2, batchSize: 4, tolerance: 1e-3 },
    "rod-flow": { stepSize: 0.1 },
    "edge-flow": { stepSize: 0.1 },
    "adam-flow": { stepSize: 0.01, epsilon: 0.1, tolerance: 1e-4 },
    "momentum-flow": { stepSize: 0.1, momentum: 0.5 },
    "principal-flow": { stepSize: 0.1, tolerance: 1e-4 },
    "rmsprop-central-flow": { stepSize: 0.01, epsilon: 1e-3, tolerance: 1e-4 },
  };
  const noisy = ["label", "gaussian", "covariance", "minibatch-difference"].map((kind) => ({
    kind: "gd",
    stepSize: 0.1,
    noise:
      kind === "covariance" || kind === "minibatch-difference"
        ? { kind, batchSize: 3, ...(kind === "minibatch-difference" ? { scale: 1 } : {}) }
        : { kind, std: 0.05 },
  }));
  const penalised = { kind: "gd", stepSize: 0.1, penalty: { kind: "gradient-norm", coefficient: 0.05 } };
  const all: Record<string, { readonly kind: string }> = {
    ...Object.fromEntries(Object.keys(face.dynamics).map((kind) => [kind, { kind, ...noiseless[kind] }])),
    ...Object.fromEntries(noisy.map((dynamics) => [`gd with ${dynamics.noise.kind} noise`, dynamics])),
    "gd with a penalty": penalised,
  };

  test.each(Object.entries(all))("%s moves as on the own engine", async (_, dynamics) => {
    const until = dynamics.kind in noiseless && /flow|sme/.test(dynamics.kind) ? { time: 0.05 } : { steps: 5 };
    const { expected, found } = await both({ dynamics, until }, {}, net([3]));
    expect(found.status).toBe("finished");
    // Adam divides by gradients that float32 rounds.
    expect(apart(found.final.parameters as number[], expected.final.parameters as number[])).toBeLessThan(2e-5);
  });
});
