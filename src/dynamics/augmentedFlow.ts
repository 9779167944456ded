import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import type { Prediction } from "../theory/prediction.ts";
import type { StatedFacts } from "./facts.ts";
import type { FlowBehaviour, FlowOptions } from "./flow.ts";
import { integrate } from "./integrator/integrate.ts";
import { defaultIntegrator, integratorBehaviour } from "./integrator/methods.ts";

/** The right-hand side of a flow of the parameters together with something that they carry along: reads the state, writes its rate. */
export type AugmentedVelocity = (
  parameters: Float64Array,
  carried: Float64Array,
  parametersOut: Float64Array,
  carriedOut: Float64Array,
) => void;

/** A flow whose state is the parameters and what else it carries. */
interface AugmentedFlowDefinition<Options> {
  /** What is carried at the start, the right-hand side, and what the flow says of itself where its conditions need what is carried (live). */
  open(
    options: Options,
    point: Point,
  ): { readonly carried: Float64Array; readonly velocity: AugmentedVelocity; theory?(carried: Float64Array): Prediction };
  /** What the discrete dynamics that the flow stands for says of itself. */
  facts(options: Options): StatedFacts;
  /** What the flow says of itself as a theory; its conditions are looked at in the parameters. */
  theory?(options: Options): Prediction;
}

/** The behaviour of such a flow, on the integrators of all flows. */
export function augmentedBehaviour<Options>(definition: AugmentedFlowDefinition<Options>): FlowBehaviour<Options & FlowOptions> {
  return {
    clock: "time",
    facts: (options) => definition.facts(options),
    start(options, { point }) {
      const { integrator = defaultIntegrator, tolerance } = options;
      const { method, fixedStep } = integratorBehaviour(integrator);
      const size = point.parameters.length;
      const { carried, velocity, theory } = definition.open(options, point);
      const state = new Float64Array(size + carried.length);
      state.set(point.parameters);
      state.set(carried, size);
      // Integrators ask a Point for its parameters, and in which numbers f is computed.
      const carrier = new Point({ size: state.length, arithmetic: point.objective.arithmetic } as Objective, state);
      const integration = integrate(
        method(integrator),
        ({ parameters }, out) =>
          velocity(parameters.subarray(0, size), parameters.subarray(size), out.subarray(0, size), out.subarray(size)),
        carrier,
        { tolerance, fixedStep: fixedStep?.(integrator) ?? null },
      );
      return {
        point,
        theory: theory?.(carrier.parameters.subarray(size)) ?? definition.theory?.(options),
        get step() {
          return integration.step;
        },
        get time() {
          return integration.time;
        },
        statistics: integration.statistics,
        advance(untilTime) {
          const before = integration.step;
          integration.advance(untilTime);
          if (integration.step === before) return;
          point.parameters.set(carrier.parameters.subarray(0, size));
          point.moved();
        },
      };
    },
  };
}
