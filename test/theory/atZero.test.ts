import { describe, expect, test } from "vitest";
import { objective } from "../../src/experiment/byHand.ts";
import { theories } from "../../src/theory/index.ts";
import { momentumStationaryCovariance } from "../../src/theory/stationaryCovariance.ts";

const network = (x: number[][], y: number[][], widths: number[]) => ({
  data: { kind: "table" as const, x, y },
  model: { kind: "mlp" as const, widths, activation: "tanh" as const, bias: false },
  loss: { kind: "squared-error" as const },
});
const formula = (parameters: string[], loss: string) => ({ model: { kind: "expression" as const, parameters, loss } });

const places = {
  "a critical point of a network": [network([[-1], [0], [1]], [[1], [0], [1]], [1, 2, 1]), [0, 0, 0, 0]],
  "where everything is fitted": [network([[0], [0]], [[0], [0]], [1, 1]), [1]],
  "where all examples are one": [formula(["a"], "(a - 2)^2"), [1]],
  "where H = 0": [formula(["a", "b"], "3 + a + 2*b"), [1, 2]],
  "where nothing depends on the parameters": [formula(["a"], "2 + 0*a"), [0]],
  "where L = 0, g = 0 and H = 0": [formula(["a"], "a^4"), [0]],
  "a maximum": [formula(["a", "b"], "3 - a^2 - 2*b^2"), [0, 0]],
  "beside a maximum": [formula(["a", "b"], "3 - a^2 - 2*b^2"), [0.1, 0.2]],
} as const;

const step = { stepSize: 0.1, batchSize: 1 };
const numbers = {
  "mean-square-stability": theories["mean-square-stability"](step),
  "sharpness-aware-stability": theories["sharpness-aware-stability"]({ stepSize: 0.1, radius: 0.1 }),
  "rmsprop-stationary": theories["rmsprop-stationary"]({ stepSize: 0.1, epsilon: 1e-3 }),
  "self-stabilisation": theories["self-stabilisation"](step),
  "stationary-spread": theories["stationary-spread"](step),
  "stationary-excess": theories["stationary-excess"](step),
  "constant-step": theories["constant-step"](step),
  "noise-scale": theories["noise-scale"](step),
  "sharpness-aware": theories["sharpness-aware"]({ stepSize: 0.1, radius: 0.1 }),
  evidence: theories.evidence({ regularisation: 0.1 }),
};

const finiteOrNaN = (value: number): boolean => Number.isFinite(value) || Number.isNaN(value);

describe.each(Object.entries(places))("%s", (place, [spec, at]) => {
  test.each(Object.entries(numbers))("%s is a finite number or not a number, and so are its conditions", async (name, theory) => {
    const point = (await objective(spec)).point([...at]);
    const value = theory.value(point);
    // Without curvature every step size is stable: that threshold is infinite, and says so.
    const noCurvature = !place.includes("maximum") && point.hessian().every((entry) => entry === 0);
    if (name === "mean-square-stability" && (noCurvature || value === Infinity)) expect(Math.max(...point.hessian())).toBe(0);
    else expect(finiteOrNaN(value)).toBe(true);
    for (const condition of theory.check(point)) {
      expect(finiteOrNaN(condition.value)).toBe(true);
      if (Number.isNaN(condition.value)) expect(condition.holds).toBe(false);
    }
  });
});

describe.each(["a maximum", "beside a maximum"] as const)("at %s", (place) => {
  const held = async (name: keyof typeof numbers) => {
    const [spec, at] = places[place];
    const point = (await objective(spec)).point([...at]);
    return {
      value: numbers[name].value(point),
      holding: numbers[name]
        .check(point)
        .filter(({ holds }) => holds)
        .map((c) => c.name),
    };
  };

  test("nothing is said to be a minimum", async () => {
    expect((await held("stationary-spread")).holding).toEqual(["the step is stable"]);
    expect((await held("evidence")).holding).toEqual([]);
    expect((await held("rmsprop-stationary")).holding).toEqual(["the parameters are separate"]);
  });

  test("no step size is stable in mean square, nor best without noise", async () => {
    const { value, holding } = await held("mean-square-stability");
    expect(value).toBeNaN();
    expect(holding).toEqual([]);
    expect((await held("constant-step")).value).toBeNaN();
  });
});

test("without a stationary state there is no spread", () => {
  expect(momentumStationaryCovariance({ size: 1, hessian: Float64Array.of(-1), covariance: Float64Array.of(1) }, 0.1, 0)).toBeNull();
});
