import { openStages } from "../../kernel/stages.ts";
import { openHistory } from "./history.ts";
import type { Evaluate, Method, StepVectors, Stepper } from "./integrator.ts";
import { sweeper, type Recurrence } from "./recurrence.ts";
import { chebyshevInterval, chebyshevRecurrence, errorConstant } from "./rungeKuttaChebyshev.ts";

/** b_1 / b_2: small, so that the local error is a multiple of w‴ for any number of stages. */
const firstWeight = 1 / 32;

const method: Method = {
  order: 3,
  errorOrder: 3,
  fewestStages: 3,
  mostStages: 200,
  largestGrowth: 2,
  interval: chebyshevInterval,
  open,
};

function open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper {
  const { from, fromVelocity, to, error } = vectors;
  const size = from.length;
  const known: (Recurrence & { readonly constant: number })[] = [];
  const work = openStages(size);
  const sweep = sweeper(work, evaluate);
  const history = openHistory(size);
  const way = new Float64Array(size);
  const middle = new Float64Array(size);
  const middleVelocity = new Float64Array(size);

  /** Two half steps against one: the way to order 3 before there is a history. */
  function extrapolate(recurrence: Recurrence, h: number): void {
    sweep(recurrence, from, fromVelocity, h);
    work.way(way);
    sweep(recurrence, from, fromVelocity, h / 2);
    work.way(to);
    for (let i = 0; i < size; i++) middle[i] = from[i] + to[i];
    evaluate(middle, middleVelocity);
    sweep(recurrence, middle, middleVelocity, h / 2);
    work.way(error);
    for (let i = 0; i < size; i++) {
      const halves = to[i] + error[i];
      error[i] = (halves - way[i]) / 3;
      to[i] = from[i] + (halves + error[i]);
    }
  }

  function correct(recurrence: Recurrence, constant: number, h: number): void {
    sweep(recurrence, from, fromVelocity, h);
    const past = history.thirdDifference(h);
    // The way lacks constant × h³w‴, so that the difference over it is (1 − constant × weight) h³w‴.
    work.correct(past, constant / (1 - constant * past.wayWeight), error, to);
  }

  return {
    take(h, stages) {
      const c = (known[stages] ??= { ...chebyshevRecurrence(stages, firstWeight), constant: errorConstant(stages) });
      if (history.reaches(h)) correct(c, c.constant, h);
      else extrapolate(c, h);
      arrive();
    },
    accepted(h) {
      history.left(from, h);
    },
  };
}

/**
 * RKC2 carried to order 3 at no cost: all inner stages of RKC2 are consistent of order 2, so that its local error is
 * c h³w‴ (c = 1/15 for many stages), also on stiff problems; the third divided difference over the last places of the flow gives h³w‴, and the step is corrected by it.
 * Differences of places, unlike differences of velocities, do not amplify stiff modes: the recursion is stable on the whole interval of RKC2,
 * hλ ≤ 0.653 (s² − 1), since c is small and RKC2 is damped to between 0.3 and 0.95 there (tested, at constant steps and at growing ones).
 * The first two steps, and those after a jump in step length, are extrapolated from one step and two halves instead.
 * Local error estimate: the correction itself, O(h³), which is that of the solution before it was corrected.
 * Sources: the stages are those of Sommeijer, Shampine & Verwer 1997 (see `rkc2`), b_1 excepted; the correction is derived here.
 */
export const rkc3 = { method: (): Method => method };
