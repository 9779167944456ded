import type { HessianTraceOptions } from "./hessianTrace.ts";
import type { Needs } from "./measure.ts";

/** What the estimate of a trace keeps: the signs of its probes, a byte each, or for the methods with a basis as many vectors as it takes products. */
export function traceNeeds({ samples = 100, exactBelow = 256, method }: HessianTraceOptions, size: number): Needs {
  if (size <= exactBelow) return { numbers: 2 * size };
  return { numbers: method === undefined || method === "hutchinson" ? (samples * size) / 8 : samples * size };
}
