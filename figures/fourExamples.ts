import type { RunInput } from "../src/experiment/runSpec.ts";

/** Four examples and a small network: few enough that every order and every sequence of batches can be listed. */
export const fourExamples = {
  objective: {
    data: {
      kind: "table",
      x: [
        [0.9, -0.4],
        [-0.7, 0.8],
        [0.3, 1.1],
        [-1.2, -0.6],
      ],
      y: [[0.7], [-0.5], [0.9], [-0.2]],
    },
    model: { kind: "mlp", widths: [2, 5, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal", gain: 1.5 },
} as const satisfies Pick<RunInput, "objective" | "init">;
