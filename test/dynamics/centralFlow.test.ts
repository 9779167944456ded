import { describe, expect, test } from "vitest";
import { centralFlow } from "../../src/dynamics/centralFlow.ts";
import { behaviour as centralFlowBehaviour } from "../../src/dynamics/centralFlowBehaviour.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import type { Mover } from "../../src/dynamics/dynamics.ts";
import { distance } from "../../src/kernel/vector.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { centralFlowVariance } from "../../src/measure/centralFlowVariance.ts";
import { behaviour as centralFlowVarianceBehaviour } from "../../src/measure/centralFlowVarianceBehaviour.ts";
import { edgeOscillation } from "../../src/measure/edgeOscillation.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { NumericalError } from "../../src/spec/errors.ts";
import { chebyshevStart, chebyshevToy } from "../support/chebyshev.ts";
import { deepChebyshev } from "../support/deepChebyshev.ts";
import { take } from "../support/measure.ts";
import { start } from "../support/run.ts";

const to = (mover: Mover, time: number): Float64Array => {
  while (mover.time < time) mover.advance(time);
  return mover.point.parameters;
};

const formula = (parameters: string[], loss: string): Objective => formulaObjective(expression({ parameters, loss }));

describe("central flow", () => {
  test("is gradient flow, bit for bit, as long as no eigenvalue comes near 2/η", () => {
    const objective = chebyshevToy(4);
    const from = chebyshevStart(objective, 0);
    const central = to(start(centralFlowBehaviour, centralFlow({ stepSize: 0.1 }), objective, from), 20);
    const plain = to(start(gradientFlowBehaviour, gradientFlow(), objective, from), 20);
    expect([...central]).toEqual([...plain]);
  });

  test("with one critical eigenvalue moves along the gradient less its part along ∇S", () => {
    // S = y at x = 0, ∇L = (0, y − z + …): at the edge y stands still and tr Σ = −2 ∂L/∂y.
    const objective = formula(["x", "y", "z"], "y*x^2/2 + (y-z)^2/2");
    const { variance, force, critical, residual } = edgeOscillation(objective, 0.05)(new Point(objective, Float64Array.of(0, 40, 41)));
    expect(critical).toBe(1);
    expect(residual).toBe(0);
    expect(variance).toBeCloseTo(2, 10);
    expect([...force].map((value) => value.toFixed(10))).toEqual(["0.0000000000", "1.0000000000", "0.0000000000"]);
  });

  test("keeps a degenerate pair of critical eigenvalues at 2/η, whichever basis it is given", () => {
    // Two directions with curvature p and q that both rise towards their targets.
    const loss = "p*x^2/2 + q*y^2/2 + (p-45)^2/4 + (q-43)^2/2";
    const turned = loss.replaceAll("x", "(0.6*u+0.8*v)").replaceAll("y", "(0.8*u-0.6*v)");
    const ends = [formula(["x", "y", "p", "q"], loss), formula(["u", "v", "p", "q"], turned)].map((objective) => {
      const mover = start(centralFlowBehaviour, centralFlow({ stepSize: 0.05 }), objective, [0, 0, 38, 38]);
      const [, , p, q] = to(mover, 20);
      const { variance, residual } = edgeOscillation(objective, 0.05)(mover.point);
      expect(Math.abs(p - 40)).toBeLessThan(1e-5);
      expect(Math.abs(q - 40)).toBeLessThan(1e-5);
      expect(residual).toBeLessThan(1e-9);
      // tr Σ = 2 × ½(45 − 40) + 2 × (43 − 40), of the two directions.
      expect(Math.abs(variance - 11)).toBeLessThan(1e-3);
      return [p, q];
    });
    expect(Math.abs(ends[0][0] - ends[1][0])).toBeLessThan(1e-6);
  });

  test("pins the sharpness of a network at 2/η where gradient flow goes on sharpening", () => {
    const { objective, from } = deepChebyshev();
    const central = start(centralFlowBehaviour, centralFlow({ stepSize: 0.2 }), objective, from);
    const plain = start(gradientFlowBehaviour, gradientFlow(), objective, from);
    expect(new Point(objective, to(plain, 200)).leadingEigenvalue(1e-6)).toBeGreaterThan(10.5);
    for (const time of [125, 150, 175, 200]) {
      expect(Math.abs(new Point(objective, to(central, time)).leadingEigenvalue(1e-8) / 10 - 1)).toBeLessThan(1e-5);
    }
  });

  test("has a path that converges with the tolerance", () => {
    const { objective, from } = deepChebyshev();
    const end = (tolerance: number): Float64Array =>
      Float64Array.from(to(start(centralFlowBehaviour, centralFlow({ stepSize: 0.2, tolerance }), objective, from), 150));
    const best = end(1e-8);
    expect(distance(end(1e-4), best)).toBeLessThan(0.01);
    expect(distance(end(1e-6), best)).toBeLessThan(0.001);
  });

  test("ends with an error where the sharpness is above 2/η and nothing lowers it", () => {
    const objective = formula(["x"], "5*x^2");
    const mover = start(centralFlowBehaviour, centralFlow({ stepSize: 0.5 }), objective, [1]);
    expect(() => mover.advance(1)).toThrow(NumericalError);
  });
});

describe("central-flow-variance", () => {
  const objective = formula(["x", "y", "z"], "y*x^2/2 + (y-z)^2/2");

  test("records tr Σ and the means of loss and squared gradient that follow from it", () => {
    const values = take(centralFlowVarianceBehaviour, centralFlowVariance(), objective, [0, 40, 41], {
      dynamics: { ...noDynamics, stepSize: () => 0.05 },
    });
    expect(values.oscillationVariance).toBeCloseTo(2, 10);
    expect(values.timeAveragedLoss).toBeCloseTo(0.5 + 2 / 0.05, 9);
    expect(values.timeAveragedGradientNormSquared).toBeCloseTo(2 + 1600 * 2, 6);
    expect(values.criticalEigenvalues).toBe(1);
    expect(values.complementarityResidual).toBe(0);
  });

  test("is 0 below the edge and null where no Σ fulfils the conditions", () => {
    expect(take(centralFlowVarianceBehaviour, centralFlowVariance({ stepSize: 0.01 }), objective, [0, 40, 41]).oscillationVariance).toBe(0);
    expect(
      take(centralFlowVarianceBehaviour, centralFlowVariance({ stepSize: 1 }), formula(["x"], "5*x^2"), [1]).oscillationVariance,
    ).toBeNull();
  });
});
