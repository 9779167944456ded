import type { Random } from "../../kernel/random.ts";
import type { DynamicsBehaviour, Mover } from "../../dynamics/dynamics.ts";
import type { Objective } from "../../objective/objective.ts";
import { Point } from "../../objective/point.ts";

/** Starts a dynamics at given parameters. Without `random`, a draw is an error. */
export function start<Spec extends object>(
  behaviour: DynamicsBehaviour<Spec>,
  spec: Spec,
  objective: Objective,
  from: ArrayLike<number>,
  random?: () => Random,
): Mover {
  const none = (): Random => {
    throw new Error("this dynamics was not expected to draw random numbers");
  };
  const draws = random ?? (() => new Proxy({} as Random, { get: none }));
  return behaviour.start(spec, { point: new Point(objective, Float64Array.from(from)), random: draws });
}

/** Advances by so many steps and returns the parameters there (live). */
export function steps(mover: Mover, count: number): Float64Array {
  for (let k = 0; k < count; k++) mover.advance(Infinity);
  return mover.point.parameters;
}
