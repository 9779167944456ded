import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { Point } from "../../src/objective/point.ts";
import { theories } from "../../src/theory/index.ts";
import type { Described, Prediction } from "../../src/theory/prediction.ts";

type Name = keyof typeof theories;

/** A member of the family with a place where it holds and places where it does not. */
interface Sample {
  /** The prediction with some options. */
  readonly theory: Prediction & Described;
  /** Where all its conditions hold. */
  readonly inside: Point;
  /** Where some fail, of the prediction with these or other options: together all of them do. */
  readonly outside: readonly (readonly [Prediction, Point])[];
}

/** ½wᵀAw with a diagonal A, at w = (place, place, …). */
const bowl = (curvatures: readonly number[], place = 1, noise?: number[][]): Point =>
  valley(
    curvatures.map((curvature, i) => curvatures.map((_, j) => (i === j ? curvature : 0))),
    place,
    noise,
  );
const valley = (matrix: number[][], place = 1, noise?: number[][]): Point =>
  new Point(quadratic.objective(quadratic({ matrix, ...(noise && { noise }) })), new Float64Array(matrix.length).fill(place));
/** Shifts along both axes, of covariance diag(a²/2, b²/2). */
const cross = (a: number, b = a): number[][] => [
  [a, 0],
  [-a, 0],
  [0, b],
  [0, -b],
];
/** ½yx² + (κ/2)(y − target)² at (0, y). */
const cycle = (kappa: number, target: number, y: number): Point =>
  new Point(
    formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 + ${kappa / 2}*(y - ${target})^2` })),
    Float64Array.of(0, y),
  );

const simple = (theory: Sample["theory"], inside: Point, outside: Point): Sample => ({ theory, inside, outside: [[theory, outside]] });
const step = { stepSize: 0.1 };
const slow = { stepSize: 0.001, beta1: 0.5, beta2: 0.8, alpha: 0.8, epsilon: 0.01 };
const fast = { stepSize: 1, beta1: 0.5, beta2: 0.8, alpha: 0.8, epsilon: 1e-8 };
const t = theories;
const sgd = { stepSize: 0.1, batchSize: 1, withReplacement: true };

/** Every prediction. */
export const theorySamples: Record<Name, Sample> = {
  "implicit-gradient": simple(t["implicit-gradient"](step), bowl([5]), bowl([25])),
  "explicit-gradient": simple(t["explicit-gradient"]({ ...step, coefficient: 0.02 }), bowl([5]), bowl([30])),
  minibatch: {
    theory: t.minibatch({ ...step, batchSize: 1 }),
    inside: bowl([5]),
    outside: [
      [t.minibatch({ ...step, batchSize: 1 }), bowl([25])],
      [t.minibatch({ ...step, batchSize: 3 }), bowl([5, 2], 1, cross(1))],
    ],
  },
  "minibatch-partition": simple(t["minibatch-partition"]({ ...step, batches: [Int32Array.of(0)] }), bowl([5]), bowl([25])),
  momentum: simple(t.momentum({ ...step, momentum: 0.5 }), bowl([1]), bowl([40])),
  "sharpness-aware": simple(t["sharpness-aware"]({ ...step, radius: 0.1 }), bowl([1]), bowl([25], 0.01)),
  "label-noise": simple(t["label-noise"]({ ...step, std: 1, batchSize: 1, factor: 0.5 }), bowl([5], 0.01), bowl([25])),
  "third-order": simple(t["third-order"](step), bowl([5]), bowl([25])),
  principal: simple(t.principal(step), bowl([5]), bowl([25])),
  adam: { theory: t.adam(slow), inside: bowl([1]), outside: [[t.adam(fast), bowl([25], 0.001)]] },
  rmsprop: { theory: t.rmsprop(slow), inside: bowl([1]), outside: [[t.rmsprop(fast), bowl([25], 0.001)]] },
  central: simple(t.central(step, bowl([5]).objective), bowl([5]), bowl([25])),
  edge: simple(t.edge(step), bowl([20, 5]), bowl([40, 30])),
  rod: simple(t.rod(step), bowl([20, 5]), bowl([30, 5])),
  "stochastic-modified": simple(t["stochastic-modified"]({ ...step, order: 2 }), bowl([5]), bowl([25])),
  "quiet-current": simple(t["quiet-current"](sgd), bowl([5, 2], 1, cross(1)), bowl([25, 2], 1, cross(1))),
  "descent-stability": simple(t["descent-stability"]({ ...step, momentum: 0.5 }), bowl([25]), bowl([31])),
  "averaged-stability": simple(t["averaged-stability"]({ ...step, momentum: 0.9 }), bowl([370]), bowl([390])),
  "mean-square-stability": {
    theory: t["mean-square-stability"]({ ...step, batchSize: 1 }),
    inside: bowl([5], 0),
    outside: [
      [t["mean-square-stability"]({ ...step, batchSize: 1 }), bowl([25], 1)],
      [t["mean-square-stability"]({ ...step, batchSize: 1 }), bowl([5, -10], 0)],
    ],
  },
  "adam-stability": simple(t["adam-stability"]({ ...step, beta1: 0.9, epsilon: 0 }), bowl([5], 0.01), bowl([5], 0.001)),
  "sharpness-aware-stability": simple(t["sharpness-aware-stability"]({ ...step, radius: 0.1 }), bowl([5]), bowl([25])),
  "rmsprop-stationary": {
    theory: t["rmsprop-stationary"]({ ...step, epsilon: 1e-8 }),
    inside: bowl([3, 1]),
    outside: [
      [
        t["rmsprop-stationary"](step),
        valley([
          [1, 0.5],
          [0.5, -1],
        ]),
      ],
      [t["rmsprop-stationary"]({ ...step, epsilon: 1 }), bowl([3, 1])],
    ],
  },
  "self-stabilisation": {
    theory: t["self-stabilisation"](step),
    inside: cycle(0.01, 21, 20),
    outside: [
      [t["self-stabilisation"](step), cycle(0.01, 21, 5)],
      [t["self-stabilisation"](step), bowl([20, 20])],
      [t["self-stabilisation"](step), cycle(10, 30, 20)],
    ],
  },
  "stationary-spread": {
    theory: t["stationary-spread"](sgd),
    inside: bowl([5, 2], 0, cross(1)),
    outside: [
      [t["stationary-spread"](sgd), bowl([25, -1], 0, cross(1))],
      [t["stationary-spread"](sgd), bowl([5, 2], 1, cross(1))],
    ],
  },
  "stationary-excess": {
    theory: t["stationary-excess"]({ stepSize: 0.01, batchSize: 1 }),
    inside: bowl([5, 2], 0, cross(Math.sqrt(5), Math.sqrt(2))),
    outside: [
      [t["stationary-excess"]({ stepSize: 1, batchSize: 1 }), bowl([5, 0.1], 0, cross(1))],
      [t["stationary-excess"]({ stepSize: 1, batchSize: 1 }), bowl([5, 2], 1, cross(1))],
    ],
  },
  "constant-step": simple(t["constant-step"]({ batchSize: 1 }), bowl([0.1, 0.05], 0, cross(1)), bowl([5, 2], 1, cross(1))),
  "noise-scale": simple(
    t["noise-scale"]({ stepSize: 0.1, batchSize: 1, momentum: 0.5 }),
    bowl([0.5, 0.2], 0, Array.from({ length: 6 }, () => cross(1)).flat()),
    bowl([5, 2], 0, cross(1)),
  ),
  evidence: {
    theory: t.evidence({ regularisation: 1 }),
    inside: bowl([5, 2], 0),
    outside: [
      [t.evidence({ regularisation: 1 }), bowl([5, 2], 1)],
      [t.evidence({ regularisation: 1 }), bowl([5, -10], 0)],
    ],
  },
};
