import { gd } from "../dynamics/gradientDescent.ts";
import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { objective as byHand } from "../experiment/byHand.ts";
import { norm2 } from "../kernel/vector.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import type { Block } from "../objective/objective.ts";
import { claim, type Paper } from "./claim.ts";
import { flowsOfDescent, orderOfGap, placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const invariant = formulaObjective(
  expression({ parameters: ["a", "b", "c"], loss: "((a*b + 2*b*c)/(a^2 + b^2 + c^2) - 0.3)^2 + a*c/(a^2 + b^2 + c^2)" }),
);
const from = [0.7, -0.4, 1.1];

const scaleInvariance = claim({
  name: "scale-invariance",
  statement:
    "Where the loss does not see the scale of the parameters, gradient flow conserves their norm and a step of gradient descent adds exactly η²‖g‖² to its square.",
  source: "Miyagawa 2022, section 5 (scale-invariant layers); an identity, since ⟨w, g⟩ = 0",
  setting: "three parameters, a quotient of quadratic forms; η = 0.3, 50 steps; gradient flow to time 15, tolerance 1e-9",
  checks: ["A47"],
  quantities: {
    step: {
      quantity: "largest relative deviation of ‖w‖² after a step",
      expected: { atMost: 1e-14 },
      why: "an identity: a few roundings of 1e-16",
    },
    flow: {
      quantity: "relative change of ‖w‖² under gradient flow",
      expected: { atMost: 1e-7 },
      why: "a hundred times the tolerance of an integrator step",
    },
    growth: {
      quantity: "‖w‖² after 50 steps over that of the start",
      expected: { atLeast: 1.01 },
      why: "that there is something to conserve: 1 + Σ η²‖g‖²",
    },
  },
  seconds: 0.1,
  compute: () => {
    const stepSize = 0.3;
    const { point, advance } = start(gd, gd({ stepSize }), invariant, from);
    const before = norm2(point.parameters);
    let worst = 0;
    for (let k = 0; k < 50; k++) {
      const expected = norm2(point.parameters) + stepSize * stepSize * point.gradientNormSquared;
      advance(Infinity);
      worst = Math.max(worst, Math.abs(norm2(point.parameters) / expected - 1));
    }
    const flowed = placeAt(start(gradientFlowBehaviour, gradientFlow({ tolerance: 1e-9 }), invariant, from), 15);
    return { values: { step: worst, flow: Math.abs(norm2(flowed) / before - 1), growth: norm2(point.parameters) / before } };
  },
});

const scaleInvariantLayers = claim({
  name: "scale-invariant-layers",
  statement:
    "The same holds, row by row, of a network whose layers are normalized, whatever stands beside them: discretisation makes the norm of a scale-invariant layer grow, which lowers its effective step size.",
  source: "Miyagawa 2022, section 5 (scale-invariant layers)",
  setting: "tanh network 3-6-2 with biases, the rows of both matrices divided by their norms, 12 examples of a teacher; η = 0.5, 200 steps",
  checks: ["A47"],
  quantities: {
    step: {
      quantity: "largest relative deviation of a row's ‖z‖² + η²‖∂L/∂z‖² after a step",
      expected: { atMost: 1e-14 },
      why: "an identity: a few roundings of 1e-16",
    },
    growth: {
      quantity: "smallest ‖z‖² of a row at the end over that at the start",
      expected: { atLeast: 1 },
      why: "no step can lower it",
    },
  },
  seconds: 0.1,
  compute: async () => {
    const stepSize = 0.5;
    const { objective, point: at } = await byHand({
      data: { kind: "teacher", input: 3, widths: [4, 2], count: 12, seed: 1 },
      model: { kind: "normalized-mlp", widths: [3, 6, 2], activation: "tanh" },
      loss: { kind: "squared-error" },
    });
    const rows = objective.blocks.filter(({ columns }) => columns > 1).flatMap(rowsOf);
    const { point, advance } = start(gd, gd({ stepSize }), objective, at({ kind: "normal" }).parameters);
    const squares = (v: Float64Array): number[] => rows.map(([from, to]) => norm2(v.subarray(from, to)));
    const before = squares(point.parameters);
    let worst = 0;
    for (let k = 0; k < 200; k++) {
      const [places, slopes] = [squares(point.parameters), squares(point.gradient)];
      advance(Infinity);
      squares(point.parameters).forEach((square, i) => {
        worst = Math.max(worst, Math.abs(square / (places[i] + stepSize * stepSize * slopes[i]) - 1));
      });
    }
    return { values: { step: worst, growth: Math.min(...squares(point.parameters).map((square, i) => square / before[i])) } };
  },
});

const rowsOf = ({ start: first, rows, columns }: Block): [number, number][] =>
  Array.from({ length: rows }, (_, i) => [first + i * columns, first + (i + 1) * columns]);

const counterTerms = claim({
  name: "counter-terms",
  statement:
    "Adding the counter terms −η·½Hg and −η²[⅓H²g + (1/12)∇³L[g, g]] to gradient flow raises the order of its distance from gradient descent by one each.",
  source: "Miyagawa 2022, theorem 3.1 (ξ₀ and ξ₁); the same series as Barrett & Dherin 2021 and Hairer, Lubich & Wanner",
  setting: "tanh network 2-5-1, 8 examples, to time 2, η = 0.05 … 0.00625",
  quantities: {
    none: {
      quantity: "order in η without them",
      expected: { value: 1, within: 0.1 },
      why: "the next term bends the slope by less than this at these step sizes",
    },
    one: {
      quantity: "order with the first",
      expected: { value: 2, within: 0.1 },
      why: "the next term bends the slope by less than this at these step sizes",
    },
    two: {
      quantity: "order with both",
      expected: { value: 3, within: 0.1 },
      why: "the next term bends the slope by less than this at these step sizes",
    },
  },
  seconds: 1,
  compute: () => {
    const comparison = { ...tinyNetwork(5, 8), cases: [40, 80, 160, 320].map((n) => [2 / n, n] as const) };
    const order = (k: 1 | 2 | 3): number => orderOfGap(flowsOfDescent[k], comparison);
    return { values: { none: order(1), one: order(2), two: order(3) } };
  },
});

/** Miyagawa 2022. */
export const miyagawa2022: Paper = {
  id: "miyagawa-2022",
  citation:
    "Miyagawa 2022, “Toward equation of motion for deep neural networks: continuous-time gradient descent and discretization error analysis”, NeurIPS 2022",
  link: "https://arxiv.org/abs/2210.15898",
  claims: [scaleInvariance, scaleInvariantLayers, counterTerms],
};
