import { isFiniteVector, norm } from "../../kernel/vector.ts";
import { Point } from "../../objective/point.ts";
import { NumericalError } from "../../spec/errors.ts";
import { predictiveController } from "./controller.ts";
import type { IntegratorStatistics, Method, Velocity } from "./integrator.ts";
import { spectralRadius } from "./spectralRadius.ts";
import { stageChooser } from "./stages.ts";

/** An integration under way: it moves its Point along ẇ = f(w). */
export interface Integration {
  /** Accepted steps. */
  readonly step: number;
  readonly time: number;
  readonly statistics: IntegratorStatistics;
  /** One accepted step that does not pass `untilTime` and lands on it exactly. Throws NumericalError where no step meets the tolerance. */
  advance(untilTime: number): void;
}

export interface IntegrateOptions {
  /** Allowed local error of a step: ‖error‖ ≤ tolerance × max(1, ‖w‖), Euclidean norms. */
  readonly tolerance: number;
  /** Steps of this length whatever the error, where given. */
  readonly fixedStep?: number | null;
}

/** The radius is estimated anew after so many accepted steps, and after a rejection; one or two evaluations each time. */
const radiusEvery = 8;
const radiusTolerance = 0.01;
/** The estimate is from below, and the sharpness may rise before the next one. */
const radiusSafety = 1.1;
/** A step shorter than this fraction of the time is no step. */
const leastStep = 1e-14;

/** Starts an integration of ẇ = velocity(w) at the Point, from time 0. */
export function integrate(
  method: Method,
  velocity: Velocity,
  point: Point,
  { tolerance, fixedStep = null }: IntegrateOptions,
): Integration {
  const size = point.parameters.length;
  const statistics = { accepted: 0, rejected: 0, evaluations: 0, radiusEvaluations: 0, largestStages: 0, errorEstimate: 0 };
  const vectors = {
    from: Float64Array.from(point.parameters),
    fromVelocity: new Float64Array(size),
    to: new Float64Array(size),
    toVelocity: new Float64Array(size),
    error: new Float64Array(size),
  };
  const { from, fromVelocity, to, toVelocity, error } = vectors;
  const visit = (at: Point, w: Float64Array, out: Float64Array): void => {
    at.parameters.set(w);
    at.moved();
    velocity(at, out);
    statistics.evaluations++;
  };
  // Stages have a Point of their own: what is known at the run's Point stays known, and steps end there.
  const stagePoint = new Point(point.objective, point.parameters);
  const evaluate = (w: Float64Array, out: Float64Array): void => visit(stagePoint, w, out);
  const stepper = method.open(vectors, evaluate, () => visit(point, to, toVelocity));
  const controller = predictiveController(method.errorOrder, method.largestGrowth);
  const chooser = stageChooser(method);
  const { arithmetic } = point.objective;
  const follower = spectralRadius(size, evaluate, arithmetic && Math.sqrt(2 * arithmetic.roundoff));
  let radius = 0;
  let radiusAge = radiusEvery;
  let proposed = 0;
  let time = 0;

  function begin(): void {
    velocity(point, fromVelocity);
    statistics.evaluations++;
    refreshRadius();
    const reach = (0.01 * Math.max(1, norm(from))) / norm(fromVelocity);
    proposed = fixedStep ?? Math.min(radius > 0 ? 1 / radius : Infinity, reach < Infinity ? reach : 1);
  }

  // Fixed steps with fixed stages do not depend on it.
  const needsRadius = fixedStep === null || method.fewestStages < method.mostStages;

  function refreshRadius(): void {
    radiusAge = 0;
    if (!needsRadius) return;
    const before = statistics.evaluations;
    radius = radiusSafety * follower.estimate(from, fromVelocity, radiusTolerance);
    statistics.radiusEvaluations += statistics.evaluations - before;
  }

  function accept(h: number, excess: number, landing: number | null): void {
    stepper.accepted?.(h);
    statistics.accepted++;
    statistics.errorEstimate = Math.max(statistics.errorEstimate, excess);
    time = landing ?? time + h;
    from.set(to);
    fromVelocity.set(toVelocity);
    radiusAge++;
    if (fixedStep !== null) return;
    const next = h * controller.accepted(h, excess);
    // A step cut short to land on a time does not hold back the next one.
    proposed = h < proposed && next >= h ? Math.max(proposed, next) : next;
  }

  function reject(h: number, excess: number): void {
    statistics.rejected++;
    point.parameters.set(from);
    point.moved();
    const blownUp = !Number.isFinite(excess) || !isFiniteVector(to);
    if (radiusAge > 0) refreshRadius();
    proposed = blownUp ? h / 10 : h * controller.rejected(excess);
    if (fixedStep !== null || proposed < leastStep * Math.max(1, Math.abs(time))) {
      throw new NumericalError(`the flow left the finite numbers, or no step meets the tolerance, at time ${time}`, statistics.accepted);
    }
  }

  function advance(untilTime: number): void {
    if (!(untilTime > time)) return;
    if (proposed === 0) begin();
    else if (radiusAge >= radiusEvery) refreshRadius();
    for (;;) {
      const rest = untilTime - time;
      let h = fixedStep ?? chooser.cheapest(Math.min(proposed, chooser.longest(radius)), radius);
      const landing = h >= rest * (1 - 1e-9) ? untilTime : null;
      if (landing !== null) h = rest;
      else if (fixedStep === null && h > rest / 2) h = rest / 2;
      const stages = chooser.fewest(h * radius);
      statistics.largestStages = Math.max(statistics.largestStages, stages);
      stepper.take(h, stages);
      const excess = norm(error) / (tolerance * Math.max(1, norm(from)));
      if (excess <= 1 || (fixedStep !== null && isFiniteVector(to))) return accept(h, excess, landing);
      reject(h, excess);
    }
  }

  return {
    get step() {
      return statistics.accepted;
    },
    get time() {
      return time;
    },
    statistics,
    advance,
  };
}
