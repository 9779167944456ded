import type { Objective } from "../objective/objective.ts";
import type { HessianTraceOptions } from "./hessianTrace.ts";

/** Up to this many parameters a trace is exact, whatever a product costs. */
const alwaysExact = 256;
/** Beyond these a trace is estimated: parameters, and multiply-adds (parameters × the objective's parameters × examples; about a nanosecond each in a network). */
const mostExact = { size: 2048, work: 1e8 };

/**
 * Whether a trace over `size` parameters is exact where nothing else was asked for. By what it costs, which depends on the spec alone: `size` products of about P × N multiply-adds
 * each, 0.1 s at the limit. Where products are not float64's, as with TensorFlow, they are dearer, and the old limit stays.
 */
function affordable(size: number, { size: parameters, examples, arithmetic }: Objective): boolean {
  if (size <= alwaysExact) return true;
  return arithmetic === undefined && size <= mostExact.size && size * parameters * examples <= mostExact.work;
}

/** Whether a trace over `size` of the objective's parameters is exact by a product for each under these options. */
export function isExact({ exactBelow }: Pick<HessianTraceOptions, "exactBelow">, size: number, objective: Objective): boolean {
  return exactBelow === undefined ? affordable(size, objective) : size <= exactBelow;
}

/**
 * Whether the Hessian's trace over `size` of the objective's parameters is summed from its diagonal, where the objective has that at once: in place of an estimate where it costs no more
 * products than that would take, or no more than an exact trace by products may; and where a trace is exact anyway, if it costs less. Who names a method, or says what is
 * exact, has that.
 */
export function byDiagonal(options: HessianTraceOptions, size: number, objective: Objective): boolean {
  const products = objective.hessianDiagonal?.products ?? Infinity;
  if (products <= size && isExact(options, size, objective)) return true;
  const { exactBelow, method, samples = 100 } = options;
  if (exactBelow !== undefined || method !== undefined) return false;
  return products <= samples || products * objective.size * objective.examples <= mostExact.work;
}

/** Vectors of an estimate by XTrace up to this many numbers are no burden: a gigabyte in all. */
const mostNumbers = 5e7;

/** How a trace is estimated: by XTrace where nothing else is asked for, unless its probes and images would take more than a gigabyte; random signs need a byte a number. */
export const methodOf = ({ samples = 100, method }: HessianTraceOptions, size: number): "hutchinson" | "hutch++" | "xtrace" =>
  method ?? (samples * size <= mostNumbers ? "xtrace" : "hutchinson");
