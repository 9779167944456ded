import type { Objective } from "../objective/objective.ts";
import type { HessianTraceOptions } from "./hessianTrace.ts";
import type { Needs } from "./measure.ts";
import { byDiagonal, isExact, methodOf } from "./traceCost.ts";

/** What a trace over `size` of the objective's parameters keeps: the signs of its probes, a byte each; a basis beside them; or for XTrace probes (twice), images, a basis and its images. */
export function traceNeeds(options: HessianTraceOptions, size: number, objective: Objective): Needs {
  const { samples = 100 } = options;
  if (isExact(options, size, objective)) return { numbers: 2 * size };
  return { numbers: { hutchinson: 1 / 8, "hutch++": 1, xtrace: 2.5 }[methodOf(options, size)] * samples * size };
}

/** What the trace of the Hessian keeps, over all parameters or block by block: its diagonal, or what a trace does. */
export function hessianTraceNeeds(options: HessianTraceOptions, objective: Objective): Needs {
  return byDiagonal(options, objective.size, objective) ? { numbers: objective.size } : traceNeeds(options, objective.size, objective);
}
