import { openRandom } from "../../kernel/random.ts";
import { chebyshev } from "../../objective/data/chebyshev.ts";
import { normal } from "../../objective/init/normal.ts";
import { squaredError } from "../../objective/loss/squaredError.ts";
import { mlp } from "../../objective/model/mlp.ts";
import type { Objective } from "../../objective/objective.ts";
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
