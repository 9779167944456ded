import type { Targets } from "./family.ts";

/** Whether the targets are classes: one-hot rows, or ±1 where there is one a row. */
export function nameClasses({ count, outputs, y }: Targets): boolean {
  if (outputs === 1) return y.every((value) => value === 1 || value === -1);
  for (let i = 0; i < count; i++) {
    let ones = 0;
    for (let at = i * outputs; at < (i + 1) * outputs; at++) {
      if (y[at] === 1) ones++;
      else if (y[at] !== 0) return false;
    }
    if (ones !== 1) return false;
  }
  return true;
}

/** How many examples have the largest output where the largest target is, or, with one output, the sign of the target. */
export function countRight(outputs: ArrayLike<number>, { count, outputs: width, y }: Targets): number {
  let right = 0;
  for (let i = 0; i < count; i++) {
    if (width === 1) right += outputs[i] * y[i] > 0 ? 1 : 0;
    else right += argmax(outputs, i * width, width) === argmax(y, i * width, width) ? 1 : 0;
  }
  return right;
}

function argmax(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (values[start + k] > values[start + best]) best = k;
  return best;
}
