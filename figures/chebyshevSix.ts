import type { RunInput } from "../src/experiment/runSpec.ts";

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
