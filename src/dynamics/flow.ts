import { positive } from "../spec/scalars.ts";
import type { DynamicsBehaviour, Mover, Setting } from "./dynamics.ts";
import { integratorSchema, type IntegratorSpec } from "./integrator/index.ts";
import type { IntegratorStatistics } from "./integrator/integrator.ts";

/** The options that every flow has. */
export const flowShape = {
  /**
   * Allowed local error of an integrator step: ‖estimate‖ ≤ tolerance × max(1, ‖w‖), Euclidean norms. What becomes of it at the end depends on
   * how the flow contracts or spreads; see `gradientFlow` for what was measured.
   */
  tolerance: positive.max(1).default(1e-6),
  integrator: integratorSchema.optional(),
};

/** A flow's options, as parsed. */
export interface FlowOptions {
  readonly tolerance: number;
  readonly integrator?: IntegratorSpec | undefined;
}

/** A flow under way: a Mover that can tell what its integrator did. */
export interface FlowMover extends Mover {
  readonly statistics: IntegratorStatistics;
}

/** The behaviour of a flow. */
export interface FlowBehaviour<Spec> extends DynamicsBehaviour<Spec> {
  start(spec: Spec, setting: Setting): FlowMover;
}
