import type * as z from "zod";
import type { Point } from "../objective/point.ts";
import { member, type Builder } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { ModifiedFlow } from "../theory/prediction.ts";
import type { DynamicsBehaviour, Mover, Setting } from "./dynamics.ts";
import { type FactsSetting, facts, type StatedFacts } from "./facts.ts";
import { defaultIntegrator, integratorBehaviour, integratorSchema, type IntegratorSpec } from "./integrator/index.ts";
import { integrate } from "./integrator/integrate.ts";
import type { IntegratorStatistics, Velocity } from "./integrator/integrator.ts";

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

/** All options of a flow, as parsed. */
type OptionsOfFlow<Shape extends z.core.$ZodShape> = z.output<z.ZodObject<Shape & typeof flowShape>>;

/** A flow is its right-hand side, or the theory that has one; the integrator does the rest. */
export type FlowDefinition<Kind extends string, Shape extends z.core.$ZodShape, Options> = FlowMotion<Options> & {
  readonly kind: Kind;
  readonly doc: string;
  /** The options beside `tolerance` and `integrator`. */
  readonly shape: Shape;
};

/** What moves a flow, and the discrete dynamics that it stands for. */
export type FlowMotion<Options> = {
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

/** Makes a continuous dynamics out of its right-hand side. */
export function flow<const Kind extends string, Shape extends z.core.$ZodShape>(
  definition: FlowDefinition<Kind, Shape, OptionsOfFlow<Shape>>,
): Builder<Kind, Shape & typeof flowShape, FlowBehaviour<OptionsOfFlow<Shape>>> {
  return member(definition.kind, definition.doc, { ...definition.shape, ...flowShape }, flowBehaviour(definition));
}

/** The behaviour alone, for members that load it on demand. */
export function flowBehaviour<Options>(definition: FlowMotion<Options>): FlowBehaviour<Options> {
  return {
    clock: "time",
    facts: (options, setting) => definition.facts?.(options, setting) ?? facts({}),
    start(options, { point }) {
      const { integrator = defaultIntegrator, tolerance } = options as FlowOptions;
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
