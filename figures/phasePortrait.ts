import type { RunInput } from "../src/experiment/runSpec.ts";
import {
  type Curve,
  curve,
  dashes,
  type FigureRecord,
  finalParameters,
  formatNumber,
  phasePortrait,
  type PortraitPath,
  type Theme,
} from "../src/figure/index.ts";
import { exp, log } from "../src/kernel/elementary.ts";
import { figure, pick } from "./figure.ts";

const target = 0.6;
const loss = (a: number, b: number): number => (target - a * b) ** 2 / 2;
const objective: RunInput["objective"] = { model: { kind: "expression", parameters: ["a", "b"], loss: `(${target} - a*b)^2/2` } };
const near: RunInput["init"] = { kind: "values", values: [2.8, 3.5] };
const far: RunInput["init"] = { kind: "values", values: [75, 74.925] };
/** Early steps one by one, later ones ever more rarely. */
const sparse = Array.from({ length: 120 }, (_, i) => (i < 40 ? i : Math.round(40 * 1.115 ** (i - 39))));
const [small, medium, tiny] = [1e-3, 2.5e-2, 1.8e-4];
const nearDynamics: RunInput["dynamics"][] = [
  { kind: "gradient-flow", tolerance: 1e-9 },
  { kind: "igr-flow", stepSize: medium, tolerance: 1e-9 },
  { kind: "gd", stepSize: small },
  { kind: "gd", stepSize: medium },
];

/** Barrett & Dherin's 2021 two-parameter example, L = ½(0.6 − ab)². */
export const phasePortraitFigure = figure({
  name: "phase-portrait",
  title: "Two parameters, one valley",
  sweeps: {
    near: {
      base: {
        objective,
        init: near,
        dynamics: nearDynamics[0],
        until: { time: 8 },
        measures: ["loss", { kind: "parameters", everyTime: 0.01 }],
      },
      grid: { dynamics: nearDynamics },
    },
    jump: {
      base: {
        objective,
        init: far,
        dynamics: { kind: "gd", stepSize: tiny },
        until: { steps: 100_000 },
        measures: ["loss", { kind: "parameters", at: sparse }],
      },
      grid: {},
    },
    farFlow: {
      base: {
        objective,
        init: far,
        dynamics: { kind: "gradient-flow", tolerance: 1e-9 },
        until: { time: 18 },
        measures: ["loss", "parameters"],
      },
      grid: {},
    },
  },
  read: ({ near: records, jump, farFlow }) => ({
    flow: pick(records, { "dynamics.kind": "gradient-flow" }),
    igr: pick(records, { "dynamics.kind": "igr-flow" }),
    smallStep: pick(records, { "dynamics.kind": "gd", "dynamics.stepSize": small }),
    mediumStep: pick(records, { "dynamics.kind": "gd", "dynamics.stepSize": medium }),
    jump: jump[0],
    farFlow: farFlow[0],
  }),
  draw: (data) => {
    const flattest = { x: Math.sqrt(target), y: Math.sqrt(target), label: "flattest", symbol: "cross", dx: 5, dy: -4 } as const;
    const opposite = { ...flattest, x: -flattest.x, y: -flattest.y, label: "flattest", dx: 6, dy: 6 } as const;
    return {
      description: "Paths of gradient flow, IGR flow and gradient descent in the plane of two parameters, over level lines of the loss.",
      legend: (theme) => [
        { label: "gradient flow", colour: theme.methods["gradient-flow"], dash: dashes["gradient-flow"] },
        { label: `gradient descent, η = ${medium}`, colour: theme.methods.gd, dash: dashes.gd },
        { label: `IGR flow, η = ${medium}`, colour: theme.methods["igr-flow"], dash: dashes["igr-flow"] },
        { label: `gradient descent, η = ${formatNumber(tiny)}`, colour: theme.methods.sgd, dash: "" },
        { label: "minima ab = 0.6", colour: theme.methods["minibatch-flow"], dash: "1 1.4" },
      ],
      rows: [
        {
          height: 168,
          panels: [
            phasePortrait({
              title: "a\u2002start (2.8, 3.5)",
              x: { label: "a", domain: [0, 3] },
              y: { label: "b", domain: [0, 3.75] },
              loss,
              levels,
              manifolds: (theme) => [hyperbola(theme, 0.12, 3.2)],
              paths: (theme) => [
                { curve: path(data.flow), colour: theme.methods["gradient-flow"] },
                { curve: path(data.mediumStep), colour: theme.methods.gd, dots: true },
                { curve: path(data.igr), colour: theme.methods["igr-flow"], dash: dashes["igr-flow"] },
              ],
              points: [flattest, { x: 2.8, y: 3.5, label: "start", symbol: "circle", dx: -5, anchor: "end" }],
            }),
            phasePortrait({
              title: "b\u2002start (75, 74.925)",
              x: { label: "a", domain: [-8, 82] },
              y: { label: "b", domain: [-8, 82] },
              loss,
              levels: [3e4, 2e5, 8e5, 2.4e6, 6e6, 1.3e7],
              paths: (theme) => [
                { curve: path(data.jump), colour: theme.methods.sgd, dots: true, width: 2.4 },
                { curve: path(data.farFlow), colour: theme.methods["gradient-flow"], width: 0.9 },
              ],
              points: [{ x: 75, y: 74.925, label: "start", symbol: "circle", dx: -5, dy: 2, anchor: "end" }],
            }),
            phasePortrait({
              title: "c\u2002where the paths of b end",
              x: { label: "a", domain: [-1.6, 4.2] },
              y: { label: "b", domain: [-1.6, 4.2] },
              loss,
              levels,
              manifolds: (theme) => [hyperbola(theme, 0.12, 5), hyperbola(theme, -5, -0.12)],
              paths: (theme) => [
                { curve: path(data.jump), colour: theme.methods.sgd, dots: true },
                { curve: path(data.farFlow), colour: theme.methods["gradient-flow"], width: 0.9 },
              ],
              points: [flattest, opposite, { ...end(data.farFlow, "flow", -4, -6), anchor: "end" }, end(data.jump, "", 0, 0)],
            }),
          ],
        },
      ],
    };
  },
  caption: (data) => {
    const [flow, igr, descent, slow, jump, far] = [data.flow, data.igr, data.mediumStep, data.smallStep, data.jump, data.farFlow].map(
      final,
    );
    return (
      `Two parameters, L(a, b) = ½(0.6 − ab)² (Barrett & Dherin 2021), over level lines of L. Dotted: the minima ab = 0.6, on which tr ∇²L = a² + b²; crosses: the flattest of them, a² + b² = 1.2. ` +
      `(a) From (2.8, 3.5) to time 8: gradient flow ends at ${pair(flow)} (a² + b² = ${size(flow)}); gradient descent with η = 0.025 (dots: steps) at ${pair(descent)} (${size(descent)}), ${distance(flow, descent)} from gradient flow but only ${distance(igr, descent)} from the flow of L + (η/4)‖∇L‖², ` +
      `which ends at ${pair(igr)} (${size(igr)}); with η = 0.001, a² + b² = ${size(slow)}. ` +
      `(b, c) From (75, 74.925), where λ_max ≈ 1.7·10⁴ and 2/λ_max ≈ 1.2·10⁻⁴, gradient descent with η = 1.8·10⁻⁴ leaps across the valley in one step and ends at ${pair(jump)}, a² + b² = ${size(jump)}, next to the flattest possible; gradient flow ends at ${pair(far)} (${size(far)}). ` +
      `No expansion in η covers that leap: (a) is the perturbative regime, (b) is not.`
    );
  },
});

const levels = [0.002, 0.02, 0.1, 0.4, 1.2, 3, 8, 20, 40];

function path(record: FigureRecord): Curve {
  return curve(record, "parameter1", "parameter0");
}

function hyperbola(theme: Theme, from: number, to: number): PortraitPath {
  const x = Array.from({ length: 120 }, (_, i) => from * exp((log(to / from) * i) / 119));
  return { curve: { x, y: x.map((a) => target / a) }, colour: theme.methods["minibatch-flow"], dash: "1 1.4" };
}

function final(record: FigureRecord): readonly [number, number] {
  const [a, b] = finalParameters(record);
  return [a, b];
}

const pair = ([a, b]: readonly [number, number]): string => `(${a.toFixed(4)}, ${b.toFixed(4)})`.replaceAll("-", "−");
const size = ([a, b]: readonly [number, number]): string => (a * a + b * b).toFixed(3);
const distance = (p: readonly [number, number], q: readonly [number, number]): string => Math.hypot(p[0] - q[0], p[1] - q[1]).toFixed(4);

function end(
  record: FigureRecord,
  label: string,
  dx: number,
  dy: number,
): { x: number; y: number; label: string; symbol: "circle"; dx: number; dy: number } {
  const [x, y] = final(record);
  return { x, y, label, symbol: "circle", dx, dy };
}
