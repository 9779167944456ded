import type { Point } from "../objective/point.ts";
import type { ModifiedFlow } from "../theory/prediction.ts";
import { type FactsSetting, facts, type StatedFacts } from "./facts.ts";
import type { FlowBehaviour, FlowOptions } from "./flow.ts";
import { integrate } from "./integrator/integrate.ts";
import type { Velocity } from "./integrator/integrator.ts";
import { defaultIntegrator, integratorBehaviour } from "./integrator/methods.ts";

/** A flow is its right-hand side, or the theory that has one; the integrator does the rest. */
type FlowMotion<Options> = {
  /** What the discrete dynamics that the flow stands for says of itself; nothing unless given. */
  facts?(options: Options, setting: FactsSetting): StatedFacts;
} & (
  | {
      /** Opens the right-hand side for one run: ẇ into `out`. */
      velocity(options: Options, point: Point): Velocity;
    }
  | {
      /** Opens the theory that the flow is, for one run. */
      theory(options: Options, point: Point): ModifiedFlow;
    }
);

/** The behaviour of a flow, out of its right-hand side. */
export function flowBehaviour<Options extends FlowOptions>(definition: FlowMotion<Options>): FlowBehaviour<Options> {
  return {
    clock: "time",
    facts: (options, setting) => definition.facts?.(options, setting) ?? facts({}),
    start(options, { point }) {
      const { integrator = defaultIntegrator, tolerance } = options;
      const { method, fixedStep } = integratorBehaviour(integrator);
      const theory = "theory" in definition ? definition.theory(options, point) : undefined;
      const velocity = "velocity" in definition ? definition.velocity(options, point) : theory!.velocity;
      const integration = integrate(method(integrator), velocity, point, {
        tolerance,
        fixedStep: fixedStep?.(integrator) ?? null,
      });
      return {
        point,
        theory,
        get step() {
          return integration.step;
        },
        get time() {
          return integration.time;
        },
        statistics: integration.statistics,
        advance: integration.advance,
      };
    },
  };
}
