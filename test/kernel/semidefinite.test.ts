import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { pairs, solveComplementarity } from "../../src/kernel/semidefinite.ts";

const weightOf = ([i, j]: readonly [number, number]): number => (i === j ? 1 : 2);

/** A problem whose solution is known: X = Σ a_i q_i q_iᵀ over the first `rank` of an orthonormal frame, R over the others; unique where Q is definite. */
function planted(k: number, rank: number, seed: number) {
  const random = openRandom(seed, "data");
  const frame: Float64Array[] = [];
  for (let i = 0; i < k; i++) {
    const v = new Float64Array(k);
    random.normals(v);
    for (const q of frame) {
      const along = q.reduce((sum, x, a) => sum + x * v[a], 0);
      q.forEach((x, a) => (v[a] -= along * x));
    }
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    frame.push(v.map((x) => x / length));
  }
  const entries = pairs(k);
  const d = entries.length;
  const upper = (coefficients: readonly number[]): Float64Array =>
    Float64Array.from(entries, ([i, j]) => frame.reduce((sum, q, n) => sum + coefficients[n] * q[i] * q[j], 0));
  const solution = upper(frame.map((_, n) => (n < rank ? 0.3 + n : 0)));
  const slack = upper(frame.map((_, n) => (n < rank ? 0 : 0.2 + n)));
  // The Gram matrix of d vectors of length 2d.
  const thirds = entries.map(() => {
    const t = new Float64Array(2 * d);
    random.normals(t);
    return t;
  });
  const operator = new Float64Array(d * d);
  for (let p = 0; p < d; p++) for (let q = 0; q < d; q++) operator[p * d + q] = thirds[p].reduce((sum, x, a) => sum + x * thirds[q][a], 0);
  const constant = slack.map((value, p) => {
    let image = 0;
    for (let q = 0; q < d; q++) image += operator[p * d + q] * weightOf(entries[q]) * solution[q];
    return value - image;
  });
  return { k, constant, operator, solution, slack };
}

const apart = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((value, p) => Math.abs(value - b[p])));

describe("the complementarity problem 0 ⪯ X ⟂ C + Q[X] ⪰ 0", () => {
  test.for([
    { k: 1, rank: 0 },
    { k: 1, rank: 1 },
    { k: 2, rank: 0 },
    { k: 2, rank: 1 },
    { k: 2, rank: 2 },
    { k: 3, rank: 1 },
    { k: 3, rank: 2 },
    { k: 4, rank: 2 },
    { k: 6, rank: 3 },
  ])("of $k × $k matrices is solved by a planted X of rank $rank", ({ k, rank }) => {
    for (let seed = 0; seed < 5; seed++) {
      const problem = planted(k, rank, 100 * k + 10 * rank + seed);
      const found = solveComplementarity(problem)!;
      const size = Math.max(...problem.constant.map(Math.abs));
      expect(apart(found.solution, problem.solution)).toBeLessThan(1e-7);
      expect(apart(found.slack, problem.slack) / size).toBeLessThan(1e-7);
      expect(found.residual).toBeLessThan(1e-9);
    }
  });

  test("with diagonal C and Q is one problem for each entry: X_ii = max(0, −C_ii / Q_ii)", () => {
    const operator = Float64Array.of(2, 0, 0, 0, 1, 0, 0, 0, 4);
    const { solution } = solveComplementarity({ k: 2, constant: Float64Array.of(-3, 0, -1), operator })!;
    expect(apart(solution, Float64Array.of(1.5, 0, 0.25))).toBeLessThan(1e-10);
  });

  test("does not change when the basis is turned", () => {
    const { constant, operator } = planted(2, 1, 5);
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    // E ↦ GᵀEG on upper triangles, by columns of unit matrices with halves off the diagonal.
    const turn = (m: Float64Array): Float64Array => {
      const [a, b, d] = m;
      return Float64Array.of(
        c * c * a + 2 * c * s * b + s * s * d,
        -c * s * a + (c * c - s * s) * b + c * s * d,
        s * s * a - 2 * c * s * b + c * c * d,
      );
    };
    const rows = [0, 1, 2].map((p) => turn(operator.slice(3 * p, 3 * p + 3)));
    const columns = [0, 1, 2].map((q) => turn(Float64Array.of(rows[0][q], rows[1][q], rows[2][q])));
    const turned = Float64Array.from([0, 1, 2].flatMap((p) => [0, 1, 2].map((q) => columns[q][p])));
    const here = solveComplementarity({ k: 2, constant, operator })!.solution;
    const there = solveComplementarity({ k: 2, constant: turn(constant), operator: turned })!.solution;
    expect(apart(turn(here), there)).toBeLessThan(1e-7);
  });

  test("has no solution where C has a negative direction that Q does not reach", () => {
    expect(solveComplementarity({ k: 1, constant: Float64Array.of(-1), operator: Float64Array.of(0) })).toBeNull();
    const operator = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0);
    expect(solveComplementarity({ k: 2, constant: Float64Array.of(1, 0, -1), operator })).toBeNull();
  });
});
