import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { permutations } from "../../src/kernel/enumerate.ts";
import { dot, norm } from "../../src/kernel/vector.ts";
import { implicitFactor, implicitFactorOf, shufflingFactor } from "../../src/measure/descentTerms.ts";
import type { MomentumRule } from "../../src/measure/momentumFactor.ts";
import { Point } from "../../src/objective/point.ts";
import { start as begin, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const rules: Record<string, MomentumRule> = {
  "no momentum": {},
  "heavy ball 0.5": { momentum: 0.5 },
  "heavy ball 0.8": { momentum: 0.8 },
  "Nesterov 0.5": { momentum: 0.5, nesterov: true },
  "Nesterov 0.8": { momentum: 0.8, nesterov: true },
};

/** The larger root of the recursion w_{n+1} = (1 + β − ηλ(1 + νβ))w_n − β(1 − νηλ)w_{n−1} on ½λw², ν = 1 for Nesterov's form. */
function slowRoot({ momentum = 0, nesterov = false }: MomentumRule, scaled: number): number {
  const sum = 1 + momentum - scaled * (nesterov ? 1 + momentum : 1);
  const product = momentum * (nesterov ? 1 - scaled : 1);
  return (sum + Math.sqrt(sum * sum - 4 * product)) / 2;
}

describe.for(Object.entries(rules))("the factor of (η/4)‖∇L‖² with %s", ([, rule]) => {
  test("is that of the slow motion on a quadratic, whose rate is (λ/(1 − β))(1 + 2μλ) + O(η²)", () => {
    const errors = [4e-4, 2e-4].map((stepSize) => {
      const rate = -Math.log(slowRoot(rule, stepSize)) / stepSize;
      const measured = (rate * (1 - (rule.momentum ?? 0)) - 1) / 2;
      return Math.abs(measured / (stepSize / 4) - implicitFactor(rule));
    });
    expect(errors[1]).toBeLessThan(0.02 * implicitFactor(rule));
    expect(errors[0] / errors[1]).toBeGreaterThan(1.9);
  });

  test("the kit's own descent has that slow root", () => {
    const { momentum = 0.0, nesterov } = rule;
    const scaled = 0.01;
    const { objective } = tinyNetwork(4, 5);
    const parabola = { ...objective, size: 1, gradient: (w: Float64Array, out: Float64Array) => ((out[0] = w[0]), (w[0] * w[0]) / 2) };
    const mover = begin(gd, gd({ stepSize: scaled, momentum, ...(nesterov && { nesterov }) }), parabola, [1]);
    const [a, b] = [steps(mover, 400)[0], steps(mover, 1)[0]];
    expect(b / a).toBeCloseTo(slowRoot(rule, scaled), 10);
  });
});

interface Epoch {
  readonly batchSize: number;
  readonly lastBatch?: "smaller" | "drop" | "weighted";
}

const epochs: Epoch[] = [
  { batchSize: 1 },
  { batchSize: 2 },
  { batchSize: 3 },
  { batchSize: 2, lastBatch: "drop" },
  { batchSize: 2, lastBatch: "weighted" },
  { batchSize: 3, lastBatch: "weighted" },
];

const N = 5;
const { objective, start } = tinyNetwork(3, N);
const orders = permutations([...Array(N).keys()]);

/** Weights and batches of an epoch in an order. */
function batchesOf(order: readonly number[], { batchSize, lastBatch = "smaller" }: Epoch): { batch: Int32Array; weight: number }[] {
  const cut: { batch: Int32Array; weight: number }[] = [];
  for (let from = 0; from < N; from += batchSize) {
    const batch = Int32Array.from(order.slice(from, from + batchSize));
    if (lastBatch === "drop" && batch.length < batchSize) continue;
    cut.push({ batch, weight: lastBatch === "weighted" ? batch.length / batchSize : 1 });
  }
  return cut;
}

/** Where an epoch ends, after its momentum has come to rest along full gradients: brute force, written out. */
function ends(
  batches: readonly { batch: Int32Array | undefined; weight: number }[],
  { momentum = 0, nesterov = false }: MomentumRule,
  stepSize: number,
) {
  const rest = momentum === 0 ? 0 : Math.ceil(Math.log(1e-12) / Math.log(momentum));
  const w = Float64Array.from(start);
  const g = new Float64Array(w.length);
  const v = new Float64Array(w.length);
  for (const { batch, weight } of [...batches, ...Array.from({ length: rest }, () => ({ batch: undefined, weight: 1 }))]) {
    objective.gradient(w, g, batch);
    for (let i = 0; i < w.length; i++) {
      v[i] = momentum * v[i] + weight * g[i];
      w[i] -= stepSize * (nesterov ? weight * g[i] + momentum * v[i] : v[i]);
    }
  }
  return w;
}

describe.for(Object.entries(rules).filter(([name]) => name !== "heavy ball 0.8"))("the factor of (η/4)Γ with %s", ([, rule]) => {
  test.for(epochs)("is the drift of the mean over all orders beside that of the full batch: %o", (epoch) => {
    const shape = batchesOf(orders[0], epoch);
    const lastWeight = shape[shape.length - 1].weight;
    const time = shape.reduce((sum, { weight }) => sum + weight, 0);
    const point = new Point(objective, start);
    const noise = new Float64Array(start.length);
    objective.mixedHessianVector(start, point.gradient, -2, 2, noise);
    const S = 1 / (1 - (rule.momentum ?? 0));
    const largest = 4e-4 / (S * S);
    const measured = [largest, largest / 2].map((stepSize) => {
      const mean = new Float64Array(start.length);
      for (const order of orders)
        for (const [i, x] of ends(batchesOf(order, epoch), rule, stepSize).entries()) mean[i] += x / orders.length;
      const full = ends(
        shape.map(({ weight }) => ({ batch: undefined, weight })),
        rule,
        stepSize,
      );
      const drift = mean.map((x, i) => (x - full[i]) / (-S * time * stepSize * (stepSize / 4)));
      return { factor: dot(drift, noise) / dot(noise, noise), along: dot(drift, noise) / (norm(drift) * norm(noise)) };
    });
    const factor = shufflingFactor(rule, { epoch: shape.length, lastWeight }, N);
    const limit = 2 * measured[1].factor - measured[0].factor;
    expect(Math.abs(limit / factor - 1)).toBeLessThan(2e-3);
    expect(measured[1].along).toBeGreaterThan(0.99);
  });
});

test("a weighted epoch is that of sgd, to the bit, and its time counts the weights", () => {
  const epoch: Epoch = { batchSize: 2, lastBatch: "weighted" };
  for (const rule of Object.values(rules)) {
    const { momentum, nesterov } = rule;
    const mover = begin(
      sgd,
      sgd({ stepSize: 0.1, batchSize: 2, sampling: "cyclic", lastBatch: "weighted", ...(momentum && { momentum, nesterov }) }),
      objective,
      start,
    );
    const w = Float64Array.from(steps(mover, 3));
    expect(mover.time).toBeCloseTo(0.1 * 2.5, 15);
    const [g, v, expected] = [new Float64Array(w.length), new Float64Array(w.length), Float64Array.from(start)];
    for (const { batch, weight } of batchesOf([0, 1, 2, 3, 4], epoch)) {
      objective.gradient(expected, g, batch);
      for (let i = 0; i < w.length; i++) {
        const own = weight * g[i];
        v[i] = (momentum ?? 0) * v[i] + own;
        expected[i] -= 0.1 * (nesterov ? own + (momentum ?? 0) * v[i] : v[i]);
      }
    }
    expect([...w]).toEqual([...expected]);
  }
});

/** One parameter and examples ½(w − y)²: everything is exact. */
const parabolas = (targets: readonly number[]) => ({
  ...objective,
  size: 1,
  examples: targets.length,
  gradient(w: Float64Array, out: Float64Array, batch: ArrayLike<number> = targets.map((_, i) => i)) {
    let sum = 0;
    for (let k = 0; k < batch.length; k++) sum += w[0] - targets[batch[k]];
    out[0] = sum / batch.length;
    return 0;
  },
});

describe("five examples ½(w − y)² in batches of two, in their order", () => {
  const targets = [0, 1, -1, 2, 8];
  const restOf = (lastBatch?: Epoch["lastBatch"]): number =>
    steps(
      begin(sgd, sgd({ stepSize: 1e-3, batchSize: 2, sampling: "cyclic", ...(lastBatch && { lastBatch }) }), parabolas(targets), [0]),
      30_000,
    )[0];

  test("rest at the minimum of a loss that weighs the last example twice, unless it is dropped or weighted", () => {
    expect(restOf()).toBeCloseTo((0.5 + 0.5 + 8) / 3, 1);
    expect(restOf("drop")).toBeCloseTo(0.5, 1);
    expect(restOf("weighted")).toBeCloseTo(2, 1);
  });
});

test.for(["heavy ball 0.8", "Nesterov 0.5", "no momentum"])(
  "weights in the factor of (η/4)‖∇L‖² with %s: the mean over an epoch's cycle on a quadratic",
  (name) => {
    const rule = rules[name];
    const { momentum = 0, nesterov = false } = rule;
    const [epoch, lastWeight] = [3, 0.5];
    const errors = [1e-3, 5e-4].map((stepSize) => {
      let [w, v] = [1, 0];
      const cycle = (): number => {
        const from = w;
        for (const weight of [1, 1, lastWeight]) {
          const g = weight * w;
          v = momentum * v + g;
          w -= stepSize * (nesterov ? g + momentum * v : v);
        }
        return -Math.log(w / from) / (2.5 * stepSize);
      };
      for (let k = 0; k < 100; k++) cycle();
      const measured = (cycle() * (1 - momentum) - 1) / 2 / (stepSize / 4);
      return Math.abs(measured - implicitFactor(rule, { epoch, lastWeight }));
    });
    expect(errors[1]).toBeLessThan(0.02 * implicitFactor(rule));
    expect(errors[0] / errors[1]).toBeGreaterThan(1.8);
  },
);

/** The slow eigenvalue of (w, v) after steps of η times weights on ½w², one after the other or, `mixed`, the mean of one. */
function slowEigenvalue(
  { momentum = 0, nesterov = false }: MomentumRule,
  stepSize: number,
  weights: readonly number[],
  mixed: boolean,
): number {
  const step = (weight: number): number[][] => {
    const along = nesterov ? stepSize * (1 + momentum) * weight : stepSize * weight;
    return [
      [1 - along, -stepSize * momentum * (nesterov ? momentum : 1)],
      [weight, momentum],
    ];
  };
  const all = weights.map(step);
  const product = (a: number[][], b: number[][]): number[][] => a.map((row) => [0, 1].map((j) => row[0] * b[0][j] + row[1] * b[1][j]));
  const mean = [0, 1].map((i) => [0, 1].map((j) => all.reduce((sum, one) => sum + one[i][j] / all.length, 0)));
  const [[a, b], [c, d]] = mixed ? mean : all.reduce((before, one) => product(one, before));
  return (a + d + Math.sqrt((a - d) * (a - d) + 4 * b * c)) / 2;
}

describe.for(Object.entries(rules))("the factor where weighted batches are the same all along, with %s", ([, rule]) => {
  test.each([
    ["fixed", [1, 1, 0.5]],
    ["fixed", [0.25, 1, 0.5, 0.75]],
    ["fixed", [1, 1]],
    ["independent", [1, 1, 0.5]],
    ["independent", [1, 0.2]],
  ] as const)("%s order, weights %j", (order, weights) => {
    const factor = implicitFactorOf(rule, {
      batchSize: 4,
      epoch: weights.length,
      lastWeight: weights.at(-1)!,
      order,
      withReplacement: false,
      fixed: weights.map((weight) => ({ batch: Int32Array.of(0), weight })),
    });
    const time = weights.reduce((sum, weight) => sum + weight, 0) / (order === "fixed" ? 1 : weights.length);
    const errors = [4e-4, 2e-4].map((stepSize) => {
      const rate = -Math.log(slowEigenvalue(rule, stepSize, weights, order === "independent")) / (stepSize * time);
      return Math.abs((rate * (1 - (rule.momentum ?? 0)) - 1) / (stepSize / 2) - factor);
    });
    expect(errors[1]).toBeLessThan(0.02 * factor);
    expect(errors[0] / errors[1]).toBeGreaterThan(1.9);
  });
});
