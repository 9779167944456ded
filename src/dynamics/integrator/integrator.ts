import type { Point } from "../../objective/point.ts";

/** The right-hand side of ẇ = f(w): writes f at the Point into `out`. */
export type Velocity = (point: Point, out: Float64Array) => void;

/** The same as a function of a vector; integrators evaluate their stages through it. */
export type Evaluate = (w: Float64Array, out: Float64Array) => void;

/** What one step reads and writes. All vectors have the length of the parameters and belong to the integration. */
export interface StepVectors {
  /** w at the start of the step. */
  readonly from: Float64Array;
  /** f(w) at the start of the step. */
  readonly fromVelocity: Float64Array;
  /** Written by the method: w at the end of the step. */
  readonly to: Float64Array;
  /** Written by the method through `arrive`: f at the end of the step. */
  readonly toVelocity: Float64Array;
  /** Written by the method: an estimate of the local error. */
  readonly error: Float64Array;
}

/** How a method takes one step. Takes `stages` stages over `h`; must fill `to`, call `arrive()` once, and fill `error`. */
export type TakeStep = (h: number, stages: number) => void;

/** A one-step explicit Runge-Kutta method with an estimate of its local error. */
export interface Method {
  readonly kind: string;
  /** Order of the solution that is carried on. */
  readonly order: number;
  /** The error estimate falls like h to this power. */
  readonly errorOrder: number;
  /** Length of the real stability interval with so many stages: h × (spectral radius) may not exceed it. */
  interval(stages: number): number;
  /** Evaluations of the right-hand side that a step with so many stages costs. */
  evaluations(stages: number): number;
  readonly fewestStages: number;
  readonly mostStages: number;
  /** Makes the workspaces for one integration. `arrive` moves the flow to `to` and evaluates `toVelocity` there. */
  open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): TakeStep;
}

/** What an integration has cost and met so far. */
export interface IntegratorStatistics {
  readonly accepted: number;
  readonly rejected: number;
  /** Evaluations of the right-hand side, those for the spectral radius included. */
  readonly evaluations: number;
  /** Those spent on the spectral radius alone. */
  readonly radiusEvaluations: number;
  /** Largest number of stages that a step has had. */
  readonly largestStages: number;
  /** Largest estimate of the local error of an accepted step, in units of what the tolerance allows (≤ 1). */
  readonly errorEstimate: number;
}

/** The behaviour of a member of the family `integrator`. */
export interface IntegratorBehaviour<Spec> {
  method(spec: Spec): Method;
  /** A step length that is kept whatever the error, where the spec asks for one. */
  fixedStep?(spec: Spec): number | null;
}
