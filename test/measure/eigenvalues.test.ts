import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { eigenvalues } from "../../src/measure/eigenvalues.ts";
import type { MeasureSetting, Value } from "../../src/measure/measure.ts";
import { smallestEigenvalue } from "../../src/measure/smallestEigenvalue.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { diagonalHessian, operatorOf, withSpectrum } from "../support/spectra.ts";

const setting = (objective: Objective): MeasureSetting => ({
  objective,
  dynamics: noDynamics,
  random: (purpose) => openRandom(0, purpose),
  reference: () => new Float64Array(0),
  shadow: () => undefined,
});

function withHessian(chosen: Float64Array): Objective {
  const n = chosen.length;
  const matrix = withSpectrum(chosen, openRandom(n, "data"));
  return { ...diagonalHessian(n, () => 0), hessianVector: (_w, v, out) => operatorOf(matrix, n)(v, out) };
}

const at = (
  objective: Objective,
  read: (moment: { point: Point; step: number; time: number; last: boolean }) => readonly Value[],
): readonly Value[] => read({ point: new Point(objective, new Float64Array(objective.size)), step: 0, time: 0, last: true });

describe("eigenvalues", () => {
  const chosen = Float64Array.from({ length: 100 }, (_, i) => 20 / (1 + i) - 2);

  test("are the largest ones in descending order, by every method", () => {
    const objective = withHessian(chosen);
    for (const certificate of ["dense", "inertia", "probabilistic", "warm"] as const) {
      const row = at(objective, eigenvalues.begin(eigenvalues({ count: 4, certificate, tolerance: 1e-9 }), setting(objective)));
      for (let i = 0; i < 4; i++) expect(row[i]).toBeCloseTo(chosen[i], 9);
      expect(row[4] as number).toBeLessThan(1e-7);
      expect(row[5]).toBe(certificate);
    }
  });

  test("fill a column each, beside the largest residual and the certificate", () => {
    const columns = eigenvalues.columns(eigenvalues({ count: 3 }), withHessian(chosen));
    expect(columns.map(({ name }) => name)).toEqual([
      "eigenvalue1",
      "eigenvalue2",
      "eigenvalue3",
      "eigenvaluesResidual",
      "eigenvaluesCertificate",
    ]);
  });

  test("cannot be more than there are parameters", () => {
    expect(() => eigenvalues.columns(eigenvalues({ count: 4 }), withHessian(Float64Array.of(1, 2, 3)))).toThrow(SpecError);
    expect(
      at(
        withHessian(Float64Array.of(1, 2, 3)),
        eigenvalues.begin(eigenvalues({ count: 3 }), setting(withHessian(Float64Array.of(1, 2, 3)))),
      )[2],
    ).toBeCloseTo(1, 12);
  });

  test("with inertia are counted with their multiplicity", () => {
    const objective = diagonalHessian(90, (_t, i) => (i < 3 ? 7 : 1 / i));
    const row = at(objective, eigenvalues.begin(eigenvalues({ count: 4, certificate: "inertia" }), setting(objective)));
    [7, 7, 7, 1 / 3].forEach((value, i) => expect(row[i]).toBeCloseTo(value, 9));
  });
});

describe("the smallest eigenvalue", () => {
  test("is λ_min, negative where the loss curves downwards, by every method", () => {
    const objective = withHessian(Float64Array.from({ length: 100 }, (_, i) => i / 10 - 3));
    for (const certificate of ["auto", "dense", "inertia", "probabilistic", "warm"] as const) {
      const [value, residual, word] = at(
        objective,
        smallestEigenvalue.begin(smallestEigenvalue({ certificate, tolerance: 1e-7 }), setting(objective)),
      );
      expect(value).toBeCloseTo(-3, 9);
      expect(residual as number).toBeLessThan(1e-6);
      expect(word).toBe(certificate === "auto" ? "probabilistic" : certificate);
    }
  });

  test("does not disturb what the largest are followed from", () => {
    const objective = diagonalHessian(200, (_t, i) => (i === 0 ? 50 : -1 - 1 / i));
    const point = new Point(objective, new Float64Array(200));
    expect(point.leadingEigenvalue(1e-6)).toBeCloseTo(50, 9);
    expect(point.smallestEigenpairs(1, 1e-8).values[0]).toBeCloseTo(-2, 9);
    expect(point.leadingEigenvalue(1e-6)).toBeCloseTo(50, 9);
  });
});
