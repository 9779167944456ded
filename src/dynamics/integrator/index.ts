import * as z from "zod";
import { dopri5 } from "./dopri5.ts";
import type { IntegratorBehaviour } from "./integrator.ts";
import { rk4 } from "./rk4.ts";
import { rkc2 } from "./rkc2.ts";
import { rkc3 } from "./rkc3.ts";
import { rkl2 } from "./rkl2.ts";

/** Every integrator, by kind. */
export const integrators = {
  rkc3,
  rkc2,
  rkl2,
  dopri5,
  rk4,
};

/** Schema of a flow's `integrator`. */
export const integratorSchema = z.discriminatedUnion("kind", [
  rkc3.schema, //
  rkc2.schema,
  rkl2.schema,
  dopri5.schema,
  rk4.schema,
]);

/** The spec of an integrator. */
export type IntegratorSpec = z.output<typeof integratorSchema>;

/** What a flow without `integrator` runs on. */
export const defaultIntegrator: IntegratorSpec = { kind: "rkc3" };

/** The behaviour of the integrator that a spec names. */
export function integratorBehaviour(spec: IntegratorSpec): IntegratorBehaviour<IntegratorSpec> {
  return integrators[spec.kind] as unknown as IntegratorBehaviour<IntegratorSpec>;
}
