import { expect, test } from "vitest";
import type { FlowMover } from "../../src/dynamics/flow.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import type { IntegratorSpec } from "../../src/dynamics/integrator/index.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { chebyshev } from "../../src/objective/data/chebyshev.ts";
import type { Data } from "../../src/objective/family.ts";
import { normal } from "../../src/objective/init/normal.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { start } from "../support/run.ts";

const never = (): never => {
  throw new Error("nothing is drawn or looked up here");
};
const data = chebyshev.load(chebyshev({ degree: 6, count: 20 }), never) as Data;
const objective = mlp.objective(mlp({ widths: [1, 30, 20, 1], activation: "tanh" }), data, squaredError({ factor: 0.5 }));
const from = new Float64Array(objective.size);
normal.fill(
  normal(),
  { size: objective.size, blocks: objective.blocks, random: (purpose) => openRandom(0, purpose), reference: never },
  from,
);

function flow(tolerance: number, integrator?: IntegratorSpec): FlowMover {
  const mover = start(gradientFlowBehaviour, gradientFlow({ tolerance, integrator }), objective, from) as FlowMover;
  while (mover.time < 1000) mover.advance(1000);
  return mover;
}

const exact = flow(1e-9, { kind: "dopri5" }).point.parameters;

test.for([
  [1e-5, 3500, 1e-3],
  [1e-6, 5000, 2e-4],
  [1e-7, 15_000, 2e-5],
])(
  "gradient flow of a 1-30-20-1 network over time 1000, tolerance %f, takes at most %i gradients for an error of at most %f",
  ([tolerance, gradients, error]) => {
    const mover = flow(tolerance);
    const largest = mover.point.parameters.reduce((most, w, i) => Math.max(most, Math.abs(w - exact[i])), 0);
    expect(mover.statistics.evaluations).toBeLessThanOrEqual(gradients);
    expect(largest).toBeLessThan(error);
  },
);
