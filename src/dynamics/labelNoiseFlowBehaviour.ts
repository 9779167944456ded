import { SpecError } from "../spec/errors.ts";
import { within } from "../spec/parse.ts";
import { factored, labelNoiseFlow as limitingFlow } from "../theory/labelNoise.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { LabelNoiseFlowOptions } from "./labelNoiseFlow.ts";

/** An evaluation takes the whole spectrum. */
const mostParameters = 500;

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<LabelNoiseFlowOptions>({
  facts: (options) =>
    standingFor(options, {
      noModifiedLoss:
        "modified-loss knows nothing of label noise, whose effective loss is that of the theory label-noise: L with a multiple of tr H (hessian-trace)",
    }),
  theory: ({ stepSize, std, batchSize, finite }, { objective }) => {
    const { size, examples } = objective;
    if (size > mostParameters)
      throw new SpecError(
        "dynamics.kind",
        `label-noise-flow needs the whole spectrum and takes at most ${mostParameters} parameters; there are ${size}`,
      );
    return limitingFlow(
      within("dynamics.kind", () => factored({ stepSize, std, batchSize: batchSize ?? examples }, objective)),
      finite,
    );
  },
});
