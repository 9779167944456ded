import { describe, expect, test } from "vitest";
import {
  cos,
  erf,
  exp,
  expm1,
  log,
  log1p,
  normalCdf,
  normalDensity,
  pow,
  sigmoid,
  sin,
  softplus,
  tanh,
} from "../../src/kernel/elementary.ts";
import { largestError, neighbour, references } from "./elementaryReferences.ts";

const unary = { exp, expm1, log, log1p, tanh, sigmoid, softplus, sin, cos, erf, normalDensity, normalCdf };
const all = { ...unary, pow };

/** The documented bounds, in ulp. */
const bounds = {
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  tanh: 1,
  sigmoid: 2,
  softplus: 2,
  sin: 1,
  cos: 1,
  erf: 2,
  normalDensity: 2,
  normalCdf: 2,
  pow: 1,
} as const;
type Name = keyof typeof bounds;
const names = Object.keys(bounds) as Name[];

describe("against references of 60 digits over the whole range", () => {
  test.each(names)("%s keeps its documented bound", (name) => {
    expect(references(name).length).toBeGreaterThan(1000);
    expect(largestError(name, all[name])).toBeLessThan(bounds[name]);
  });
});

describe("special values", () => {
  const inf = Infinity;
  const cases: Record<keyof typeof unary, [number, number][]> = {
    exp: [
      [0, 1],
      [-0, 1],
      [inf, inf],
      [-inf, 0],
      [709.782712893384, 1.7976931348622732e308],
      [709.7827128933841, inf],
      [-745.1332191019411, 5e-324],
      [-745.1332191019412, 0],
      [-1e300, 0],
      [5e-324, 1],
    ],
    expm1: [
      [0, 0],
      [-0, -0],
      [inf, inf],
      [-inf, -1],
      [-1e300, -1],
      [5e-324, 5e-324],
      [-5e-324, -5e-324],
      [709.7827128933841, inf],
      [-40, -1],
    ],
    log: [
      [1, 0],
      [0, -inf],
      [-0, -inf],
      [inf, inf],
      [-1, NaN],
      [-inf, NaN],
      [-5e-324, NaN],
      [5e-324, -744.4400719213812],
      [Number.MAX_VALUE, 709.782712893384],
    ],
    log1p: [
      [0, 0],
      [-0, -0],
      [-1, -inf],
      [inf, inf],
      [-inf, NaN],
      [-1.0000000000000002, NaN],
      [5e-324, 5e-324],
      [-5e-324, -5e-324],
      [Number.MAX_VALUE, 709.782712893384],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [inf, 1],
      [-inf, -1],
      [5e-324, 5e-324],
      [-5e-324, -5e-324],
      [20, 1],
      [-1e300, -1],
      [1e-160, 1e-160],
    ],
    sigmoid: [
      [0, 0.5],
      [-0, 0.5],
      [inf, 1],
      [-inf, 0],
      [40, 1],
      [1e300, 1],
      [-745.2, 0],
      [-745, 5e-324],
    ],
    softplus: [
      [0, Math.LN2],
      [inf, inf],
      [-inf, 0],
      [1e300, 1e300],
      [-745, 5e-324],
      [40, 40],
    ],
    sin: [
      [0, 0],
      [-0, -0],
      [inf, NaN],
      [-inf, NaN],
      [5e-324, 5e-324],
      [-5e-324, -5e-324],
    ],
    cos: [
      [0, 1],
      [-0, 1],
      [inf, NaN],
      [-inf, NaN],
      [5e-324, 1],
    ],
    erf: [
      [0, 0],
      [-0, -0],
      [inf, 1],
      [-inf, -1],
      [6, 1],
      [-1e300, -1],
    ],
    normalDensity: [
      [inf, 0],
      [-inf, 0],
      [1e300, 0],
    ],
    normalCdf: [
      [0, 0.5],
      [inf, 1],
      [-inf, 0],
      [-1e300, 0],
      [1e300, 1],
      [40, 1],
    ],
  };
  test.each(Object.entries(cases))("%s", (name, pairs) => {
    const f = unary[name as keyof typeof unary];
    for (const [x, y] of [...pairs, [NaN, NaN]]) expect(f(x), `${name}(${x})`).toBe(y);
  });

  test("pow has the special cases of Math.pow", () => {
    const values = [
      0,
      -0,
      1,
      -1,
      Infinity,
      -Infinity,
      NaN,
      2,
      -2,
      3,
      -3,
      0.5,
      -0.5,
      1e300,
      -1e300,
      5e-324,
      9007199254740991,
      -9007199254740992,
    ];
    for (const x of values) {
      for (const y of values) {
        const expected = Math.pow(x, y);
        if (Number.isFinite(expected) && Math.abs(expected) !== 1 && expected !== 0) continue;
        expect(pow(x, y), `${x}^${y}`).toBe(expected);
      }
    }
  });
});

describe("exact results", () => {
  test("a power that is a float64 number comes out exactly", () => {
    for (let base = 2n; base <= 1000n; base++) {
      let power = base;
      for (let n = 1; power < 2n ** 53n; n++, power *= base) {
        expect(pow(Number(base), n)).toBe(Number(power));
        expect(pow(-Number(base), n)).toBe(n % 2 === 0 ? Number(power) : -Number(power));
      }
    }
    for (let n = -1074; n <= 1023; n++) expect(pow(2, n) * 2 ** -Math.trunc(n / 2)).toBe(2 ** (n - Math.trunc(n / 2)));
    for (const root of [1.5, 0.75, 12.25, 1025 / 1024]) expect(pow(root * root, 0.5)).toBe(root);
  });

  test("odd and even functions are so in every bit", () => {
    for (const name of ["tanh", "erf", "sin"] as const)
      for (const {
        arguments: [x],
      } of references(name))
        expect(unary[name](-x)).toBe(-unary[name](x));
    for (const name of ["cos", "normalDensity"] as const)
      for (const {
        arguments: [x],
      } of references(name))
        expect(unary[name](-x)).toBe(unary[name](x));
  });

  test("bounded functions stay within their bounds", () => {
    for (const {
      arguments: [x],
    } of [...references("tanh"), ...references("sin"), ...references("normalCdf")]) {
      for (const f of [tanh, sin, cos, erf]) expect(Math.abs(f(x))).toBeLessThanOrEqual(1);
      for (const f of [sigmoid, normalCdf]) expect(f(x) >= 0 && f(x) <= 1).toBe(true);
      for (const f of [exp, softplus, normalDensity]) expect(f(x)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("next to the points where the formulas change", () => {
  const half = Math.LN2 / 128;
  const places: [string, (x: number) => number, number[]][] = [
    ["exp", exp, [half, -half, 3 * half, 127 * half, 1, 708, -708]],
    ["expm1", expm1, [half, -half, 3 * half, -3 * half, 1, 700, -30]],
    ["log", log, [Math.SQRT2, Math.SQRT1_2, 2, 1e-300, 1e300]],
    ["log1p", log1p, [Math.SQRT2 - 1, Math.SQRT1_2 - 1, 1, 1e15]],
    ["tanh", tanh, [1 / 32, 3 / 32, 0.5 + 1 / 32, 1 + 1 / 32, 5 + 1 / 32]],
    ["sin", sin, [Math.PI / 4, 1]],
    ["erf", erf, [0.3, 1]],
    ["normalCdf", normalCdf, [-0.67, 0.67]],
  ];
  test.each(places)("%s rises, but for one unit in the last place", (name, f, at) => {
    for (const place of at) {
      for (let i = -300; i < 300; i++) {
        const here = f(neighbour(place, i));
        const next = f(neighbour(place, i + 1));
        expect(next, `${name} at ${place} + ${i} ulp`).toBeGreaterThanOrEqual(neighbour(here, -1));
      }
    }
  });
});
