import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, methodEntry, methodSeries, paths } from "../src/figure/index.ts";
import { figure } from "./figure.ts";

const stepSize = 0.05;
const [stiffness, target] = [0.02, 41];
const steps = 4000;
/** Over these the averages are taken. */
const longSteps = 200_000;
/** Damped: the undamped toy is a map whose cycles grow until x underflows. */
const toy: RunInput["objective"] = {
  model: { kind: "expression", parameters: ["x", "y"], loss: `y*x^2/2 + ${stiffness / 2}*(y - ${target})^2` },
};
const init: RunInput["init"] = { kind: "values", values: [0.02, 39] };
const rmspropRule = { stepSize: 0.01, alpha: 0.99 } as const;
const curvature = 3;

/** The cycle by which descent lowers the curvature that it oscillates in (Damian et al. 2023), and RMSProp at its own edge (Cohen et al. 2025). */
export const selfStabilisationFigure = figure({
  name: "self-stabilisation",
  title: "Self-stabilisation",
  sweeps: {
    descent: {
      base: {
        objective: toy,
        init,
        dynamics: { kind: "gd", stepSize },
        until: { steps },
        measures: [
          { kind: "parameters", every: 1 },
          { kind: "loss", every: 1 },
        ],
      },
      grid: {},
    },
    central: {
      base: {
        objective: toy,
        init,
        dynamics: { kind: "central-flow", stepSize },
        until: { time: steps * stepSize },
        measures: [
          { kind: "parameters", everyTime: 0.5 },
          { kind: "central-flow-variance", everyTime: 0.5 },
        ],
      },
      grid: {},
    },
    long: {
      base: {
        objective: toy,
        init,
        dynamics: { kind: "gd", stepSize },
        until: { steps: longSteps },
        measures: [{ kind: "parameters", every: 37 }],
      },
      grid: {},
    },
    rmsprop: {
      base: {
        objective: { model: { kind: "quadratic", matrix: [[curvature]] } },
        init: { kind: "values", values: [1] },
        dynamics: { kind: "rmsprop", ...rmspropRule },
        until: { steps: 6000 },
        measures: [{ kind: "parameters", every: 1 }],
      },
      grid: {},
    },
  },
  read: ({ descent, central, long, rmsprop }) => {
    const [lateX, lateY] = [curve(long[0], "parameter0").y, curve(long[0], "parameter1").y];
    const [x, y] = [curve(descent[0], "parameter0"), curve(descent[0], "parameter1")];
    const loss = curve(descent[0], "loss");
    const predicted = curve(central[0], "timeAveragedLoss");
    return {
      x,
      y: { x: y.x, y: y.y.map((value) => (value * stepSize) / 2) },
      centralY: scale(curve(central[0], "parameter1"), stepSize / 2),
      variance: curve(central[0], "oscillationVariance"),
      loss,
      predicted,
      effective: effectiveSharpness(rmsprop[0]),
      levels: {
        x2: late(lateX.map((value) => value * value)),
        sharpness: late(lateY) * (stepSize / 2),
        oscillation: late(lateX.map((value, i) => (value * value * lateY[i]) / 2)),
      },
    };
  },
  draw: (data) => ({
    description:
      "Oscillation, sharpness and loss of gradient descent on a two-parameter model with the central flow, and the effective sharpness of RMSProp.",
    legend: (theme) => [methodEntry(theme, "gd"), methodEntry(theme, "central-flow"), methodEntry(theme, "igr-flow", "RMSProp (d)")],
    rows: [
      {
        height: 138,
        panels: [
          paths({
            title: "a\u2002oscillation",
            x: { label: "time ηk", domain: [0, steps * stepSize] },
            y: { label: "|x| (descent), σ (flow)", type: "log", domain: [1e-6, 2] },
            series: (theme) => [
              { curve: { x: data.x.x, y: data.x.y.map(Math.abs) }, colour: theme.methods.gd, width: 0.5 },
              methodSeries(theme, "central-flow", { x: data.variance.x, y: data.variance.y.map(Math.sqrt) }),
            ],
          }),
          paths({
            title: "b\u2002sharpness",
            x: { label: "time ηk", domain: [0, steps * stepSize] },
            y: { label: "ηλ_{max}/2" },
            series: (theme) => [
              { curve: data.y, colour: theme.methods.gd, width: 0.6 },
              methodSeries(theme, "central-flow", data.centralY),
            ],
            guides: [{ y: 1, label: "2/η", at: "beside" }],
          }),
        ],
      },
      {
        height: 138,
        panels: [
          paths({
            title: "c\u2002loss",
            x: { label: "time ηk", domain: [0, steps * stepSize] },
            y: { label: "loss", type: "log", domain: [1e-3, 60] },
            series: (theme) => [
              { curve: data.loss, colour: theme.methods.gd, width: 0.5 },
              methodSeries(theme, "central-flow", data.predicted),
            ],
          }),
          paths({
            title: "d\u2002RMSProp on a quadratic",
            x: { label: "step" },
            y: { label: "effective sharpness ηλ/√ν", domain: [0, 3] },
            series: (theme) => [{ curve: data.effective, colour: theme.methods["igr-flow"], width: 0.5 }],
            guides: [{ y: 2, label: "2", at: "beside" }],
          }),
        ],
      },
    ],
  }),
  caption: ({ levels, effective }) =>
    `L = ½yx² + (κ/2)(y − y*)², κ = ${stiffness}, y* = ${target}, gradient descent with η = ${stepSize} (2/η = ${2 / stepSize}) from (0.02, 39). The flow in y would go on to ${target}; where y passes 2/η, x begins to oscillate, and the oscillation pushes y back (Damian, Nichani & Lee 2023). ` +
    `Central flow (Cohen et al. 2025) rests where descent's averages do: over its prediction, the mean of the second half of 200,000 steps: E[x²]/2κ(y* − 2/η) = ${(levels.x2 / (2 * stiffness * (target - 2 / stepSize))).toFixed(4)}, sharpness η/2 = ${levels.sharpness.toFixed(5)}, E[½yx²]/(σ²/η) = ${(levels.oscillation / ((2 * stiffness * (target - 2 / stepSize)) / stepSize)).toFixed(4)}. (c) The thin central-flow line is L + σ²/η. ` +
    `(d) RMSProp (η = ${rmspropRule.stepSize}, β₂ = ${rmspropRule.alpha}) on ½·${curvature}w²: ηλ/√ν locks at 2 whatever the curvature, mean of the last half ${late(effective.y).toFixed(4)}.`,
});

const scale = ({ x, y }: Curve, factor: number): Curve => ({ x, y: y.map((value) => value * factor) });

/** Mean of the second half. */
function late(values: readonly number[]): number {
  const half = values.slice(Math.floor(values.length / 2));
  return half.reduce((sum, value) => sum + value / half.length, 0);
}

/** ηλ/√ν along RMSProp's steps, ν the running mean of squared gradients. */
function effectiveSharpness(record: FigureRecord): Curve {
  const { x, y } = curve(record, "parameter0", "step");
  let mean = 0;
  const values = y.map((w) => {
    mean = rmspropRule.alpha * mean + (1 - rmspropRule.alpha) * curvature * curvature * w * w;
    return (rmspropRule.stepSize * curvature) / Math.sqrt(mean);
  });
  return { x, y: values };
}
