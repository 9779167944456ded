import { Arena, instantiate } from "./instance.ts";

/** Below this length the copies to the kernel's memory cost more than its vectors save. */
const shortest = 256;

interface Work {
  readonly size: number;
  readonly target: Float64Array;
  readonly direction: Float64Array;
  /** True when every number is finite afterwards. */
  go(stepSize: number): boolean;
}

let work: Work | undefined;

function openWork(size: number): Work {
  const kernel = instantiate<{ descend(w: number, d: number, count: number, h: number): number }>();
  const arena = new Arena(kernel.memory, kernel.heapBase());
  const w = arena.reserve(size);
  const d = arena.reserve(size);
  return {
    size,
    target: arena.view(w, size),
    direction: arena.view(d, size),
    go: (stepSize) => kernel.descend(w, d, size, stepSize) === 0,
  };
}

/** w ← w − h d in place; false when a number of w is no longer finite. Both ways give the same bits. */
export function descendVector(w: Float64Array, d: Float64Array, stepSize: number): boolean {
  if (w.length < shortest) return descendShort(w, d, stepSize);
  if (work?.size !== w.length) work = openWork(w.length);
  work.target.set(w);
  work.direction.set(d);
  const finite = work.go(stepSize);
  w.set(work.target);
  return finite;
}

function descendShort(w: Float64Array, d: Float64Array, stepSize: number): boolean {
  let spoiled = 0;
  for (let i = 0; i < w.length; i++) {
    const value = w[i] - stepSize * d[i];
    w[i] = value;
    spoiled += value - value;
  }
  return spoiled === 0;
}
