import { dopri5 } from "./dopri5.ts";
import type { IntegratorSpec } from "./index.ts";
import type { IntegratorBehaviour } from "./integrator.ts";
import { rk4 } from "./rk4.ts";
import { rkc2 } from "./rkc2.ts";
import { rkc3 } from "./rkc3.ts";
import { rkl2 } from "./rkl2.ts";

/** What every integrator does, by kind. */
const behaviours = { rkc3, rkc2, rkl2, dopri5, rk4 };

/** What a flow without `integrator` runs on. */
export const defaultIntegrator: IntegratorSpec = { kind: "rkc3" };

/** The behaviour of the integrator that a spec names. */
export function integratorBehaviour(spec: IntegratorSpec): IntegratorBehaviour<IntegratorSpec> {
  return behaviours[spec.kind] as IntegratorBehaviour<IntegratorSpec>;
}
