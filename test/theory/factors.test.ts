import { describe, expect, test } from "vitest";
import { dynamics } from "../../src/dynamics/index.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { dot, norm } from "../../src/kernel/vector.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { Point } from "../../src/objective/point.ts";
import { theories } from "../../src/theory/index.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

/** A loss cL with step size η/c takes the very steps of L with η: what theory says of them must agree. */
const factors = [0.25, 0.5, 1];
const table = { count: 4, inputs: 1, outputs: 1, x: Float64Array.of(-1, -0.3, 0.4, 1.2), y: Float64Array.of(0.2, -0.5, 0.7, 0.1) };
const { start } = tinyNetwork(3, 4);
const model = mlp({ widths: [1, 2, 1], activation: "tanh" });
const at = Float64Array.from({ length: 7 }, (_, i) => 0.3 + 0.17 * Math.sin(3 * i) + 0.01 * start.length);

/** The point on c/½ times the loss, and the step size that goes with it. */
function scaled(factor: number) {
  const objective = mlp.objective(model, { train: table }, squaredError({ factor }));
  const k = 2 * factor;
  return { k, stepSize: 0.1 / k, batchSize: 2, point: new Point(objective, at), objective };
}
type Scaled = ReturnType<typeof scaled>;
const t = theories;

/** For each theory with a velocity: its velocity in the time of the steps, times which power of k it is alike. */
const flows: Partial<
  Record<
    keyof typeof theories,
    (at: Scaled) => { readonly theory: { velocity(point: Point, out: Float64Array): void }; readonly power: number }
  >
> = {
  "implicit-gradient": ({ stepSize }) => ({ theory: t["implicit-gradient"]({ stepSize }), power: 1 }),
  "explicit-gradient": ({ stepSize, k }) => ({ theory: t["explicit-gradient"]({ stepSize, coefficient: 0.03 / k }), power: 1 }),
  minibatch: ({ stepSize, batchSize }) => ({ theory: t.minibatch({ stepSize, batchSize }), power: 1 }),
  "minibatch-partition": ({ stepSize }) => ({
    theory: t["minibatch-partition"]({ stepSize, batches: [Int32Array.of(0, 1), Int32Array.of(2, 3)] }),
    power: 1,
  }),
  momentum: ({ stepSize }) => ({ theory: t.momentum({ stepSize, momentum: 0.6 }), power: 1 }),
  "sharpness-aware": ({ stepSize }) => ({ theory: t["sharpness-aware"]({ stepSize, radius: 0.2 }), power: 1 }),
  "label-noise": ({ stepSize, batchSize }) => ({ theory: t["label-noise"]({ stepSize, batchSize, std: 0.3, finite: true }), power: 1 }),
  "third-order": ({ stepSize }) => ({ theory: t["third-order"]({ stepSize }), power: 1 }),
  principal: ({ stepSize }) => ({ theory: t.principal({ stepSize }), power: 1 }),
  central: ({ stepSize, objective }) => ({ theory: t.central({ stepSize }, objective), power: 1 }),
  "quiet-current": ({ stepSize, batchSize }) => ({ theory: t["quiet-current"]({ stepSize, batchSize }), power: 1 }),
  adam: ({ k }) => ({ theory: t.adam({ stepSize: 0.01, beta1: 0.5, beta2: 0.8, epsilon: 0.01 * k * k }), power: 0 }),
  rmsprop: ({ k }) => ({ theory: t.rmsprop({ stepSize: 0.01, alpha: 0.8, epsilon: 0.01 * k * k }), power: 0 }),
};

/** For each theory with a number: which power of k it is alike. */
const numbers: Partial<Record<keyof typeof theories, (at: Scaled) => readonly [value: number, power: number]>> = {
  "descent-stability": ({ stepSize, point }) => [t["descent-stability"]({ stepSize, momentum: 0.5 }).value(point), 1],
  "averaged-stability": ({ stepSize, point }) => [t["averaged-stability"]({ stepSize, momentum: 0.5 }).value(point), 1],
  "adam-stability": ({ k, point }) => [t["adam-stability"]({ stepSize: 0.1, beta1: 0.5, epsilon: k * k }).value(point), 0],
  "mean-square-stability": ({ stepSize, batchSize, point }) => [t["mean-square-stability"]({ stepSize, batchSize }).value(point), -1],
  "sharpness-aware-stability": ({ stepSize, point }) => [t["sharpness-aware-stability"]({ stepSize, radius: 0.1 }).value(point), 1],
  "rmsprop-stationary": ({ point }) => [t["rmsprop-stationary"]({ stepSize: 0.1 }).value(point), 0],
  "self-stabilisation": ({ stepSize, point }) => [t["self-stabilisation"]({ stepSize }).value(point), 0],
  "stationary-spread": ({ stepSize, batchSize, point }) => [t["stationary-spread"]({ stepSize, batchSize }).value(point), 0],
  "stationary-excess": ({ stepSize, batchSize, point }) => [t["stationary-excess"]({ stepSize, batchSize }).value(point), 1],
  // Of the posterior e^(−NL), which is another one for another factor.
  "constant-step": ({ batchSize, point }) => [t["constant-step"]({ batchSize }).value(point), -2],
  "noise-scale": ({ stepSize, batchSize, point }) => [t["noise-scale"]({ stepSize, batchSize }).value(point), -1],
  // ½Σ ln(λ_i/λ) is the same where the prior is scaled too: of the rest, the cost, one power.
  evidence: ({ k, point }) => {
    const determinant = t.evidence({ regularisation: 5 * k }).value(point) + k * (4 * scaled(0.5).point.loss + 2.5 * dot(at, at));
    return [determinant, 0];
  },
};

/** Run by dynamics of their own, below. */
const inRuns = ["edge", "rod", "stochastic-modified"];

test("every theory is looked at", () => {
  expect([...Object.keys(flows), ...Object.keys(numbers), ...inRuns].toSorted()).toEqual(Object.keys(theories).toSorted());
});

test.for(Object.entries(flows))("%s moves alike whatever the factor of the loss", ([, open]) => {
  const velocities = factors.map((factor) => {
    const here = scaled(factor);
    const out = new Float64Array(at.length);
    const { theory, power } = open(here);
    theory.velocity(here.point, out);
    return out.map((value) => (power === 0 ? value : value / here.k));
  });
  const reference = velocities[1];
  for (const velocity of velocities) expect(norm(velocity.map((x, i) => x - reference[i]))).toBeLessThan(1e-9 * norm(reference));
});

test.for(Object.entries(numbers))("%s is alike whatever the factor of the loss", ([, open]) => {
  const values = factors.map((factor) => {
    const here = scaled(factor);
    const [value, power] = open(here);
    return power === 0 ? value : power > 0 ? value / here.k : power === -1 ? value * here.k : value * here.k * here.k;
  });
  for (const value of values)
    expect(Number.isNaN(value) ? "NaN" : value / values[1]).toEqual(Number.isNaN(values[1]) ? "NaN" : expect.closeTo(1, 7));
});

describe("runs end at the same parameters, at the time of the same steps", () => {
  const descent: Record<string, object> = {
    gd: {},
    "igr-flow": {},
    "third-order-flow": {},
    "principal-flow": {},
    "central-flow": {},
    "edge-flow": {},
    "rod-flow": {},
    "momentum-flow": { momentum: 0.5 },
    "minibatch-flow": { batchSize: 2 },
    sme: { batchSize: 2 },
    "label-noise-flow": { std: 0.2 },
    sgd: { batchSize: 2, sampling: "reshuffle" },
    sam: { radius: 0.1 },
    langevin: { temperature: 0.01 },
  };
  const adaptive: Record<string, object> = { adam: {}, rmsprop: {}, "adam-flow": {}, "rmsprop-central-flow": {} };

  test("of every dynamics", () => {
    expect([...Object.keys(descent), ...Object.keys(adaptive), "gradient-flow"].toSorted()).toEqual(Object.keys(dynamics).toSorted());
  });

  const endOf = async (factor: number, kind: string): Promise<number[]> => {
    const k = 2 * factor;
    const adapts = kind in adaptive;
    const own = adapts
      ? { stepSize: 0.01, epsilon: kind === "adam-flow" ? 0.01 * k * k : 0.1 * k, ...adaptive[kind] }
      : kind === "gradient-flow"
        ? {}
        : { stepSize: 0.2 / k, ...descent[kind] };
    const options = kind === "langevin" ? { ...own, temperature: 0.01 * k } : own;
    const steps = ["gd", "sgd", "sam", "langevin", "adam", "rmsprop"].includes(kind);
    const { final } = await run({
      objective: {
        data: { kind: "chebyshev", degree: 3, count: 6 },
        model: { kind: "mlp", widths: [1, 3, 1], activation: "tanh" },
        loss: { kind: "squared-error", factor },
      },
      init: { kind: "normal" },
      dynamics: { kind, ...options, ...(!steps && kind !== "sme" && { tolerance: 1e-9 }) },
      until: steps ? { steps: 10 } : { time: adapts ? 0.1 : 2 / k },
      measures: ["loss"],
    } as RunInput);
    return final.parameters as number[];
  };

  test.for(Object.keys(dynamics))("%s", async (kind) => {
    const ends = await Promise.all(factors.map((factor) => endOf(factor, kind)));
    for (const end of ends) expect(end).toEqual(ends[1].map((value) => expect.closeTo(value, 6)));
  });
});
