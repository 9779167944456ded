import { gd } from "../dynamics/gradientDescent.ts";
import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { igrFlow } from "../dynamics/implicitGradientFlow.ts";
import { behaviour as igrFlowBehaviour } from "../dynamics/implicitGradientFlowBehaviour.ts";
import { principalFlow } from "../dynamics/principalFlow.ts";
import { behaviour as principalFlowBehaviour } from "../dynamics/principalFlowBehaviour.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { Point } from "../objective/point.ts";
import { principal } from "../theory/principal.ts";
import { claim, type Paper } from "./claim.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start, steps } from "./tools/movers.ts";

const tight = { tolerance: 1e-13, integrator: { kind: "dopri5" } } as const;
const bowl = (curvature: number) => quadratic.objective(quadratic({ matrix: [[curvature]] }));

/** |principal flow after three steps / GD after three steps| − 1 on ½λw², hλ given. */
function deviation(scaled: number): number {
  const [stepSize, count] = [0.6, 3];
  const objective = bowl(scaled / stepSize);
  const [descended] = steps(start(gd, gd({ stepSize }), objective, [0.7]), count);
  const flow = start(principalFlowBehaviour, principalFlow({ stepSize, ...tight }), objective, [0.7]);
  return Math.abs(Math.abs(placeAt(flow, count * stepSize)[0] / descended) - 1);
}

const exact = claim({
  name: "exact-on-quadratics",
  statement:
    "On a quadratic the principal flow has the moduli of gradient descent's components exactly, at step sizes where it oscillates (hλ > 1) and where it diverges (hλ > 2) too.",
  source: "Rosca, Wu, Qin & Dherin 2022, theorem 3.2; the real part of log(1 − hλ) is kept, so that signs are not followed",
  setting: "½λw², h = 0.6, three steps; hλ = 0.3, 0.9, 1.8, 2.5; flow to a tolerance of 1e-13",
  checks: ["A56"],
  quantities: {
    small: {
      quantity: "relative deviation of |w|, hλ = 0.3",
      expected: { atMost: 1e-10 },
      why: "exact: the integrator's tolerance, accumulated",
    },
    near: {
      quantity: "relative deviation of |w|, hλ = 0.9",
      expected: { atMost: 1e-10 },
      why: "exact: the integrator's tolerance, accumulated",
    },
    oscillating: {
      quantity: "relative deviation of |w|, hλ = 1.8",
      expected: { atMost: 1e-10 },
      why: "exact: the integrator's tolerance, accumulated",
    },
    diverging: {
      quantity: "relative deviation of |w|, hλ = 2.5",
      expected: { atMost: 1e-10 },
      why: "exact: the integrator's tolerance, accumulated",
    },
  },
  seconds: 0.1,
  compute: () => ({ values: { small: deviation(0.3), near: deviation(0.9), oscillating: deviation(1.8), diverging: deviation(2.5) } }),
});

const others = claim({
  name: "others-on-quadratics",
  statement: "Gradient flow and IGR flow cannot oscillate: at hλ = 1.8 gradient descent multiplies by −0.8, they by 0.165 and 0.033.",
  source: "Rosca et al. 2022, section 3; the factors are e^(−hλ) and e^(−hλ(1 + hλ/2))",
  setting: "½λw², h = 0.6, one step",
  quantities: {
    descent: { quantity: "factor of gradient descent", expected: { value: -0.8, within: 1e-12 }, why: "1 − 1.8, rounded" },
    flow: { quantity: "factor of gradient flow", expected: { value: 0.1653, within: 1e-4 }, why: "e^−1.8 to four digits" },
    igr: { quantity: "factor of IGR flow", expected: { value: 0.0327, within: 1e-4 }, why: "e^−3.42 to four digits" },
  },
  seconds: 0.1,
  compute: () => {
    const stepSize = 0.6;
    const objective = bowl(3);
    return {
      values: {
        descent: steps(start(gd, gd({ stepSize }), objective, [1]), 1)[0],
        flow: placeAt(start(gradientFlowBehaviour, gradientFlow(tight), objective, [1]), stepSize)[0],
        igr: placeAt(start(igrFlowBehaviour, igrFlow({ stepSize, ...tight }), objective, [1]), stepSize)[0],
      },
    };
  },
});

const singular = claim({
  name: "at-one",
  statement:
    "At hλ = 1 gradient descent annihilates a component in one step; the principal flow's rate is infinite there and stands for nothing.",
  source: "Rosca et al. 2022, appendix (the logarithm is clamped at −100, as in their notebook)",
  setting: "½λw², hλ = 1, one step",
  quantities: {
    descent: {
      quantity: "w after a step of gradient descent",
      expected: { value: 0, within: 0 },
      why: "exact arithmetic: 1 − 0.5 × 2 = 0",
    },
    flow: { quantity: "w after the flow's time h", expected: { value: 0, within: 1e-12 }, why: "the clamped rate contracts by e^−100" },
  },
  found:
    "The clamp gives the right limit here, but no digit of the path is a prediction: the theory's condition hλ < 1 is not met, and the flow says so.",
  seconds: 0.1,
  compute: () => {
    const stepSize = 0.5;
    const objective = bowl(2);
    const flow = start(principalFlowBehaviour, principalFlow({ stepSize, tolerance: 1e-13 }), objective, [1]);
    return {
      values: { descent: steps(start(gd, gd({ stepSize }), objective, [1]), 1)[0], flow: placeAt(flow, stepSize)[0] },
      conditions: principal(stepSize).check(new Point(objective, Float64Array.of(1))),
    };
  },
});

const oscillating = claim({
  name: "two-curvatures",
  statement:
    "With curvatures 2 and 0.02 and h = 0.9 gradient descent oscillates along the first and creeps along the second; the principal flow has the moduli of both.",
  source: "Rosca et al. 2022, notebook of figure 1: loss xᵀAx without ½, A = diag(1, 0.01), hence Hessian 2A",
  setting: "start (−0.35, −0.2), 40 steps of 0.9; flow to a tolerance of 1e-13",
  quantities: {
    sharp: {
      quantity: "relative deviation along the sharp direction, where |w| has fallen to 5e-5",
      expected: { atMost: 1e-7 },
      why: "the integrator's absolute tolerance of 1e-13 a step, over 5e-5",
    },
    flat: {
      quantity: "relative deviation along the flat direction",
      expected: { atMost: 1e-10 },
      why: "exact: the integrator's tolerance, accumulated",
    },
  },
  seconds: 0.5,
  compute: () => {
    const objective = quadratic.objective(
      quadratic({
        matrix: [
          [2, 0],
          [0, 0.02],
        ],
      }),
    );
    const [stepSize, from, count] = [0.9, [-0.35, -0.2], 40];
    const descended = steps(start(gd, gd({ stepSize }), objective, from), count);
    const flowed = placeAt(start(principalFlowBehaviour, principalFlow({ stepSize, ...tight }), objective, from), count * stepSize);
    return { values: { sharp: Math.abs(Math.abs(flowed[0] / descended[0]) - 1), flat: Math.abs(flowed[1] / descended[1] - 1) } };
  },
});

/** Rosca, Wu, Qin & Dherin 2022. */
export const rosca2022: Paper = {
  id: "rosca-2022",
  citation:
    "Rosca, Wu, Qin & Dherin 2022, “On a continuous-time model of gradient descent dynamics and instability in deep learning”, TMLR 2023",
  link: "https://arxiv.org/abs/2302.01952",
  claims: [exact, others, singular, oscillating],
};
