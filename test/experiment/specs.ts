import type { RunInput } from "../../src/experiment/runSpec.ts";
import type { RunRecord } from "../../src/experiment/types.ts";

/** A run that takes a few milliseconds. */
export const small = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 4, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 30 },
  measures: ["loss"],
  seed: 0,
} as const satisfies RunInput;

/** A run of a formula, L = w²/2, which is known in closed form. */
export const parabola = {
  version: 1,
  objective: { model: { kind: "expression", parameters: ["w"], loss: "w^2/2" } },
  init: { kind: "values", values: [1] },
  dynamics: { kind: "gd", stepSize: 0.5 },
  until: { steps: 10 },
  measures: ["loss"],
} as const satisfies RunInput;

/** A record as text, without the seconds, which are the only entry that may differ between two runs of one spec. */
export const withoutSeconds = (record: RunRecord | null): string =>
  JSON.stringify(record === null ? null : { ...record, cost: { ...record.cost, seconds: 0 } });
