import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { eigenSystem } from "../../src/kernel/symmetric.ts";
import { dot } from "../../src/kernel/vector.ts";
import { trajectoryPlane } from "../../src/measure/trajectoryPlane.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";

const size = 12;
const random = openRandom(2, "data");
const diagonal = Array.from({ length: size }, (_, i) => 0.5 + i);
const objective = quadratic.objective(quadratic({ matrix: diagonal.map((value, i) => diagonal.map((_, j) => (i === j ? value : 0))) }));
/** Places whose spread falls from parameter to parameter, mixed so that no axis is an eigenvector. */
const places = (count: number): Float64Array[] =>
  Array.from({ length: count }, () => {
    const raw = Float64Array.from({ length: size }, (_, i) => random.normal() / (1 + i));
    return raw.map((value, i) => value + 0.5 * raw[(i + 1) % size] + 2);
  });

/** The eigenvectors of the covariance matrix, P × P, about an origin. */
function dense(all: readonly Float64Array[], origin: Float64Array) {
  const covariance = new Float64Array(size * size);
  for (const place of all)
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) covariance[i * size + j] += ((place[i] - origin[i]) * (place[j] - origin[j])) / all.length;
  return eigenSystem(covariance, size);
}

const meanOf = (all: readonly Float64Array[]): Float64Array =>
  all[0].map((_, p) => all.reduce((sum, place) => sum + place[p], 0) / all.length);

describe("the plane of paths", () => {
  test.each([7, 40])("is spanned by the leading eigenvectors of the covariance matrix of all %s places", (count) => {
    const all = places(count);
    const { directions, explained, variances, origin } = trajectoryPlane(objective, [all.slice(0, 3), all.slice(3)], { components: 3 });
    const { values, vectors } = dense(all, meanOf(all));
    const total = values.reduce((sum, value) => sum + value, 0);
    directions.forEach((direction, k) => {
      expect(Math.abs(dot(direction, vectors.slice(k * size, (k + 1) * size)))).toBeCloseTo(1, 10);
      expect(Math.abs(variances[k] / values[k] - 1)).toBeLessThan(1e-10);
      expect(explained[k]).toBeCloseTo(values[k] / total, 10);
      directions.forEach((other, j) => expect(dot(direction, other)).toBeCloseTo(j === k ? 1 : 0, 13));
    });
    expect(variances).toHaveLength(Math.min(count - 1, size));
    expect(origin).toEqual(meanOf(all));
  });

  test("about the last place, as Li et al. 2018 take it, is spanned by the right singular vectors of the differences from it", () => {
    const all = places(9);
    const { directions, paths } = trajectoryPlane(objective, [all], { origin: all[8] });
    const { vectors } = dense(all, all[8]);
    directions.forEach((direction, k) => expect(Math.abs(dot(direction, vectors.slice(k * size, (k + 1) * size)))).toBeCloseTo(1, 10));
    expect(Array.from(paths[0].coordinates[8])).toEqual([0, 0]);
  });

  test("leaves of every place what it does not explain, as the distance from it", () => {
    const all = places(10);
    const { paths, variances, explained } = trajectoryPlane(objective, [all]);
    const square = paths[0].offPlane.reduce((sum, value) => sum + value * value, 0) / all.length;
    const left = variances.slice(2).reduce((sum, value) => sum + value, 0);
    expect(square).toBeCloseTo(left, 12);
    const total = variances.reduce((sum, value) => sum + value, 0);
    expect(left / total).toBeCloseTo(1 - explained[0] - explained[1], 12);
  });

  test("gives the loss on the path and at its foot in the plane", () => {
    const all = places(10);
    const { paths, directions, origin } = trajectoryPlane(objective, [all]);
    const [path] = paths;
    const closed = (w: Float64Array): number => w.reduce((sum, value, i) => sum + (diagonal[i] * value * value) / 2, 0);
    all.forEach((place, i) => {
      const foot = origin.map((value, p) => value + path.coordinates[i][0] * directions[0][p] + path.coordinates[i][1] * directions[1][p]);
      expect(path.losses[i]).toBeCloseTo(closed(place), 10);
      expect(path.planeLosses[i]).toBeCloseTo(closed(foot), 10);
      expect(path.planeLosses[i]).not.toBeCloseTo(path.losses[i], 10);
    });
  });

  test("of paths that lie in a plane hides nothing", () => {
    const [a, b, c] = places(3);
    const flat = Array.from({ length: 30 }, (_, i) => a.map((value, p) => value + i * b[p] + i * i * 0.1 * c[p]));
    const { paths, explained } = trajectoryPlane(objective, [flat]);
    expect(explained[0] + explained[1]).toBeCloseTo(1, 12);
    expect(Math.max(...paths[0].offPlane)).toBeLessThan(1e-10);
  });

  test("refuses what spans no plane", () => {
    const [a, b] = places(2);
    expect(() => trajectoryPlane(objective, [])).toThrow("paths: hold no place");
    expect(() => trajectoryPlane(objective, [[a, b]])).toThrow("components: is 2, but the places span only 1 directions");
    expect(() => trajectoryPlane(objective, [[a, a]], { components: 1 })).toThrow("span only 0 directions");
    expect(() => trajectoryPlane(objective, [[a, [1, 2]]])).toThrow("paths.0.1: has 2 entries, but the objective has 12 parameters");
    expect(() => trajectoryPlane(objective, [[a, b]], { origin: a.map(() => NaN) })).toThrow("origin: has an entry that is not finite");
    expect(() => trajectoryPlane(objective, [[a, b]], { components: 0 })).toThrow("components: is 0");
  });
});
