import { SpecError } from "../spec/errors.ts";
import { positive } from "../spec/scalars.ts";
import { principal } from "../theory/principal.ts";
import { standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

/** An evaluation takes the whole spectrum. */
const mostParameters = 500;

/**
 * ẇ = Σ_i (g·u_i) u_i log|1 − ηλ_i|/(ηλ_i) (Rosca et al. 2022): exact for GD on quadratics, in the moduli of the components where ηλ > 1 (see `principal` for what is done there and at ηλ = 1).
 * Needs the whole spectrum at every evaluation: throws SpecError beyond 500 parameters.
 */
export const principalFlow = flow({
  kind: "principal-flow",
  doc: "The principal flow of GD with step size η, exact on quadratics: each eigencomponent at the rate log|1 − ηλ|/η (Rosca et al. 2022). Up to 500 parameters.",
  shape: { stepSize: positive },
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
