import type { Estimate } from "../kernel/estimate.ts";
import { hutchinson, hutchPlusPlus } from "../kernel/hutchinson.ts";
import type { Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { xtrace } from "../kernel/xtrace.ts";
import type { HessianTraceOptions } from "./hessianTrace.ts";
import type { Block, Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { coverage, measuredCoverage } from "./coverage.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { byDiagonal, isExact, methodOf } from "./traceCost.ts";
import { hessianTraceNeeds } from "./traceNeeds.ts";
import { estimateOrNull } from "./value.ts";

export const behaviour: MeasureBehaviour<HessianTraceOptions> = {
  needs: hessianTraceNeeds,
  columns: (options, { size }) => [
    { name: "hessianTrace", unit: "1 / step size", meaning: "tr H, the sum of the Hessian's eigenvalues" },
    { name: "hessianTraceError", unit: "1 / step size", meaning: coverage("hessianTrace", measuredCoverage[methodOf(options, size)]) },
  ],
  begin(options, { objective, random }) {
    const { size } = objective;
    const trace = openHessianTrace(options, { start: 0, end: size }, objective, random);
    return ({ point }) => estimateOrNull(trace(point, (v, out) => point.hessianVector(v, out)));
  },
};

/** Opens the trace of the Hessian's block of some of the parameters along a run, by the options of `hessian-trace`: from its diagonal where that is cheaper than products with the block, which is given as an operator. */
export function openHessianTrace(
  options: HessianTraceOptions,
  { start, end }: Pick<Block, "start" | "end">,
  objective: Objective,
  random: (purpose: "probes") => Random,
): (point: Point, block: Operator) => Estimate {
  const size = end - start;
  if (byDiagonal(options, size, objective)) return (point) => ({ value: sumOf(point.hessianDiagonal!, start, end), error: 0 });
  const trace = openTrace(options, size, objective, random);
  return (_point, block) => trace(block, size);
}

function sumOf(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  return sum;
}

type TraceEstimator = (operator: Operator, size: number) => Estimate;

/** Opens the trace of an operator on `size` of the objective's parameters that changes along a run, by the options of `hessian-trace`; probes are drawn here, once. */
export function openTrace(
  options: HessianTraceOptions,
  size: number,
  objective: Objective,
  random: (purpose: "probes") => Random,
): TraceEstimator {
  const { samples = 100 } = options;
  if (isExact(options, size, objective)) return exactTrace;
  const method = methodOf(options, size);
  if (method === "hutchinson") return plain(samples, size, random("probes"));
  if (method === "hutch++") return improved(samples - (samples % 3), size, random("probes"));
  return exchangeable(samples - (samples % 2), size, random("probes"));
}

/** Σ e_iᵀ H e_i. */
const exactTrace: TraceEstimator = (operator, size) => {
  const unit = new Float64Array(size);
  const product = new Float64Array(size);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    unit[i] = 1;
    operator(unit, product);
    unit[i] = 0;
    sum += product[i];
  }
  return { value: sum, error: 0 };
};

function plain(samples: number, size: number, random: Random): TraceEstimator {
  const signs = drawSigns(samples, size, random);
  return (operator) => hutchinson(operator, size, samples, signs);
}

function improved(products: number, size: number, random: Random): TraceEstimator {
  const signs = drawSigns((2 * products) / 3, size, random);
  return (operator) => hutchPlusPlus(operator, size, products, signs);
}

function exchangeable(products: number, size: number, random: Random): TraceEstimator {
  const normals = Array.from({ length: products / 2 }, () => {
    const probe = new Float64Array(size);
    random.normals(probe);
    return probe;
  });
  return (operator) => xtrace(operator, size, products, (k, out) => out.set(normals[k]));
}

/** Random signs, a byte each: probe k stands at k × size. */
function drawSigns(probes: number, size: number, random: Random): (k: number, out: Float64Array) => void {
  const signs = new Int8Array(probes * size);
  for (let i = 0; i < signs.length; i++) signs[i] = random.sign();
  return (k, out) => out.set(signs.subarray(k * size, (k + 1) * size));
}
