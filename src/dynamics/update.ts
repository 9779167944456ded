import { NumericalError, SpecError } from "../spec/errors.ts";

/**
 * w ← w − ηd in place. Throws NumericalError with the number of the step when a parameter leaves the finite numbers: a sum of
 * x − x is 0 exactly when every x is finite. Four sums, so that none waits for the one before.
 */
export function descend(parameters: Float64Array, direction: Float64Array, stepSize: number, step: number): void {
  const size = parameters.length;
  const whole = size & ~3;
  let spoiled0 = 0;
  let spoiled1 = 0;
  let spoiled2 = 0;
  let spoiled3 = 0;
  let i = 0;
  for (; i < whole; i += 4) {
    const w0 = parameters[i] - stepSize * direction[i];
    const w1 = parameters[i + 1] - stepSize * direction[i + 1];
    const w2 = parameters[i + 2] - stepSize * direction[i + 2];
    const w3 = parameters[i + 3] - stepSize * direction[i + 3];
    parameters[i] = w0;
    parameters[i + 1] = w1;
    parameters[i + 2] = w2;
    parameters[i + 3] = w3;
    spoiled0 += w0 - w0;
    spoiled1 += w1 - w1;
    spoiled2 += w2 - w2;
    spoiled3 += w3 - w3;
  }
  for (; i < size; i++) {
    parameters[i] -= stepSize * direction[i];
    spoiled0 += parameters[i] - parameters[i];
  }
  if (spoiled0 + spoiled1 + (spoiled2 + spoiled3) !== 0) throw divergence("a parameter", step);
}

/** What to throw when something stops being a finite number. */
export function divergence(what: string, step: number): NumericalError {
  return new NumericalError(`${what} is no longer finite: a smaller step size may help`, step);
}

/** Turns a gradient into the direction of the step, in place or into a buffer of its own. */
export type Direction = (gradient: Float64Array) => Float64Array;

/**
 * PyTorch's momentum: v ← βv + g, direction v; Nesterov: direction g + βv. v starts at 0 and neither damping nor weight decay is used.
 * Without momentum the direction is the gradient itself. Throws SpecError for Nesterov's form without momentum, which would be plain descent.
 */
export function momentumDirection(
  size: number,
  options: { readonly momentum?: number | undefined; readonly nesterov?: boolean | undefined },
): Direction {
  const { momentum = 0, nesterov = false } = options;
  if (nesterov && momentum === 0)
    throw new SpecError("nesterov", "Nesterov's form needs a momentum above 0: give one, or leave nesterov out");
  if (momentum === 0) return (gradient) => gradient;
  const velocity = new Float64Array(size);
  const direction = nesterov ? new Float64Array(size) : velocity;
  return (gradient) => {
    for (let i = 0; i < velocity.length; i++) velocity[i] = momentum * velocity[i] + gradient[i];
    if (nesterov) for (let i = 0; i < velocity.length; i++) direction[i] = gradient[i] + momentum * velocity[i];
    return direction;
  };
}
