import { type LayersModel, type TensorflowModule, type TensorflowObjective, tensorflow } from "thalweg/tensorflow";
import { type RunRecord, chebyshev, gd, mlp, normal, run, sharpness, squaredError } from "thalweg";

/** A run as a user writes it. */
export async function record(): Promise<RunRecord> {
  return run({
    objective: { data: chebyshev({ degree: 4, count: 20 }), model: mlp({ widths: [1, 8, 1], activation: "tanh" }), loss: squaredError() },
    init: normal(),
    dynamics: gd({ stepSize: 0.2 }),
    until: { steps: 50 },
    measures: ["loss", sharpness({ tolerance: 1e-6 })],
  });
}

const { path } = await record();
/** Columns of numbers need no cast; others may hold words. */
export const last: number | null | undefined = path.sharpness.at(-1);
export const certificates: readonly (number | string | null)[] = path["sharpnessCertificate"];

/** TensorFlow.js is the user's: the types hold where it is not installed. */
export function onTheirs<Module extends TensorflowModule>(tf: Module, model: LayersModel): TensorflowObjective {
  const train = { count: 2, inputs: 1, outputs: 1, x: Float64Array.of(0, 1), y: Float64Array.of(1, 0) };
  return tensorflow(tf, model, squaredError(), { train }, { name: "mine", version: "1" });
}
