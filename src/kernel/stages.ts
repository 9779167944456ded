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
  /** Past places carried into the step: e = factor (Σ weight_k (place_k − Y_0) + wayWeight D_j) into `error`, Y_0 + D_j + e into `to`. */
  correct(past: PastPlaces, factor: number, error: Float64Array, to: Float64Array): void;
}

/** Two places that a flow has passed, and how much they and the way from the present one count in a difference. */
export interface PastPlaces {
  readonly places: readonly [Float64Array, Float64Array];
  readonly weights: readonly [number, number];
  readonly wayWeight: number;
}

interface Kernel {
  recurFirst(way: number, first: number, from: number, place: number, count: number, step: number): void;
  recurCorrect(
    way: number,
    from: number,
    pastA: number,
    pastB: number,
    error: number,
    to: number,
    count: number,
    a: number,
    b: number,
    c: number,
    factor: number,
  ): void;
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
 * The vectors of a size, in memory of the kernel. They mean something from `begin` to `way` or `correct` alone: whoever asks for the same size next may be given the same ones, since making them costs
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
      kernel.recurFirst(addresses[last], firstAt, fromAt, placeAt, count, step);
    },
    next(a, b, c, d) {
      kernel.recur(addresses[free], addresses[last], addresses[before], velocityAt, firstAt, fromAt, placeAt, count, a, b, c, d);
      [before, last, free] = [last, free, before];
    },
    way: (out) => out.set(views[last]),
    correct({ places, weights, wayWeight }, factor, error, to) {
      // The vectors of the stages before the last one are free by now.
      views[before].set(places[0]);
      views[free].set(places[1]);
      kernel.recurCorrect(
        addresses[last],
        fromAt,
        addresses[before],
        addresses[free],
        velocityAt,
        placeAt,
        count,
        weights[0],
        weights[1],
        wayWeight,
        factor,
      );
      error.set(velocity);
      to.set(place);
    },
  };
}
