import { describe, expect, test } from "vitest";
import { missProbability, stepsToExclude } from "../../src/kernel/exclusion.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { eigenvalues as denseEigenvalues } from "../../src/kernel/symmetric.ts";
import type { MeasureSetting, Value } from "../../src/measure/measure.ts";
import { sharpness } from "../../src/measure/sharpness.ts";
import { chebyshevPolynomial } from "../../src/objective/data/chebyshev.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { diagonalHessian, operatorOf, withSpectrum } from "../support/spectra.ts";

function setting(objective: Objective): MeasureSetting {
  return {
    objective,
    dynamics: noDynamics,
    random: (purpose) => openRandom(0, purpose),
    reference: () => new Float64Array(0),
    shadow: () => undefined,
  };
}

/** Reads sharpness along t = 0, 1, … , steps, where the Hessian is that of w[0] = t. */
function along(objective: Objective, steps: number, options: Parameters<typeof sharpness>[0]): (readonly Value[])[] {
  const read = sharpness.begin(sharpness(options), setting(objective));
  const point = new Point(objective, new Float64Array(objective.size));
  return Array.from({ length: steps + 1 }, (_, step) => {
    point.parameters[0] = step;
    point.moved();
    return read({ point, step, time: step, last: step === steps });
  });
}

const certificates = (rows: (readonly Value[])[]): Value[] => rows.map((row) => row[2]);

describe("sharpness", () => {
  test("is λ_max with a residual that bounds its error, whatever the certificate", () => {
    const n = 90;
    const chosen = Float64Array.from({ length: n }, (_, i) => 8 / (1 + i) - 1);
    const matrix = withSpectrum(chosen, openRandom(1, "data"));
    const objective = {
      ...diagonalHessian(n, () => 0),
      hessianVector: (_w: Float64Array, v: Float64Array, out: Float64Array) => operatorOf(matrix, n)(v, out),
    };
    const exact = denseEigenvalues(matrix, n)[0];
    const claimed = { auto: "probabilistic", dense: "dense", inertia: "inertia", probabilistic: "probabilistic", warm: "warm" } as const;
    for (const certificate of ["auto", "dense", "inertia", "probabilistic", "warm"] as const) {
      const [[value, residual, word, miss]] = along(objective, 0, { certificate, tolerance: 1e-4 });
      expect(value as number).toBeLessThanOrEqual(exact + 1e-13);
      expect(exact - (value as number)).toBeLessThanOrEqual((residual as number) + 1e-13);
      expect(word).toBe(claimed[certificate]);
      expect(miss).toBe(
        {
          probabilistic: missProbability(n, stepsToExclude(n, { fraction: 0.01, probability: 1e-3 }), 0.01),
          dense: 0,
          inertia: 0,
          warm: null,
        }[claimed[certificate]],
      );
    }
  });

  test("is dense for few parameters; for more it is excluded on the first row, the last and every 25th, and says so", () => {
    expect(
      new Set(
        certificates(
          along(
            diagonalHessian(64, (_t, i) => 1 + i),
            5,
            {},
          ),
        ),
      ),
    ).toEqual(new Set(["dense"]));
    const words = certificates(
      along(
        diagonalHessian(65, (_t, i) => 1 + i),
        60,
        {},
      ),
    );
    words.forEach((word, row) => expect(word).toBe(row % 25 === 0 || row === 60 ? "probabilistic" : "warm"));
  });

  test("claims nothing of the followed branch when another jumps past it, and takes the other at the next exclusion", () => {
    const jump = diagonalHessian(400, (t, i) => (i === 0 ? 10 : i === 1 ? (t >= 26 ? 12 : 0) : 1 / i));
    const rows = along(jump, 50, { tolerance: 1e-6 });
    const wrong = rows.filter((row, t) => Math.abs((row[0] as number) - (t >= 26 ? 12 : 10)) > 1e-6);
    for (const row of wrong) expect(row[2]).toBe("warm");
    expect(rows[50]).toMatchObject([expect.closeTo(12, 9), expect.any(Number), "probabilistic", expect.any(Number)]);
    rows.forEach((row) => expect(row[0] as number).toBeLessThanOrEqual(12 + 1e-12));
  });

  test("follows a crossing between exclusions, since the companion is already there", () => {
    const crossing = diagonalHessian(400, (t, i) => (i === 0 ? 10 : i === 1 ? 6 + 0.2 * t : 2 / i));
    const rows = along(crossing, 49, { tolerance: 1e-6, excludeEvery: 1000 });
    rows.slice(25).forEach((row, k) => expect(row[0] as number).toBeCloseTo(Math.max(10, 6 + 0.2 * (25 + k)), 4));
  });

  test("with inertia never misses a larger eigenvalue, on any row", () => {
    const jump = diagonalHessian(80, (t, i) => (i === 0 ? 10 : i === 1 ? (t % 3 === 2 ? 12 : 0) : 1 / i));
    along(jump, 12, { certificate: "inertia" }).forEach((row, t) => {
      expect(row[0] as number).toBeCloseTo(t % 3 === 2 ? 12 : 10, 9);
      expect(row[2]).toBe("inertia");
    });
  });

  test("with inertia handles a multiple largest eigenvalue and the zero Hessian", () => {
    expect(
      along(
        diagonalHessian(70, (_t, i) => (i < 5 ? 3 : -i)),
        0,
        { certificate: "inertia" },
      )[0],
    ).toMatchObject([expect.closeTo(3, 12), expect.any(Number), "inertia", 0]);
    const zero = along(
      diagonalHessian(70, () => 0),
      0,
      { certificate: "inertia" },
    )[0];
    expect(zero[0]).toBe(0);
    expect(zero[1]).toBeLessThan(1e-12);
  });

  test("takes two products a row in between at an unchanging Hessian", () => {
    const objective = diagonalHessian(701, (_t, i) => 10 / (1 + i));
    along(objective, 24, { tolerance: 1e-3, certificate: "warm" });
    expect(objective.products).toBeLessThan(24 * 2 + 20);
  });

  test("along GD on a network of 701 parameters is followed to a few products a row and never above the dense value", () => {
    const count = 20;
    const x = Float64Array.from({ length: count }, (_, i) => -1 + (2 * i) / (count - 1));
    const table = { count, inputs: 1, outputs: 1, x, y: x.map((value) => chebyshevPolynomial(6, value)) };
    const network = mlp.objective(
      mlp({ widths: [1, 30, 20, 1], activation: "tanh" }),
      { train: table },
      { kind: "squared-error", factor: 0.5 },
    );
    const cost = noCost();
    const objective = counted(network, cost);
    const random = openRandom(0, "init");
    const point = new Point(
      objective,
      new Float64Array(objective.size).map(() => 0.4 * random.normal()),
    );
    const [follow, know] = [{ tolerance: 1e-3 }, { certificate: "dense" as const }].map((options) =>
      sharpness.begin(sharpness(options), setting(objective)),
    );
    let products = 0;
    for (let step = 0; step <= 100; step++) {
      const before = cost.hessianVectors;
      const [value, residual] = follow({ point, step, time: step, last: step === 100 }) as number[];
      products += cost.hessianVectors - before;
      const exact = step % 20 === 7 ? (know({ point, step, time: step, last: false })[0] as number) : value;
      expect(value).toBeLessThanOrEqual(exact * (1 + 1e-12));
      expect(exact - value).toBeLessThanOrEqual(residual + 1e-12 * exact);
      point.gradient.forEach((slope, i) => (point.parameters[i] -= 0.1 * slope));
      point.moved();
    }
    // Five exclusions of at most 57 products (rows 0, 25, 50, 75, 100) and 96 rows followed.
    expect(products).toBeLessThan(5 * 57 + 96 * 3);
  });

  test("is null where the Hessian is not finite, and is measured again afterwards", () => {
    const rows = along(
      diagonalHessian(100, (t, i) => (t === 2 ? NaN : 1 + i)),
      4,
      {},
    );
    expect(rows[2]).toEqual([null, null, null, null]);
    expect(rows[3][0]).toBeCloseTo(100, 9);
  });

  test("is λ_max of a negative definite Hessian too", () => {
    expect(
      along(
        diagonalHessian(100, (_t, i) => -1 - i),
        0,
        {},
      )[0][0],
    ).toBeCloseTo(-1, 9);
    expect(
      along(
        diagonalHessian(1, () => -2),
        0,
        {},
      )[0],
    ).toMatchObject([-2, expect.any(Number), "dense", 0]);
  });

  test("refuses to keep a Hessian of more than 5,000 parameters, and names what serves instead", () => {
    const large = diagonalHessian(5001, () => 1);
    for (const certificate of ["dense", "inertia"] as const)
      expect(() => along(large, 0, { certificate })).toThrow(/for 5001 use "probabilistic"/);
  });

  test("refuses options that mean nothing", () => {
    expect(() => sharpness({ tolerance: 0 })).toThrow(/tolerance/);
    expect(() => sharpness({ certificate: "certain" as "auto" })).toThrow(/certificate/);
    expect(() => sharpness({ fraction: 2 })).toThrow(/fraction/);
  });
});
