import { openRandom } from "../../kernel/random.ts";
import { sharpness } from "../../measure/sharpness.ts";
import { chebyshev } from "../../objective/data/chebyshev.ts";
import { normal } from "../../objective/init/normal.ts";
import { squaredError } from "../../objective/loss/squaredError.ts";
import { mlp } from "../../objective/model/mlp.ts";
import type { Objective } from "../../objective/objective.ts";
import type { Mover } from "../../dynamics/dynamics.ts";
import type { Data } from "../../objective/family.ts";

/**
 * The toy of Cohen et al. 2021: 20 points of a Chebyshev polynomial on [−1, 1], a 1-100-1 tanh network with bias in the first layer
 * only, half the mean squared error.
 */
export function chebyshevToy(degree: number): Objective {
  const random = (): never => {
    throw new Error("these data are not drawn");
  };
  const data = chebyshev.load(chebyshev({ degree, count: 20 }), random) as Data;
  return mlp.objective(mlp({ widths: [1, 100, 1], activation: "tanh", bias: [true, false] }), data, squaredError({ factor: 0.5 }));
}

/** Its start: Xavier-normal weights, gain 1.9 in the first layer, zero biases. */
export function chebyshevStart(objective: Objective, seed: number): Float64Array {
  const w = new Float64Array(objective.size);
  const reference = (): never => {
    throw new Error("no other run here");
  };
  normal.fill(
    normal({ scale: "xavier", gain: [1.9, 1] }),
    { size: objective.size, blocks: objective.blocks, random: (purpose) => openRandom(seed, purpose), reference },
    w,
  );
  return w;
}

/** λ_max every tenth step over so many steps. */
export function sharpnessPath(mover: Mover, steps: number): number[] {
  const { point } = mover;
  const setting = {
    objective: point.objective,
    stepSize: null,
    batchSize: null,
    visitsEachOnce: false,
    random: (purpose: "probes") => openRandom(0, purpose),
    reference: () => point.parameters,
  };
  const read = sharpness.begin(sharpness({ tolerance: 1e-4 }), setting);
  const path: number[] = [];
  for (let step = 0; step < steps; step++) {
    if (step % 10 === 0) path.push(read({ point, step, time: mover.time, last: false })[0] as number);
    mover.advance(Infinity);
  }
  return path;
}
