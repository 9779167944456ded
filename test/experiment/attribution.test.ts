import { describe, expect, test } from "vitest";
import {
  attribution,
  type AttributionInput,
  attributionRuns,
  attributionSweep,
  besides,
  effects,
  effectsAtEqualLoss,
  ladder,
  matchedStd,
} from "../../src/experiment/attribution.ts";
import { run } from "../../src/experiment/run.ts";

const input: AttributionInput = {
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  stepSize: 0.1,
  batchSize: 3,
  time: 6,
  isotropicStd: 0.05,
  rows: 4,
};

/** A record with a loss and a sharpness at three rows. */
const record = (loss: readonly number[], sharpness: readonly number[]) => ({ path: { step: [0, 1, 2], time: [0, 1, 2], loss, sharpness } });

describe("the ladder", () => {
  test("goes from gradient flow to shuffled SGD in steps that change one thing each", () => {
    const steps = ladder.slice(0, -1);
    expect(steps.map(({ to }) => to).slice(0, -1)).toEqual(steps.map(({ from }) => from).slice(1));
    const whole = ladder[ladder.length - 1];
    expect([whole.from, whole.to]).toEqual([steps[0].from, steps[steps.length - 1].to]);
  });

  test("adds up, seed by seed, on every measure at equal time", async () => {
    const { equalTime } = await attribution({ ...input, labelStd: 0.1 }, { seeds: { from: 0, count: 2 } });
    for (const all of Object.values(equalTime)) {
      expect(all.map(({ cause }) => cause)).toEqual([...ladder, ...besides]);
      const [steps, whole] = [all.slice(0, ladder.length - 1), all[ladder.length - 1]];
      whole.values.forEach((value, seed) => {
        const sum = steps.reduce((total, { values }) => total + values[seed], 0);
        expect(Math.abs(sum - value)).toBeLessThan(1e-12 * (1 + Math.abs(value)));
        expect(value).not.toBe(0);
      });
    }
  });

  test("leaves out label noise where none is asked for", async () => {
    const { equalTime } = await attribution(input, { seeds: { from: 0, count: 1 } });
    expect(equalTime.sharpness.map(({ cause }) => cause.name)).not.toContain("label noise");
    expect(attributionRuns.filter((name) => attributionSweep(input, name, { from: 0, count: 1 }) === null)).toEqual(["label"]);
  });
});

test("an effect is positive where it flattens, and not a number where a run diverged", () => {
  const records = {
    "gradient-flow": [record([1, 0.5, 0.2], [3, 4, 5]), record([1, 0.5, 0.2], [3, 4, 5])],
    gd: [record([1, 0.5, 0.25], [3, 3, 4]), { path: { step: [0], time: [0], loss: [1], sharpness: [null] } }],
  };
  const [{ values }] = effects(records, [ladder[0]], "sharpness");
  expect(values).toEqual([1, NaN]);
});

test("at equal loss runs are compared where they first reach the highest final loss", () => {
  const records = { "gradient-flow": [record([1, 0.5, 0.125], [3, 4, 6])], gd: [record([1, 0.5, 0.25], [3, 3, 4])] };
  // Gradient flow passes 0.25 half way, in the logarithm, between its second and third row.
  const [{ values }] = effectsAtEqualLoss(records, [ladder[0]]);
  expect(values[0]).toBeCloseTo(5 - 4, 12);
});

test("at equal loss a run whose loss falls to 0 is interpolated in the loss itself", () => {
  const gd = [record([1, 0.5, 0], [3, 3, 4])];
  expect(effectsAtEqualLoss({ "gradient-flow": [record([1, 0.5, 0.25], [3, 4, 6])], gd }, [ladder[0]])[0].values).toEqual([6 - 3.5]);
  expect(effectsAtEqualLoss({ "gradient-flow": [record([1, 0.5, 0], [3, 4, 6])], gd }, [ladder[0]])[0].values).toEqual([6 - 4]);
});

test("there is no matched noise where SGD diverges", async () => {
  await expect(matchedStd({ ...input, stepSize: 50, time: 6000 }, run)).rejects.toThrow("diverges there");
});

test("matched isotropic noise has the mean trace of the minibatch noise along SGD", async () => {
  const std = await matchedStd(input, run);
  const { path, final } = await run({
    objective: input.objective,
    init: input.init,
    dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 3, sampling: "subset" },
    until: { time: 6 },
    measures: [{ kind: "gradient-noise", alignment: false, everyTime: 0.15 }],
    seed: 0,
  });
  const traces = path.noiseTrace.map((value) => ((value as number) * (12 - 3)) / (11 * 3));
  const mean = traces.reduce((sum, value) => sum + value / traces.length, 0);
  expect(Math.abs((std * std * final.parameters.length) / mean - 1)).toBeLessThan(1e-9);
});
