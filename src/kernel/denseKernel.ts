import { Arena, instantiate } from "./instance.ts";

/** The dense linear algebra of the kernel; arguments named like memory are byte addresses. See `assembly/dense.ts`. */
export interface DenseKernel {
  dotProduct(x: number, y: number, n: number): number;
  rowsTimes(rows: number, stride: number, count: number, n: number, x: number, out: number): void;
  addRows(rows: number, stride: number, count: number, n: number, coefficients: number, sign: number, x: number): void;
  scaleVector(a: number, x: number, n: number): void;
  tridiagonalise(a: number, n: number, stride: number, d: number, e: number, h: number, work: number): void;
  accumulateReflections(a: number, n: number, stride: number, h: number, q: number): void;
  tridiagonalEigen(d: number, e: number, n: number, z: number, stride: number, columns: number, work: number): number;
  inertia(a: number, n: number, stride: number, threshold: number, work: number): number;
  inertiaNegative(): number;
  inertiaZero(): number;
}

export type DenseInstance = DenseKernel & { readonly memory: WebAssembly.Memory; heapBase(): number };

/** Distance from 1 to the next float64. */
export const machineEpsilon = 2.220446049250313e-16;

let shared: DenseInstance | undefined;

/** One instance serves all self-contained dense problems of a process: calls are synchronous, so its memory is used anew by each. */
export function denseProblem(): { readonly dense: DenseInstance; readonly arena: Arena } {
  shared ??= instantiate<DenseKernel>();
  return { dense: shared, arena: new Arena(shared.memory, shared.heapBase()) };
}
