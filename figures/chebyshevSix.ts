import { type HandObjective, objective } from "../src/experiment/byHand.ts";
import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Snapshot, snapshots } from "../src/experiment/snapshots.ts";
import type { RunRecord } from "../src/experiment/types.ts";
import type { FigureRecord } from "../src/figure/index.ts";
import { type TrajectoryPlane, trajectoryPlane } from "../src/measure/trajectoryPlane.ts";

/** The network of the figures in three dimensions: it sharpens steadily, and shows everything within time 400. */
export const chebyshevSix: Pick<RunInput, "objective" | "init"> = {
  objective: {
    data: { kind: "chebyshev", degree: 6, count: 20 },
    model: { kind: "mlp", widths: [1, 30, 20, 1], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal", scale: "fan-in" },
};

export const chebyshevSixInWords =
  "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), ½ mean squared error, weights N(0, 1/fan-in)";

/** The paths of some runs of it, and the plane, or the space of so many components, that holds most of them. */
export async function planeOf(
  runs: readonly FigureRecord[],
  components: number,
): Promise<{ readonly hand: HandObjective; readonly taken: readonly (readonly Snapshot[])[]; readonly plane: TrajectoryPlane }> {
  const hand = await objective(chebyshevSix.objective);
  const taken = runs.map((record) => snapshots(record as unknown as RunRecord));
  const parameters = taken.map((path) => path.map((snapshot) => snapshot.parameters));
  return { hand, taken, plane: trajectoryPlane(hand.objective, parameters, { components }) };
}
