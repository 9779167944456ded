import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { labelNoiseFlow } from "../../src/dynamics/labelNoiseFlow.ts";
import { behaviour as labelNoiseFlowBehaviour } from "../../src/dynamics/labelNoiseFlowBehaviour.ts";
import { label } from "../../src/dynamics/noise/label.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { labelNoiseConditions, labelNoiseDrift, labelNoiseRegulariser, labelNoiseStrength } from "../../src/theory/labelNoise.ts";
import { start, steps } from "../support/run.ts";

const product = formulaObjective(expression({ parameters: ["a", "b"], loss: "(a*b - 1)^2/2" }));

describe("f = ab with a target of 1 ± σ", () => {
  test("the regulariser is −(1/2η) log(1 − η(a² + b²)/2), tends to ¼ tr H, and does not exist from ηλ = 2 on", () => {
    const point = new Point(product, Float64Array.of(2, 0.5));
    const trace = 4.25;
    expect(labelNoiseRegulariser(point, 0.1)).toBeCloseTo(-Math.log(1 - (0.1 * trace) / 2) / 0.2, 12);
    expect(labelNoiseRegulariser(point, 1e-5)).toBeCloseTo(trace / 4, 4);
    expect(labelNoiseRegulariser(point, 0.5)).toBeNaN();
    expect(labelNoiseConditions(point, { stepSize: 0.1, std: 0.1, batchSize: 1 }).every(({ holds }) => holds)).toBe(true);
    expect(labelNoiseConditions(point, { stepSize: 0.5, std: 0.1, batchSize: 1 })[0].holds).toBe(false);
  });

  test("the drift along the manifold is −(ησ²/4B)P∇tr H", () => {
    const [a, b] = [2, 0.5];
    const out = new Float64Array(2);
    labelNoiseDrift(new Point(product, Float64Array.of(a, b)), { stepSize: 0.1, std: 0.3, batchSize: 2 }, false, out);
    // P∇(a² + b²) = 2(a² − b²)/(a² + b²) (a, −b).
    const factor = (-(0.1 * 0.09) / 8) * ((2 * (a * a - b * b)) / (a * a + b * b));
    expect(out[0]).toBeCloseTo(factor * a, 12);
    expect(out[1]).toBeCloseTo(-factor * b, 12);
  });
});

describe.for([0.25, 0.5, 1, 2])("the loss %d (f − y)²", (factor) => {
  const [stepSize, std] = [0.05, 0.2];
  const of = (loss: string) => formulaObjective(expression({ parameters: ["a", "b"], loss }));
  const withTarget = (example: string) => formulaObjective(expression({ parameters: ["a", "b"], example, over: { x: [1], y: [1] } }));

  test("has its factor read off the formula", () => {
    const forms = [`${factor}*(a*b - 1)^2`, `(a*b - 1)^2/${1 / factor}`, `-(-${factor})*(1 - a*b)*(1 - a*b)`];
    for (const form of forms) expect(of(form).squaredErrorFactor).toBe(factor);
    for (const form of [`${factor}*(a*b*x - y)^2`, `(y - a*b)^2*${factor}`, `${factor}*(a + 2*y/2 - (b - y + y))^2`]) {
      expect(withTarget(form).squaredErrorFactor).toBe(factor);
      expect(withTarget(form).labels).toBeDefined();
    }
    expect(withTarget(`${factor}*(a*b - 2*y)^2`).squaredErrorFactor).toBe(4 * factor);
  });

  test("lets a² − b² decay at 4c²ησ²/B per unit time along the minima of f = ab", () => {
    const [a, b] = [2, 0.5];
    const rates = [1, 2].map((batchSize) => {
      const out = new Float64Array(2);
      labelNoiseDrift(new Point(of(`${factor}*(a*b - 1)^2`), Float64Array.of(a, b)), { stepSize, std, batchSize }, false, out);
      return -(2 * a * out[0] - 2 * b * out[1]) / (a * a - b * b);
    });
    expect(rates[0]).toBeCloseTo(4 * factor * factor * stepSize * std * std, 15);
    expect(rates[1]).toBeCloseTo(2 * factor * factor * stepSize * std * std, 15);
  });

  test("has the effective loss that the stationary variance of its steps makes: in one dimension, by its recursion", () => {
    // u → u − 2cη(u − ξ): E[u²] = 2cησ²/(2 − 2cη); λR' = −½∇³L:S with S = E[u²] along the only direction.
    const curvature = 2 * factor;
    const variance = (curvature * stepSize * std * std) / (2 - stepSize * curvature);
    let moment = 0;
    for (let k = 0; k < 10_000; k++)
      moment = (1 - curvature * stepSize) * (1 - curvature * stepSize) * moment + curvature * curvature * stepSize * stepSize * std * std;
    expect(moment).toBeCloseTo(variance, 14);
    const strength = labelNoiseStrength({ stepSize, std, batchSize: 1, factor });
    // dR/dλ = 1/(4(1 − ηλ/2)).
    expect(strength / (4 * (1 - (stepSize * curvature) / 2))).toBeCloseTo(variance / 2, 15);
  });

  test("descends with label noise as the loss ½ (f − y)² with 2c times the step, and so does its flow", () => {
    const other = 2 * factor * stepSize;
    const over = { x: [1, 1, 1], y: [1, 1, 1] };
    const noisy = (c: number, eta: number) =>
      steps(
        start(
          gd,
          gd({ stepSize: eta, noise: label({ std }) }),
          formulaObjective(expression({ parameters: ["a", "b"], example: `${c}*(a*b - y)^2`, over })),
          [2, 0.5],
          () => openRandom(3, "noise"),
        ),
        300,
      );
    const [one, half] = [noisy(factor, stepSize), noisy(0.5, other)];
    one.forEach((value, i) => expect(value).toBeCloseTo(half[i], 12));
    const flowed = (c: number, eta: number) => {
      const flow = start(
        labelNoiseFlowBehaviour,
        labelNoiseFlow({ stepSize: eta, std, finite: true, tolerance: 1e-9 }),
        of(`${c}*(a*b - 1)^2`),
        [2, 0.5],
      );
      while (flow.time < 300 * eta) flow.advance(300 * eta);
      return flow.point.parameters;
    };
    const [own, reference] = [flowed(factor, stepSize), flowed(0.5, other)];
    own.forEach((value, i) => expect(value).toBeCloseTo(reference[i], 6));
  });
});

test("f = ab with c = 1 and ησ² = 0.002: the asymmetry decays at 8.0e-3 in theory, and in descent itself at that over 1 − ηλ/2", () => {
  const [stepSize, std, count, runs] = [0.05, 0.2, 1000, 60];
  const over = { x: [1], y: [1] };
  const objective = formulaObjective(expression({ parameters: ["a", "b"], example: "(a*b - y)^2", over }));
  let rate = 0;
  let squares = 0;
  for (let seed = 0; seed < runs; seed++) {
    const w = steps(
      start(gd, gd({ stepSize, noise: label({ std }) }), objective, [2, 0.5], () => openRandom(seed, "noise")),
      count,
    );
    const own = -Math.log((w[0] * w[0] - w[1] * w[1]) / 3.75) / (count * stepSize);
    rate += own / runs;
    squares += (own * own) / runs;
  }
  const error = Math.sqrt((squares - rate * rate) / (runs - 1));
  // q' = q(1 − 4c²η²r²) with E[r²] = σ²/(1 − cη tr H/4…): residuals of finite steps are larger than σ by 1/(1 − ηλ/2), λ between 4 and 8.5.
  const theory = 4 * stepSize * std * std;
  expect(theory).toBeCloseTo(8e-3, 15);
  expect(rate).toBeGreaterThan(theory / (1 - (stepSize * 4) / 2) - 4 * error);
  expect(rate).toBeLessThan(theory / (1 - (stepSize * 8.5) / 2) + 4 * error);
});

describe("losses that have no label noise are refused by name", () => {
  const data = {
    kind: "table",
    x: [
      [1, 0.2],
      [-1, 1],
      [0.5, -0.3],
    ],
    y: [[1], [-1], [1]],
  } as const;
  const classes = {
    kind: "table",
    x: [
      [1, 0.2],
      [-1, 1],
      [0.5, -0.3],
    ],
    y: [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
  } as const;
  const specOf = (objective: object, dynamics: object): RunInput =>
    ({
      objective,
      init: { kind: "normal", scale: 0.5 },
      dynamics: { stepSize: 0.1, ...dynamics },
      until: { time: 0.1 },
      measures: ["loss"],
    }) as unknown as RunInput;
  const mlpOf = (outputs: number) => ({ kind: "mlp", widths: [2, 3, outputs], activation: "tanh" });
  const without: Record<string, object> = {
    logistic: { data, model: mlpOf(1), loss: { kind: "logistic" } },
    "cross-entropy": { data: classes, model: mlpOf(2), loss: { kind: "cross-entropy" } },
    "an expression in y that is no squared error": {
      model: { kind: "expression", parameters: ["a"], example: "softplus(-y*a*x)", over: { x: [1, 2], y: [1, -1] } },
    },
    "a quadratic": { model: { kind: "quadratic", matrix: [[1]] } },
  };
  test.for(Object.entries(without))("%s", async ([, objective]) => {
    await expect(run(specOf(objective, { kind: "label-noise-flow", std: 0.1 }))).rejects.toThrow(
      /^dynamics\.kind: label noise is a theory of squared errors/,
    );
    await expect(run(specOf(objective, { kind: "gd", noise: { kind: "label", std: 0.1 } }))).rejects.toThrow(
      /^dynamics\.noise: label noise needs targets under a squared error/,
    );
  });

  test("a squared error with something added has label noise, but not the theory", async () => {
    const objective = { model: { kind: "expression", parameters: ["a"], example: "(a*x - y)^2/2 + a^2", over: { x: [1, 2], y: [1, -1] } } };
    expect((await run(specOf(objective, { kind: "gd", noise: { kind: "label", std: 0.1 } }))).status).toBe("finished");
    await expect(run(specOf(objective, { kind: "label-noise-flow", std: 0.1 }))).rejects.toThrow(/squared errors/);
  });

  test.for([0.25, 0.5, 1])("squared errors have both, factor %d", async (factor) => {
    for (const model of [mlpOf(1), { kind: "normalized-mlp", widths: [2, 2, 1], activation: "tanh" }, { kind: "diagonal-linear" }]) {
      const objective = { data, model, loss: { kind: "squared-error", factor } };
      for (const dynamics of [
        { kind: "gd", noise: { kind: "label", std: 0.1 } },
        { kind: "label-noise-flow", std: 0.1 },
      ])
        expect((await run(specOf(objective, dynamics))).status).toBe("finished");
    }
  });
});
