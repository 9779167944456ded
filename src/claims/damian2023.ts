import { gd } from "../dynamics/gradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { Point } from "../objective/point.ts";
import { selfStabilisation } from "../theory/selfStabilisation.ts";
import { claim, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";

const settings = [
  { stepSize: 0.1, kappa: 0.01, target: 21 },
  { stepSize: 0.1, kappa: 0.05, target: 20.5 },
  { stepSize: 0.05, kappa: 0.02, target: 41 },
];

/** What descent does at the edge, over what theory says of it there. */
function ratios({ stepSize, kappa, target }: (typeof settings)[number]) {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 + ${kappa / 2}*(y - ${target})^2` }));
  const predicted = selfStabilisation(new Point(objective, Float64Array.of(0, 2 / stepSize)), stepSize);
  const mover = start(gd, gd({ stepSize }), objective, [0.9 * predicted.amplitude, 2 / stepSize]);
  const { parameters } = mover.point;
  for (let k = 0; k < 100_000; k++) mover.advance(Infinity);
  const count = 20_000;
  let [square, sharpness, oscillation] = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    const [x, y] = parameters;
    square += (x * x) / count;
    sharpness += y / count;
    oscillation += (0.5 * y * x * x) / count;
    mover.advance(Infinity);
  }
  return {
    square: square / (predicted.amplitude * predicted.amplitude),
    sharpness: (sharpness * stepSize) / 2,
    oscillation: (oscillation * stepSize) / square,
    conditions: predicted.conditions,
  };
}

const settled = "the cycle is damped: after 100,000 steps what is left of it is below 1e-3";

const cycle = claim({
  name: "self-stabilisation",
  statement:
    "At the edge descent oscillates along the top eigenvector with mean square 2α/β, α the rate of sharpening and β = ‖∇S‖², and so holds the sharpness at 2/η; its loss is σ²/η above that of the path.",
  source:
    "Damian, Nichani & Lee 2023, section 4; the damped model (curvature of its own along the sharpening direction) is a choice made here",
  setting:
    "½yx² + (κ/2)(y − y*)²; (η, κ, y*) = (0.1, 0.01, 21), (0.1, 0.05, 20.5), (0.05, 0.02, 41); 100,000 steps, means over 20,000 more; the ratio farthest from 1",
  checks: ["A28"],
  quantities: {
    square: { quantity: "E[x²] over 2α/β", expected: { value: 1, within: 1e-3 }, why: settled },
    sharpness: { quantity: "mean sharpness over 2/η", expected: { value: 1, within: 1e-3 }, why: settled },
    oscillation: { quantity: "E[½yx²] over σ²/η", expected: { value: 1, within: 1e-3 }, why: settled },
  },
  seconds: 1,
  compute: () => {
    const all = settings.map(ratios);
    const farthest = (values: readonly number[]): number =>
      values.reduce((far, value) => (Math.abs(value - 1) > Math.abs(far - 1) ? value : far));
    return {
      values: {
        square: farthest(all.map((one) => one.square)),
        sharpness: farthest(all.map((one) => one.sharpness)),
        oscillation: farthest(all.map((one) => one.oscillation)),
      },
      conditions: all.flatMap(({ conditions }) => conditions),
    };
  },
});

/** Damian, Nichani & Lee 2023. */
export const damian2023: Paper = {
  id: "damian-2023",
  citation: "Damian, Nichani & Lee 2023, “Self-stabilization: the implicit bias of gradient descent at the edge of stability”, ICLR 2023",
  link: "https://arxiv.org/abs/2209.15594",
  claims: [cycle],
};
