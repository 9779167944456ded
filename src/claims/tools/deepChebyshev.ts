import { openRandom } from "../../kernel/random.ts";
import { chebyshev } from "../../objective/data/chebyshev.ts";
import type { Data } from "../../objective/family.ts";
import { normal } from "../../objective/init/normal.ts";
import { squaredError } from "../../objective/loss/squaredError.ts";
import { mlp } from "../../objective/model/mlp.ts";
import type { Objective } from "../../objective/objective.ts";

/** 20 points of the Chebyshev polynomial of degree 6, a 1-30-20-1 tanh network (701 parameters), half the mean squared error, weights N(0, 1/fan-in): it sharpens steadily. */
export function deepChebyshev(seed = 0): { objective: Objective; from: Float64Array } {
  const random = (): never => {
    throw new Error("nothing is drawn here");
  };
  const data = chebyshev.load(chebyshev({ degree: 6, count: 20 }), random) as Data;
  const objective = mlp.objective(mlp({ widths: [1, 30, 20, 1], activation: "tanh", bias: true }), data, squaredError({ factor: 0.5 }));
  const from = new Float64Array(objective.size);
  const setting = {
    size: objective.size,
    blocks: objective.blocks,
    random: (purpose: "init") => openRandom(seed, purpose),
    reference: random,
  };
  normal.fill(normal({ scale: "fan-in" }), setting, from);
  return { objective, from };
}
