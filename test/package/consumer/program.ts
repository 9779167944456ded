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

const path: readonly (number | string | null)[] = (await record()).path["sharpness"];
export const steps: number = path.length;
