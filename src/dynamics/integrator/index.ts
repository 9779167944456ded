import * as z from "zod";
import type { IntegratorBehaviour } from "./integrator.ts";
import { rkc2 } from "./rkc2.ts";

/** Every integrator, by kind. */
export const integrators = {
  rkc2,
};

/** Schema of a flow's `integrator`. */
export const integratorSchema = z.discriminatedUnion("kind", [
  rkc2.schema, //
]);

/** The spec of an integrator. */
export type IntegratorSpec = z.output<typeof integratorSchema>;

/** What a flow without `integrator` runs on. */
export const defaultIntegrator: IntegratorSpec = { kind: "rkc2" };

/** The behaviour of the integrator that a spec names. */
export function integratorBehaviour(spec: IntegratorSpec): IntegratorBehaviour<IntegratorSpec> {
  return integrators[spec.kind] as IntegratorBehaviour<IntegratorSpec>;
}
