import { describe, expect, test } from "vitest";
import { objective } from "../../src/experiment/byHand.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { norm } from "../../src/kernel/vector.ts";
import type { RunRecord } from "../../src/experiment/types.ts";

const column = (record: RunRecord, name: string): (number | null)[] => record.path[name] as (number | null)[];
const last = (record: RunRecord, name: string): number | null => column(record, name).at(-1) ?? null;

/** L = ½a(w − 1)², whose minimum 1 is a fixed point of every step: the shadow's distance is multiplied by 1 − ηa. */
const fixedPoint = (a: number, steps: number): RunInput => ({
  objective: { model: { kind: "expression", parameters: ["w"], loss: `${a / 2}*(w - 1)^2` } },
  init: { kind: "values", values: [1] },
  dynamics: { kind: "gd", stepSize: 1 },
  until: { steps },
  measures: ["chaos-horizon"],
});

describe("on a map in one dimension", () => {
  test("whose factor is −2 the exponent is log 2, and the horizon is where 2^(k − 52) passes the threshold", async () => {
    const record = await run(fixedPoint(3, 60));
    // Whole multiples of a unit in the last place times −2: nothing is rounded, and w' = 1 ± 2^(k − 52), of which the larger of w and w' takes off at most one part in 1 + 2^(k − 52).
    const distances = column(record, "shadowDistance").slice(0, 40);
    for (const [k, distance] of distances.entries()) expect(Math.abs(distance! / 2 ** (k - 52) - 1)).toBeLessThanOrEqual(2 ** (k - 52));
    expect(last(record, "lyapunovExponent")).toBeCloseTo(Math.LN2, 14);
    expect(last(record, "chaosHorizon")).toBe(43); // 2⁻¹⁰ < 10⁻³ < 2⁻⁹
    expect(last(record, "chaosHorizonTime")).toBe(43);
    expect(column(record, "chaosHorizon")[42]).toBeNull();
    expect(column(record, "shadowDigits")[26]).toBeCloseTo(26 * Math.log10(2), 7);
  });

  test.each([0.5, 1.7, 2.25, 2.9, 5])("the exponent is log|1 − ηλ|, ηλ = %f", async (a) => {
    // At 0 itself, where floating-point numbers have no smallest distance that could round: 1 unit of 1 from there.
    const objective = { model: { kind: "quadratic", matrix: [[a]] } } as const;
    const measures = [{ kind: "chaos-horizon", threshold: 1 }] as const;
    const record = await run({ ...fixedPoint(a, 100), objective, init: { kind: "constant", value: 0 }, measures });
    expect(last(record, "lyapunovExponent")).toBeCloseTo(Math.log(Math.abs(1 - a)), 13);
  });

  test("that contracts the runs meet: all digits mean something, and there is no horizon", async () => {
    const record = await run(fixedPoint(0.5, 200));
    expect(last(record, "shadowDistance")).toBe(0);
    expect(last(record, "shadowDigits")).toBeCloseTo(53 * Math.log10(2), 12);
    expect(last(record, "lyapunovExponent")).toBeNull();
    expect(last(record, "chaosHorizon")).toBeNull();
  });

  test("that expands from elsewhere the absolute distance grows, and no digit is lost: the run grows with it", async () => {
    const record = await run({ ...fixedPoint(3, 100), objective: { model: { kind: "expression", parameters: ["w"], loss: "1.5*w^2" } } });
    expect(last(record, "lyapunovExponent")).toBeCloseTo(Math.LN2, 14);
    expect(last(record, "chaosHorizon")).toBeNull();
    expect(last(record, "shadowDigits")).toBeCloseTo(52 * Math.log10(2), 6);
  });
});

const quadratic = {
  objective: {
    model: {
      kind: "quadratic",
      matrix: [
        [2, 0.3, 0],
        [0.3, 1, 0.1],
        [0, 0.1, 0.5],
      ],
      linear: [1, -2, 0.5],
    },
  },
  init: { kind: "values", values: [1.3, -0.7, 2.1] },
  until: { steps: 400 },
  measures: ["chaos-horizon"],
} as const;

test("gradient descent on a quadratic below the edge of stability keeps all digits; above it an exponent of log(ηλ − 1)", async () => {
  const below = await run({ ...quadratic, dynamics: { kind: "gd", stepSize: 0.9 } });
  // A step rounds P parameters to half a unit, and a rounding is forgotten at rate ηλ_min ≈ 0.4: a few units in all.
  expect(Math.max(...(column(below, "shadowDistance") as number[]))).toBeLessThan(8 * 2 ** -52);
  expect(last(below, "chaosHorizon")).toBeNull();
  // From the origin, which stays; a shadow in a fixed distance could round back onto its run.
  const above = await run({
    ...quadratic,
    objective: { model: { kind: "quadratic", matrix: quadratic.objective.model.matrix } },
    init: { kind: "constant", value: 0 },
    dynamics: { kind: "gd", stepSize: 1.2 },
    measures: [{ kind: "chaos-horizon", threshold: 1 }],
  });
  const top = (await objective({ model: quadratic.objective.model })).point([0, 0, 0]).eigenpairs(1, 1e-12).values[0];
  expect(last(above, "lyapunovExponent")).toBeCloseTo(Math.log(1.2 * top - 1), 6);
});

const network = {
  data: { kind: "chebyshev", degree: 6, count: 20 },
  model: { kind: "mlp", widths: [1, 30, 20, 1], activation: "tanh" },
  loss: { kind: "squared-error" },
} as const;

describe("gradient descent on a network of 701 parameters", () => {
  const atTheEdge = {
    objective: network,
    init: { kind: "normal" },
    dynamics: { kind: "gd", stepSize: 0.2 },
    until: { steps: 1300 },
    measures: [{ kind: "chaos-horizon", every: 1, threshold: 1e-6, window: 20 }],
  } as const satisfies RunInput;

  test("loses no digit before the edge of stability, and then an e-fold every few steps, as its linearisation does", async () => {
    const record = await run(atTheEdge);
    const horizon = last(record, "chaosHorizon")!;
    const digits = column(record, "shadowDigits") as number[];
    expect(digits[horizon - 300]).toBeGreaterThan(14);
    expect(digits[horizon]).toBeLessThan(6);
    expect(Math.min(...digits)).toBeLessThan(2);
    const exponent = last(record, "lyapunovExponent")!;
    // The variational equation v ← (I − ηH)v along the same path, from the top eigenvector 60 steps before the horizon. Over the 20 steps that are fitted the distance
    // is far above rounding (1e-16) and its square far below it (1e-6).
    const { point: at } = await objective(network);
    const point = at({ kind: "normal" });
    const v = new Float64Array(point.parameters.length);
    const product = new Float64Array(v.length);
    const growth = [0];
    let fastest = -Infinity;
    for (let k = 0; k < horizon; k++) {
      if (k === horizon - 60) v.set(point.eigenpairs(1, 1e-8).vectors[0]);
      if (k >= horizon - 60) {
        fastest = Math.max(fastest, Math.log(0.2 * point.leadingEigenvalue(1e-8) - 1));
        point.hessianVector(v, product);
        for (let i = 0; i < v.length; i++) v[i] -= 0.2 * product[i];
        const size = norm(v);
        for (let i = 0; i < v.length; i++) v[i] /= size;
        growth.push(growth.at(-1) + Math.log(size));
      }
      for (let i = 0; i < v.length; i++) point.parameters[i] -= 0.2 * point.gradient[i];
      point.moved();
    }
    const slope = fitted(growth.slice(-21));
    expect(Math.abs(exponent / slope - 1)).toBeLessThan(1e-3);
    // The Jacobian is symmetric, ‖(I − ηH)v‖ ≤ max |1 − ηλ| ‖v‖: no e-fold is shorter than 1/log(ηS − 1).
    expect(exponent).toBeLessThan(fastest);
    expect(exponent).toBeGreaterThan(0.9 * fastest);
  });

  test("is not disturbed by a bit, and its cost is counted twice", async () => {
    const measures = ["loss", { kind: "sharpness", tolerance: 1e-3 }] as const;
    const spec = { ...atTheEdge, until: { steps: 60 } };
    const alone = await run({ ...spec, measures });
    const watched = await run({ ...spec, measures: [...measures, "chaos-horizon"] });
    expect(watched.path).toMatchObject(alone.path);
    expect(watched.final).toEqual(alone.final);
    // 60 steps of the shadow.
    expect(watched.cost.gradients).toBeCloseTo(alone.cost.gradients + 60, 9);
    expect(watched.cost.hessianVectors).toBe(alone.cost.hessianVectors);
  });
});

const small = {
  objective: { ...network, model: { ...network.model, widths: [1, 6, 1] } },
  init: { kind: "normal" },
  measures: ["loss", "parameters"],
} as const;
const discrete = [
  { kind: "sgd", stepSize: 0.05, batchSize: 4, sampling: "reshuffle", momentum: 0.5 },
  { kind: "sgd", stepSize: 0.05, batchSize: 4, sampling: "bootstrap", noise: { kind: "label", std: 0.1 } },
  { kind: "gd", stepSize: 0.05, noise: { kind: "covariance", batchSize: 4 } },
  { kind: "adam", stepSize: 0.01 },
  { kind: "rmsprop", stepSize: 0.01, batchSize: 5, sampling: "subset" },
  { kind: "sam", stepSize: 0.05, radius: 0.05 },
  { kind: "langevin", stepSize: 0.05, temperature: 0.01 },
] as const;
const continuous = [
  { kind: "gradient-flow" },
  { kind: "igr-flow", stepSize: 0.1 },
  { kind: "minibatch-flow", stepSize: 0.05, batchSize: 4 },
  { kind: "central-flow", stepSize: 0.4 },
  { kind: "edge-flow", stepSize: 0.4 },
  { kind: "rod-flow", stepSize: 0.4 },
  { kind: "sme", stepSize: 0.05, batchSize: 4 },
] as const;

test.for([
  ...discrete.map((dynamics) => ({ dynamics, until: { steps: 80 } })),
  ...continuous.map((dynamics) => ({ dynamics, until: { time: 4 } })),
])("the shadow of $dynamics.kind shares its random numbers and its clock, and stays near", async ({ dynamics, until }) => {
  const spec = { ...small, dynamics, until } as RunInput;
  const alone = await run(spec);
  const watched = await run({ ...spec, measures: [...small.measures, "chaos-horizon"] });
  expect(watched.path).toMatchObject(alone.path);
  expect(watched.final).toEqual(alone.final);
  expect(watched.cost.integrator).toEqual(alone.cost.integrator);
  // Other random numbers, or other times, would part the runs by 1e-3 and more; another choice of integrator steps by about the tolerance, which is 1e-6.
  expect(Math.max(...(column(watched, "shadowDistance") as number[]))).toBeLessThan("time" in until ? 1e-5 : 1e-10);
  expect(column(watched, "shadowDistance")[0]).toBeGreaterThan(2 ** -54);
  expect(column(watched, "chaosHorizon").every((value) => value === null)).toBe(true);
});

test("a flow has its horizon in time, and its exponent per time", async () => {
  // ẇ = 2w from 0, which stays; RK4 multiplies the shadow by its stability polynomial in 2h each step.
  const record = await run({
    objective: { model: { kind: "expression", parameters: ["w"], loss: "-w^2" } },
    init: { kind: "values", values: [0] },
    dynamics: { kind: "gradient-flow", integrator: { kind: "rk4", step: 0.125 } },
    until: { time: 10 },
    measures: ["chaos-horizon", { kind: "chaos-horizon", threshold: 1 }],
  });
  const z = 0.25;
  expect(last(record, "lyapunovExponent_2")).toBeCloseTo(Math.log(1 + z + z ** 2 / 2 + z ** 3 / 6 + z ** 4 / 24) / 0.125, 12);
  expect(last(record, "chaosHorizon")).toBeNull();
  // The same from the fixed point 1: 2⁻⁵² (1 + 1 + 1/2 + 1/6 + 1/24)^(2t) passes 10⁻³ at 14.62, give or take what rounding makes of the first few units in the last place.
  const above = await run({
    objective: { model: { kind: "expression", parameters: ["w"], loss: "-(w - 1)^2" } },
    init: { kind: "values", values: [1] },
    dynamics: { kind: "gradient-flow", integrator: { kind: "rk4", step: 0.5 } },
    until: { time: 20 },
    measures: ["chaos-horizon"],
  });
  expect(last(above, "chaosHorizon")).toBeNull();
  expect(Math.abs(last(above, "chaosHorizonTime")! - 14.62)).toBeLessThanOrEqual(0.5);
});

test("a shadow that diverges is the end of all digits, not of the run", async () => {
  // The unstable fixed point w = 1 of L = −(w − 1)⁴/4 + …: the run stays, its shadow leaves the finite numbers.
  const record = await run({
    objective: { model: { kind: "expression", parameters: ["w"], loss: "-(w-1)^2 - (w-1)^4" } },
    init: { kind: "values", values: [1] },
    dynamics: { kind: "gd", stepSize: 1 },
    until: { steps: 100 },
    measures: ["chaos-horizon"],
  });
  expect(record.status).toBe("finished");
  expect(record.final.parameters).toEqual([1]);
  expect(last(record, "shadowDistance")).toBeNull();
  expect(last(record, "shadowDigits")).toBe(0);
  // The distance triples each step: 3^k > 1e-3 × 2⁵² from k = 27 on.
  expect(last(record, "chaosHorizon")).toBe(27);
  expect(last(record, "lyapunovExponent")).toBeCloseTo(Math.log(3), 6);
});

test("a start at zero has a shadow as well", async () => {
  const record = await run({ ...quadratic, init: { kind: "constant", value: 0 }, dynamics: { kind: "gd", stepSize: 0.9 } });
  expect(column(record, "shadowDistance")[0]).toBeNull();
  expect(column(record, "shadowDistance")[1]).toBeLessThan(1e-15);
});

test("thresholds may differ within a run; the mean iterate of an epoch has no shadow", async () => {
  const spec = fixedPoint(3, 60);
  const both = await run({ ...spec, measures: ["chaos-horizon", { kind: "chaos-horizon", threshold: 1e-6 }] });
  expect(last(both, "chaosHorizon_2")).toBe(33); // 2⁻²⁰ < 10⁻⁶ < 2⁻¹⁹
  expect(both.cost.gradients).toBe((await run(spec)).cost.gradients);
  await expect(run({ ...spec, measures: [{ kind: "chaos-horizon", of: "epoch-average" }] })).rejects.toThrow(
    "measures.0.of: a shadow run is compared iterate by iterate",
  );
});

/** Slope of the least-squares line through values at 0, 1, 2, … */
function fitted(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const above = values.reduce((sum, value, k) => sum + (k - middle) * value, 0);
  const below = values.reduce((sum, _, k) => sum + (k - middle) ** 2, 0);
  return above / below;
}

describe("a start at zero", () => {
  const from = (matrix: number[][], linear: number[], steps = 3): RunInput => ({
    objective: { model: { kind: "quadratic", matrix, linear } },
    init: { kind: "constant", value: 0 },
    dynamics: { kind: "gd", stepSize: 0.1 },
    until: { steps },
    measures: ["chaos-horizon"],
  });

  test("has no distance relative to its size, hence no horizon, until the run has left it", async () => {
    const record = await run(from([[1]], [1]));
    expect(column(record, "shadowDistance")[0]).toBeNull();
    expect(column(record, "shadowDigits")[0]).toBeNull();
    for (const digits of column(record, "shadowDigits").slice(1)) expect(digits).toBeGreaterThan(14);
    expect(column(record, "chaosHorizon")).toEqual([null, null, null, null]);
  });

  test("at which the run stays has none for ever, but its exponent", async () => {
    const record = await run(from([[-5]], [0], 200));
    expect(column(record, "shadowDistance").every((value) => value === null)).toBe(true);
    expect(last(record, "chaosHorizon")).toBeNull();
    expect(last(record, "lyapunovExponent")).toBeCloseTo(Math.log(1.5), 13);
  });
});
