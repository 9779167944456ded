import { expect, test } from "vitest";
import { distanceTo, emptyTrace, firstReached, type Trace } from "../../src/explorer/trace.ts";
import { nearest } from "../../src/explorer/chart.ts";

/** A path in the plane with a loss at each place. */
function path(rows: readonly (readonly [time: number, loss: number, x: number, y: number])[]): Trace {
  const trace = emptyTrace();
  for (const [time, loss, x, y] of rows) {
    trace.placeTime.push(time);
    trace.placeLoss.push(loss);
    trace.places.push(Float64Array.of(x, y));
  }
  return trace;
}

const line = path([
  [0, 1, 0, 0],
  [1, 0.1, 1, 0],
  [2, 0.01, 2, 0],
]);

test("distances at equal time are taken to the point between two places of the reference", () => {
  const { x, y } = distanceTo(
    line,
    path([
      [0, 1, 0, 0],
      [0.5, 1, 0.5, 3],
      [1.25, 1, 1.25, -4],
      [3, 1, 9, 9],
    ]),
    "time",
  );
  expect(x).toEqual([0, 0.5, 1.25]);
  expect(y).toEqual([0, 3, 4]);
});

test("distances at equal loss are taken where each first reaches it, in the logarithm of the loss", () => {
  const { x, y } = distanceTo(
    line,
    path([
      [0, 1, 0, 0],
      [7, Math.sqrt(0.1), 0.5, 2],
      [8, 0.9, 50, 50],
      [9, 0.1, 1, 1],
    ]),
    "loss",
  );
  expect(x).toEqual([1, Math.sqrt(0.1), 0.1]);
  y.forEach((value, i) => expect(value).toBeCloseTo([0, 2, 1][i], 12));
});

test("distances grow with their runs as if they had been computed at once", () => {
  const run = path([[0, 1, 0, 1]]);
  const reference = path([[0, 1, 0, 0]]);
  expect(distanceTo(reference, run, "time").y).toEqual([1]);
  run.placeTime.push(1, 2);
  run.placeLoss.push(1, 1);
  run.places.push(Float64Array.of(1, 2), Float64Array.of(2, 3));
  expect(distanceTo(reference, run, "time").y).toEqual([1]);
  reference.placeTime.push(2);
  reference.placeLoss.push(1);
  reference.places.push(Float64Array.of(2, 0));
  expect(distanceTo(reference, run, "time").y).toEqual([1, 2, 3]);
});

test("a level counts as reached where the loss is lower than ever before", () => {
  expect(firstReached([3, 2, 2.5, null, 2, 1])).toEqual([0, 1, 5]);
});

test("the nearest of rising and of falling values is found", () => {
  expect([-1, 0.4, 0.6, 2.6, 9].map((value) => nearest([0, 1, 2, 3], value))).toEqual([0, 0, 1, 3, 3]);
  expect([9, 2.6, 0.4].map((value) => nearest([3, 2, 1, 0], value))).toEqual([0, 0, 3]);
  expect(nearest([], 1)).toBe(-1);
});
