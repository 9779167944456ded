import type { RunInput } from "../src/experiment/runSpec.ts";

/**
 * The setting of the figures on real data: 100 handwritten digits averaged to 7 × 7, ten of each class, one-hot targets;
 * columns centred, one common scale; a tanh network of 970 parameters.
 */
export const digitsSetting: Pick<RunInput, "objective" | "init"> = {
  objective: {
    data: { kind: "digits", count: 100, size: 7, standardize: "global" },
    model: { kind: "mlp", widths: [49, 16, 10], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal" },
};

export const settingInWords =
  "100 handwritten digits (7 × 7 pixels, ten of each class), tanh network 49-16-10 (970 parameters), ½ mean squared error to one-hot targets, weights N(0, 1/fan-in)";
