import { expect, test } from "vitest";
import { counted, noCost } from "../../src/objective/counted.ts";
import { Point } from "../../src/objective/point.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(3, 4);

test("a point that follows another has what is known there for nothing, and leaves the other as it is", () => {
  const other = new Point(objective, start);
  const [loss, gradient] = [other.loss, Array.from(other.gradient)];
  const known = [other.gradientNormSquared, other.leadingEigenvalue(), other.smallestEigenpairs().values[0], ...other.hessian()];
  const cost = noCost();
  const follower = new Point(counted(objective, cost), new Float64Array(objective.size));
  expect(follower.loss).not.toBe(loss);
  const before = { ...cost };
  follower.follow(other);
  expect([follower.loss, Array.from(follower.gradient)]).toEqual([loss, gradient]);
  expect([
    follower.gradientNormSquared,
    follower.leadingEigenvalue(),
    follower.smallestEigenpairs().values[0],
    ...follower.hessian(),
  ]).toEqual(known);
  expect(cost).toEqual(before);
  follower.parameters.fill(0);
  follower.moved();
  follower.hessian();
  expect([other.loss, Array.from(other.gradient), ...other.hessian()]).toEqual([loss, gradient, ...known.slice(3)]);
});

test("what is not known there it finds by itself", () => {
  const other = new Point(objective, start);
  const follower = new Point(objective, new Float64Array(objective.size));
  follower.follow(other);
  expect(follower.loss).toBe(other.loss);
  expect(follower.leadingEigenvalue(1e-8)).toBeCloseTo(new Point(objective, start).leadingEigenvalue(1e-8), 10);
});
