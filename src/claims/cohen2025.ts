import { centralFlow } from "../dynamics/centralFlow.ts";
import type { Mover } from "../dynamics/dynamics.ts";
import { gd } from "../dynamics/gradientDescent.ts";
import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { rmsprop } from "../dynamics/rmsprop.ts";
import { openRandom } from "../kernel/random.ts";
import { distance } from "../kernel/vector.ts";
import { edgeOscillation } from "../measure/edgeOscillation.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { Point } from "../objective/point.ts";
import { claim, type Paper } from "./claim.ts";
import { deepChebyshev } from "./tools/deepChebyshev.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";

const toy = formulaObjective(expression({ parameters: ["x", "y", "z"], loss: "y*x^2/2 + (y-z)^2/2 + 0.005*(z-60)^2" }));
const toyStep = 0.05;
const toyStart = [1e-2, 38, 38.2];

/** Averages of descent, with a little noise on x so that it does not underflow. */
function averages() {
  const random = openRandom(0, "noise");
  const mover = start(gd, gd({ stepSize: toyStep }), toy, toyStart);
  const { point } = mover;
  const [warm, count] = [100_000, 400_000];
  const sums = { y: 0, z: 0, square: 0, loss: 0 };
  for (let k = 0; k < warm + count; k++) {
    mover.advance(Infinity);
    point.parameters[0] += 1e-3 * random.normal();
    point.moved();
    if (k < warm) continue;
    const [x, y, z] = point.parameters;
    sums.y += y / count;
    sums.z += z / count;
    sums.square += (x * x) / count;
    sums.loss += point.loss / count;
  }
  return sums;
}

const half = "half a per cent: noise of 1e-3 on x, and steps of order η, are below it";

const model = claim({
  name: "model",
  statement:
    "Central flow rests where the averages of gradient descent do, and predicts its loss, most of which is oscillation: L + tr Σ/η.",
  source: "Cohen et al. 2025, section 3 (central flow of gradient descent); the three-parameter model is a choice made here",
  setting:
    "½yx² + ½(y − z)² + 0.005(z − 60)², η = 0.05, from (0.01, 38, 38.2); flow to time 2000; 400,000 steps after 100,000, with N(0, 10⁻⁶) on x",
  checks: ["A29"],
  quantities: {
    y: { quantity: "mean y over the flow's", expected: { value: 1, within: 5e-3 }, why: half },
    z: { quantity: "mean z over the flow's", expected: { value: 1, within: 5e-3 }, why: half },
    square: { quantity: "mean x² over the flow's tr Σ", expected: { value: 1, within: 5e-3 }, why: half },
    loss: { quantity: "mean loss over L + tr Σ/η of the flow", expected: { value: 1, within: 5e-3 }, why: half },
    pinned: {
      quantity: "y of the flow (2/η = 40)",
      expected: { value: 40, within: 1e-4 },
      why: "the complementarity condition, to the integrator's tolerance",
    },
    plain: { quantity: "z at the end of gradient flow", expected: { value: 60, within: 0.01 }, why: "the only minimum: it is not held" },
  },
  seconds: 2,
  compute: () => {
    const central = start(centralFlow, centralFlow({ stepSize: toyStep }), toy, toyStart);
    const [, y, z] = placeAt(central, 2000);
    const { variance } = edgeOscillation(toy, toyStep)(central.point);
    const seen = averages();
    return {
      values: {
        y: seen.y / y,
        z: seen.z / z,
        square: seen.square / variance,
        loss: seen.loss / (central.point.loss + variance / toyStep),
        pinned: y,
        plain: placeAt(start(gradientFlow, gradientFlow(), toy, toyStart), 4000)[2],
      },
    };
  },
});

const stepSize = 0.2;

interface Window {
  /** Mean loss of descent, and what central flow says of it. */
  readonly loss: number;
  readonly predicted: number;
  /** Largest |λ_max η/2 − 1| of central flow, at five places. */
  readonly pinned: number;
  /** Distances of the flows' mean places from descent's. */
  readonly central: number;
  readonly plain: number;
}

/** Means over windows of 100 units of time, 500 steps each. */
function windows(count: number): Window[] {
  const { objective, from } = deepChebyshev();
  const { size } = objective;
  const oscillation = edgeOscillation(objective, stepSize);
  const descent = start(gd, gd({ stepSize }), objective, from);
  const flows: Readonly<Record<"central" | "plain", Mover>> = {
    central: start(centralFlow, centralFlow({ stepSize }), objective, from),
    plain: start(gradientFlow, gradientFlow(), objective, from),
  };
  return Array.from({ length: count }, (_, n) => {
    const mean = { descent: new Float64Array(size), central: new Float64Array(size), plain: new Float64Array(size) };
    let [loss, predicted, pinned] = [0, 0, 0];
    for (let k = 1; k <= 100; k++) {
      for (let j = 0; j < 5; j++) {
        descent.advance(Infinity);
        loss += descent.point.loss / 500;
        for (let i = 0; i < size; i++) mean.descent[i] += descent.point.parameters[i] / 500;
      }
      for (const kind of ["central", "plain"] as const) {
        const place = placeAt(flows[kind], 100 * n + k);
        for (let i = 0; i < size; i++) mean[kind][i] += place[i] / 100;
      }
      const { point } = flows.central;
      predicted += (point.loss + oscillation(point).variance / stepSize) / 100;
      if (k % 20 === 0)
        pinned = Math.max(pinned, Math.abs((new Point(objective, point.parameters).leadingEigenvalue(1e-8) * stepSize) / 2 - 1));
    }
    return { loss, predicted, pinned, central: distance(mean.central, mean.descent), plain: distance(mean.plain, mean.descent) };
  });
}

const net =
  "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), ½ mean squared error, N(0, 1/fan-in), η = 0.2; windows of 500 steps";

const network = claim({
  name: "network",
  statement:
    "On a network central flow holds the sharpness at 2/η and stays several times nearer to gradient descent than gradient flow does.",
  source: "Cohen et al. 2025, section 4",
  setting: `${net}, the four to time 400 (the edge is reached at time 110)`,
  quantities: {
    pinned: {
      quantity: "largest |λ_max η/2 − 1| of central flow after time 120",
      expected: { atMost: 1e-3 },
      why: "the complementarity condition holds to the integrator's tolerance",
    },
    third: {
      quantity: "distance of central flow over that of gradient flow, third window",
      expected: { atMost: 0.5 },
      why: "half of the distance: clearly nearer",
    },
    fourth: { quantity: "the same, fourth window", expected: { atMost: 0.25 }, why: "clearly nearer, the more the longer" },
  },
  seconds: 4,
  compute: () => {
    const [, , third, fourth] = windows(4);
    return {
      values: { pinned: Math.max(third.pinned, fourth.pinned), third: third.central / third.plain, fourth: fourth.central / fourth.plain },
    };
  },
});

const averagedLoss = claim({
  name: "averaged-loss",
  statement: "The window means of gradient descent's loss are L + tr Σ/η of central flow, within 1 %.",
  source: "Cohen et al. 2025, section 3.3 (their networks; no tolerance is stated)",
  setting: `${net}, the six to time 600`,
  quantities: {
    early: { quantity: "largest relative deviation, windows to time 400", expected: { atMost: 0.01 }, why: "one per cent, as asked for" },
    late: {
      quantity: "largest relative deviation, windows from 400 to 600",
      expected: { atMost: 0.01 },
      why: "one per cent, as asked for",
    },
  },
  found: "To time 400 the windows agree within 0.6 %; between times 400 and 600 a window is off by 6 %.",
  seconds: 7,
  compute: () => {
    const off = windows(6).map(({ loss, predicted }) => Math.abs(predicted / loss - 1));
    return { values: { early: Math.max(...off.slice(0, 4)), late: Math.max(...off.slice(4)) } };
  },
});

const adaptive = claim({
  name: "rmsprop",
  statement: "RMSProp adapts its effective step until it is at its own edge: ηλ/√ν locks at 2, whatever the curvature.",
  source: "Cohen et al. 2025, section 5; on a quadratic ν = λ²E[w²], hence E[w²] = η²/4",
  setting: "½·3w², η = 0.01, β₂ = 0.99, ε = 10⁻⁸; 40,000 steps after 10,000",
  checks: ["A30"],
  quantities: {
    effective: {
      quantity: "mean effective sharpness",
      expected: { value: 2, within: 0.02 },
      why: "one per cent: what oscillates about it is of order 1 − β₂",
    },
    square: {
      quantity: "E[w²] over η²/4",
      expected: { value: 1, within: 0.01 },
      why: "one per cent: what oscillates about it is of order 1 − β₂",
    },
  },
  seconds: 0.2,
  compute: () => {
    const [curvature, eta, beta] = [3, 0.01, 0.99];
    const mover = start(rmsprop, rmsprop({ stepSize: eta, alpha: beta }), quadratic.objective(quadratic({ matrix: [[curvature]] })), [1]);
    const [warm, count] = [10_000, 40_000];
    let [square, effective, running] = [0, 0, 0];
    for (let k = 0; k < warm + count; k++) {
      const w = mover.point.parameters[0];
      running = beta * running + (1 - beta) * curvature * curvature * w * w;
      mover.advance(Infinity);
      if (k < warm) continue;
      square += (w * w) / count;
      effective += (eta * curvature) / Math.sqrt(running) / count;
    }
    return { values: { effective, square: square / ((eta * eta) / 4) } };
  },
});

/** Cohen, Damian, Talwalkar, Kolter & Lee 2025. */
export const cohen2025: Paper = {
  id: "cohen-2025",
  citation: "Cohen, Damian, Talwalkar, Kolter & Lee 2025, “Understanding optimization in deep learning with central flows”, ICLR 2025",
  link: "https://arxiv.org/abs/2410.24206",
  claims: [model, network, averagedLoss, adaptive],
};
