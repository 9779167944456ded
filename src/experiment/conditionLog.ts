import type { Mover } from "../dynamics/dynamics.ts";
import type { Random } from "../kernel/random.ts";
import { type Cost, counted, noCost } from "../objective/counted.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import type { Prediction } from "../theory/prediction.ts";
import type { ConditionOutcome } from "./record.ts";

/** Follows the conditions of a theory along a run of its flow. */
export interface ConditionLog {
  /** Checks them where the run is, if that is due; `always` at the first row and the last. */
  look(time: number, always: boolean): void;
  /** What came of them so far; empty before the first check. */
  outcomes(): ConditionOutcome[];
  /** What the checks have cost. */
  readonly cost: Cost;
}

/** The part of the run's own cost that checks may take, beyond that of the first one. */
const share = 1 / 20;
/** Between checks so many steps apart or more, λ_max is not followed but looked for anew: another branch may have overtaken it. */
const neighbouring = 50;
/** In gradients: a Hessian-vector product costs about two. */
const gradientsOf = ({ gradients, hessianVectors }: Cost): number => gradients + 2 * hessianVectors;

/**
 * Opens the log of a flow's conditions. They are checked at rows of the path: at the first and the last one, and between them at every row before which the checks have taken at most a twentieth of what the run itself has, so that a flow is hardly
 * slower for them. What is known where the run is (loss, gradient, a sharpness that was measured) is taken over and costs nothing; λ_max is followed from check to check elsewhere, and looked for anew over 50 steps. The check has a Point and a stream of random
 * numbers of its own: the run's numbers, and its `cost`, are what they are without it.
 */
export function openConditionLog(
  theory: Prediction,
  mover: Mover,
  objective: Objective,
  runCost: Cost,
  random: () => Random,
): ConditionLog {
  const { point } = mover;
  const cost = noCost();
  let checkedAt = mover.step;
  const place = new Point(counted(objective, cost), point.parameters, random);
  const outcomes = theory.conditions.map(({ name, quantity, limit }) => ({
    name,
    quantity,
    limit,
    worst: -Infinity,
    checks: 0,
    violations: 0,
    outsideFrom: null as number | null,
  }));
  let free: { readonly own: number; readonly run: number } | null = null;
  const due = (): boolean => free === null || gradientsOf(cost) - free.own <= share * (gradientsOf(runCost) - free.run);
  return {
    cost,
    look(time, always) {
      if (!always && !due()) return;
      const steps = mover.step - checkedAt;
      checkedAt = mover.step;
      place.follow(point, steps < neighbouring ? 1 : steps);
      for (const [i, { value, holds }] of theory.check(place).entries()) {
        const outcome = outcomes[i];
        outcome.checks++;
        // Not a number stays the worst.
        outcome.worst = Number.isNaN(value) ? NaN : Math.max(outcome.worst, value);
        if (holds) continue;
        outcome.violations++;
        outcome.outsideFrom ??= time;
      }
      free ??= { own: gradientsOf(cost), run: gradientsOf(runCost) };
    },
    outcomes: () =>
      outcomes.flatMap(({ worst, ...outcome }) =>
        outcome.checks === 0 ? [] : [{ ...outcome, holds: outcome.violations === 0, worst: Number.isFinite(worst) ? worst : null }],
      ),
  };
}
