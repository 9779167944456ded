import { descendVector } from "../kernel/descend.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";

/** w ← w − ηd in place. Throws NumericalError with the number of the step when a parameter leaves the finite numbers. */
export function descend(parameters: Float64Array, direction: Float64Array, stepSize: number, step: number): void {
  if (!descendVector(parameters, direction, stepSize)) throw divergence("a parameter", step);
}

/** What to throw when something stops being a finite number. */
export function divergence(what: string, step: number): NumericalError {
  return new NumericalError(`${what} is no longer finite: a smaller step size may help`, step);
}

/** Turns a gradient into the direction of the step, in place or into a buffer of its own. */
export type Direction = (gradient: Float64Array) => Float64Array;

/**
 * PyTorch's momentum: v ← βv + g, direction v; Nesterov: direction g + βv. v starts at 0 and neither damping nor weight decay is used.
 * Null without momentum, where the direction is the gradient itself. Throws SpecError for Nesterov's form without momentum, which would be plain descent.
 */
export function momentumDirection(
  size: number,
  options: { readonly momentum?: number | undefined; readonly nesterov?: boolean | undefined },
): Direction | null {
  const { momentum = 0, nesterov = false } = options;
  if (nesterov && momentum === 0)
    throw new SpecError("nesterov", "Nesterov's form needs a momentum above 0: give one, or leave nesterov out");
  if (momentum === 0) return null;
  const velocity = new Float64Array(size);
  const direction = nesterov ? new Float64Array(size) : velocity;
  return (gradient) => {
    for (let i = 0; i < velocity.length; i++) velocity[i] = momentum * velocity[i] + gradient[i];
    if (nesterov) for (let i = 0; i < velocity.length; i++) direction[i] = gradient[i] + momentum * velocity[i];
    return direction;
  };
}
