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
  /** Filled by `arrive`: f at the end of the step. */
  readonly toVelocity: Float64Array;
  /** Written by the method: an estimate of the local error. */
  readonly error: Float64Array;
}

/** A method at work on one integration. */
export interface Stepper {
  /** A step of length h with so many stages: fills `to`, calls `arrive` once, then fills `error`. */
  take(h: number, stages: number): void;
  /** Told when the step of length h was accepted, before `from` becomes `to`: methods with a memory note it. */
  accepted?(h: number): void;
}

/** An explicit integration method with an estimate of its local error. */
export interface Method {
  /** Order of the solution that is carried on. */
  readonly order: number;
  /** The error estimate falls like h to this power. */
  readonly errorOrder: number;
  /** The range of the number of stages; the two are equal where it is fixed. */
  readonly fewestStages: number;
  readonly mostStages: number;
  /** A step is at most this times the one before. */
  readonly largestGrowth: number;
  /** Length of the real stability interval with so many stages: h × (spectral radius) may not exceed it. Never falls with the stages. */
  interval(stages: number): number;
  /** Makes the workspaces for one integration. `arrive` moves the flow to `to` and evaluates `toVelocity` there. */
  open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper;
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
