import { SpecError } from "../spec/errors.ts";
import { principal } from "../theory/principal.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { PrincipalFlowOptions } from "./principalFlow.ts";

/** An evaluation takes the whole spectrum. */
const mostParameters = 500;

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<PrincipalFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }, { objective }) => {
    if (objective.size > mostParameters)
      throw new SpecError(
        "dynamics.kind",
        `principal-flow needs the whole spectrum and takes at most ${mostParameters} parameters; there are ${objective.size}`,
      );
    return principal(stepSize);
  },
});
