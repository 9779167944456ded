import { expect, test } from "vitest";
import { bracketedRoot } from "../../src/kernel/bracketedRoot.ts";

const find = (f: (x: number) => number, a: number, b: number, tolerance = 1e-12, most = 60) =>
  bracketedRoot(f, { x: a, value: f(a) }, { x: b, value: f(b) }, tolerance, most);

test.each([
  ["a cubic", (x: number) => x ** 3 - 2, 0, 4, Math.cbrt(2)],
  ["a steep exponential", (x: number) => Math.exp(12 * x) - 3, -1, 2, Math.log(3) / 12],
  ["a multiple root's neighbour", (x: number) => (x - 1) ** 9, 0, 3, 1],
  ["a falling function", (x: number) => Math.cos(x), 0, 3, Math.PI / 2],
])("the bracket of %s holds its root and is as narrow as asked for", (_name, f, a, b, root) => {
  const found = find(f, a, b, 1e-9);
  const [low, high] = [found.root, found.other].toSorted((x, y) => x - y);
  expect(high - low).toBeLessThanOrEqual(1e-9 * Math.abs(found.root));
  expect(low).toBeLessThanOrEqual(root + 1e-15);
  expect(high).toBeGreaterThanOrEqual(root - 1e-15);
});

test("takes fewer evaluations than halving, which needs 33 for 1e-10 here", () => {
  const { evaluations } = find((x) => Math.exp(x) - 2, 0, 1, 1e-10);
  expect(evaluations).toBeLessThan(12);
});

test("finds the root of a straight line by its first chord, and stops after the evaluations that it may take", () => {
  expect(find((x) => 3 * x - 2, 0, 5, 1e-12, 1).root).toBeCloseTo(2 / 3, 15);
  expect(find((x) => x ** 9 - 1e-3, 0, 5, 1e-12, 4).evaluations).toBe(4);
});
