import { Arena, instantiate } from "./instance.ts";

/** The vectors of a stabilised Runge–Kutta step of one size, and what its stages do with them. */
export interface StageWork {
  /** Y_0 and F_0, length `size`: to be set before a step. */
  readonly from: Float64Array;
  readonly fromVelocity: Float64Array;
  /** Y_j = Y_0 + D_j of the stage that `begin` or `next` has made. */
  readonly place: Float64Array;
  /** F_j, the velocity there: to be set before `next`. */
  readonly velocity: Float64Array;
  /** D_1 = h₁ F_0. */
  begin(step: number): void;
  /** D_{j+1} = a D_j + b D_{j−1} + c F_j + d F_0, added in this order; D_0 = 0. */
  next(a: number, b: number, c: number, d: number): void;
  /** D_j into `out`. */
  way(out: Float64Array): void;
}

interface Kernel {
  recur(
    next: number,
    last: number,
    before: number,
    velocity: number,
    first: number,
    from: number,
    place: number,
    count: number,
    a: number,
    b: number,
    c: number,
    d: number,
  ): void;
}

let work: { readonly size: number; readonly stages: StageWork } | undefined;

/**
 * The vectors of a size, in memory of the kernel. They mean something from `begin` to `way` alone: whoever asks for the same size next may be given the same ones, since making them costs
 * as much as a short run.
 */
export function openStages(size: number): StageWork {
  if (work?.size !== size) work = { size, stages: makeStages(size) };
  return work.stages;
}

function makeStages(size: number): StageWork {
  const kernel = instantiate<Kernel>();
  const arena = new Arena(kernel.memory, kernel.heapBase());
  const count = size + (size & 1);
  const addresses = Array.from({ length: 7 }, () => arena.reserve(count));
  const views = addresses.map((address) => arena.view(address, size));
  const [fromAt, firstAt, placeAt, velocityAt] = addresses;
  const [from, fromVelocity, place, velocity] = views;
  let [before, last, free] = [4, 5, 6];
  return {
    from,
    fromVelocity,
    place,
    velocity,
    begin(step) {
      views[before].fill(0);
      const way = views[last];
      for (let i = 0; i < size; i++) {
        way[i] = step * fromVelocity[i];
        place[i] = from[i] + way[i];
      }
    },
    next(a, b, c, d) {
      kernel.recur(addresses[free], addresses[last], addresses[before], velocityAt, firstAt, fromAt, placeAt, count, a, b, c, d);
      [before, last, free] = [last, free, before];
    },
    way: (out) => out.set(views[last]),
  };
}
