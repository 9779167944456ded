import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { principalFlow } from "../../src/dynamics/principalFlow.ts";
import { behaviour as principalFlowBehaviour } from "../../src/dynamics/principalFlowBehaviour.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { principal, principalFactor } from "../../src/theory/principal.ts";
import { chebyshevStart, chebyshevToy } from "../support/chebyshev.ts";
import { start, steps } from "../support/run.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { withSpectrum } from "../support/spectra.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const make = (matrix: number[][]) => quadratic.objective(quadratic({ matrix }));

describe("principal flow", () => {
  test.for([0.3, 0.9, 1.8, 2.5])("moves a component of a quadratic with ηλ = %d exactly as GD does, up to its sign", (scaled) => {
    const stepSize = 0.6;
    const objective = make([[scaled / stepSize]]);
    const spec = principalFlow({ stepSize, tolerance: 1e-13, integrator: { kind: "dopri5" } });
    const flowing = start(principalFlowBehaviour, spec, objective, [0.7]);
    while (flowing.time < 3 * stepSize) flowing.advance(3 * stepSize);
    const [descended] = steps(start(gd, gd({ stepSize }), objective, [0.7]), 3);
    expect(Math.abs(flowing.point.parameters[0] / Math.abs(descended) - 1)).toBeLessThan(1e-10);
  });

  test("works in the eigenbasis of the Hessian", () => {
    const matrix = withSpectrum([3, 1, 0.5, 0], openRandom(1, "data"));
    const objective = make([0, 1, 2, 3].map((i) => Array.from(matrix.subarray(4 * i, 4 * i + 4))));
    const from = [1, -0.5, 0.3, 2];
    const flowing = start(
      principalFlowBehaviour,
      principalFlow({ stepSize: 0.3, tolerance: 1e-12, integrator: { kind: "dopri5" } }),
      objective,
      from,
    );
    while (flowing.time < 1.5) flowing.advance(1.5);
    const descended = steps(start(gd, gd({ stepSize: 0.3 }), objective, from), 5);
    for (let i = 0; i < 4; i++) expect(Math.abs(flowing.point.parameters[i] - descended[i])).toBeLessThan(1e-9);
  });

  test("has the series 1 + ηλ/2 + (ηλ)²/3 + … of the modified flows", () => {
    for (const x of [1e-3, 1e-2, -1e-2])
      expect(Math.abs(principalFactor(1, x) - (1 + x / 2 + (x * x) / 3))).toBeLessThan(Math.abs(x * x * x));
    expect(principalFactor(0.5, 0)).toBe(1);
  });

  test("at ηλ = 1 contracts by e^−100 a step, and says that it is outside its conditions", () => {
    expect(principalFactor(0.5, 2)).toBe(100);
    const point = new Point(make([[2]]), Float64Array.of(1));
    expect(
      principal(0.5)
        .check(point)
        .map(({ holds }) => holds),
    ).toEqual([false, true]);
    expect(
      principal(1.5)
        .check(point)
        .map(({ holds }) => holds),
    ).toEqual([false, false]);
    expect(
      principal(0.1)
        .check(point)
        .every(({ holds }) => holds),
    ).toBe(true);
  });

  test("refuses networks whose spectrum is too large to take at every step", () => {
    const large = { ...tinyNetwork(3, 4).objective, size: 501 };
    expect(() => start(principalFlowBehaviour, principalFlow({ stepSize: 0.1 }), large, new Float64Array(501))).toThrow(SpecError);
    const objective = chebyshevToy(3);
    const mover = start(principalFlowBehaviour, principalFlow({ stepSize: 0.1, tolerance: 1e-3 }), objective, chebyshevStart(objective, 0));
    mover.advance(0.05);
    expect(mover.time).toBeGreaterThan(0);
  });
});
