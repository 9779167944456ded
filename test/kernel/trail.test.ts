import { describe, expect, test } from "vitest";
import { Trail } from "../../src/kernel/trail.ts";

/** A unit vector in the plane at this angle, turned over where `flip`. */
const at = (angle: number, flip = false): Float64Array => Float64Array.of(Math.cos(angle), Math.sin(angle)).map((x) => (flip ? -x : x));

function errorOfGuess(angle: (step: number) => number, steps: number): number {
  const trail = new Trail(2);
  for (let step = 0; step < steps; step++) trail.push(at(angle(step), step % 3 === 1));
  const guess = trail.guess();
  const next = at(angle(steps));
  const sign = guess[0] * next[0] + guess[1] * next[1] < 0 ? -1 : 1;
  return Math.max(Math.abs(guess[0] - sign * next[0]), Math.abs(guess[1] - sign * next[1]));
}

describe("the trail of an eigenvector", () => {
  test("guesses the last vector at first, and where it rests", () => {
    expect(errorOfGuess((step) => 0.3 * step, 1)).toBeLessThanOrEqual(0.3);
    expect(errorOfGuess(() => 0.3, 6)).toBe(0);
  });

  test("guesses a steady drift to second order", () => {
    expect(errorOfGuess((step) => 0.01 * step, 6)).toBeLessThan(1.01e-4);
  });

  test("guesses a cycle of two, at rest and drifting", () => {
    expect(errorOfGuess((step) => (step % 2) * 0.2, 6)).toBeLessThan(1e-15);
    expect(errorOfGuess((step) => (step % 2) * 0.2 + 0.001 * step, 8)).toBeLessThan(1e-5);
  });

  test("begins anew where a vector is nearly orthogonal to the last", () => {
    const trail = new Trail(2);
    for (let step = 0; step < 5; step++) trail.push(at(0.05 * step));
    trail.push(at(2));
    expect(trail.guess()).toBe(trail.latest);
    expect(trail.latest.map(Math.abs)).toEqual(at(2).map(Math.abs));
  });
});
