import { describe, expect, test } from "vitest";
import { centralFlow } from "../../src/dynamics/centralFlow.ts";
import type { Mover } from "../../src/dynamics/dynamics.ts";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { distance } from "../../src/kernel/vector.ts";
import { edgeOscillation } from "../../src/measure/edgeOscillation.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { deepChebyshev } from "../support/deepChebyshev.ts";
import { start } from "../support/run.ts";

const to = (mover: Mover, time: number): void => {
  while (mover.time < time) mover.advance(time);
};

describe("½yx² + ½(y − z)² + (c/2)(z − 60)² with c = 0.01, step size 0.05", () => {
  const toy = formulaObjective(expression({ parameters: ["x", "y", "z"], loss: "y*x^2/2 + (y-z)^2/2 + 0.005*(z-60)^2" }));
  const from = [1e-2, 38, 38.2];
  const central = start(centralFlow, centralFlow({ stepSize: 0.05 }), toy, from);
  to(central, 2000);
  const { variance } = edgeOscillation(toy, 0.05)(central.point);

  test("central flow rests at y = 40, z = 40.198, E[x²] = 0.396 and a loss of 9.901, four fifths of it oscillation", () => {
    const [, y, z] = central.point.parameters;
    expect(y).toBeCloseTo(40, 5);
    expect(z).toBeCloseTo((40 + 0.6) / 1.01, 5);
    expect(variance).toBeCloseTo(2 * (z - 40), 5);
    expect(central.point.loss + variance / 0.05).toBeCloseTo(9.901, 3);
    expect(central.point.loss).toBeCloseTo(1.98, 2);
  });

  test("so do the averages of gradient descent, within 0.5 %, with a little noise on x so that it does not underflow", () => {
    const random = openRandom(0, "noise");
    const mover = start(gd, gd({ stepSize: 0.05 }), toy, from);
    const { point } = mover;
    const sums = { y: 0, z: 0, x2: 0, loss: 0 };
    const [warm, count] = [100_000, 400_000];
    for (let k = 0; k < warm + count; k++) {
      mover.advance(Infinity);
      point.parameters[0] += 1e-3 * random.normal();
      point.moved();
      if (k < warm) continue;
      const [x, y, z] = point.parameters;
      sums.y += y / count;
      sums.z += z / count;
      sums.x2 += (x * x) / count;
      sums.loss += point.loss / count;
    }
    const [, y, z] = central.point.parameters;
    expect(Math.abs(sums.y / y - 1)).toBeLessThan(5e-3);
    expect(Math.abs(sums.z / z - 1)).toBeLessThan(5e-3);
    expect(Math.abs(sums.x2 / variance - 1)).toBeLessThan(5e-3);
    expect(Math.abs(sums.loss / (central.point.loss + variance / 0.05) - 1)).toBeLessThan(5e-3);
  });

  test("gradient flow goes on to z = 60", () => {
    const plain = start(gradientFlow, gradientFlow(), toy, from);
    to(plain, 4000);
    expect(plain.point.parameters[2]).toBeCloseTo(60, 3);
  });
});

describe("a 1-30-20-1 tanh network on a Chebyshev polynomial of degree 6, step size 0.2", () => {
  const stepSize = 0.2;
  const { objective, from } = deepChebyshev();
  const size = objective.size;
  const oscillation = edgeOscillation(objective, stepSize);

  /** Means of GD and of the two flows over windows of 500 steps. */
  function windows(count: number) {
    const movers = {
      gd: start(gd, gd({ stepSize }), objective, from),
      central: start(centralFlow, centralFlow({ stepSize }), objective, from),
      flow: start(gradientFlow, gradientFlow(), objective, from),
    };
    return Array.from({ length: count }, (_, n) => {
      const mean = { gd: new Float64Array(size), central: new Float64Array(size), flow: new Float64Array(size) };
      let [loss, predicted, sharpest] = [0, 0, 0];
      for (let k = 1; k <= 100; k++) {
        for (let j = 0; j < 5; j++) {
          movers.gd.advance(Infinity);
          loss += movers.gd.point.loss / 500;
          for (let i = 0; i < size; i++) mean.gd[i] += movers.gd.point.parameters[i] / 500;
        }
        const time = 100 * n + k;
        for (const kind of ["central", "flow"] as const) {
          to(movers[kind], time);
          for (let i = 0; i < size; i++) mean[kind][i] += movers[kind].point.parameters[i] / 100;
        }
        const { variance } = oscillation(movers.central.point);
        predicted += (movers.central.point.loss + variance / stepSize) / 100;
        if (k % 20 === 0) sharpest = Math.max(sharpest, new Point(objective, movers.central.point.parameters).leadingEigenvalue(1e-8));
      }
      return {
        loss,
        predicted,
        sharpness: sharpest,
        central: distance(mean.central, mean.gd),
        flow: distance(mean.flow, mean.gd),
        flowSharpness: new Point(objective, movers.flow.point.parameters).leadingEigenvalue(1e-6),
      };
    });
  }

  const found = windows(4);

  test("central flow pins the sharpness at 2/η within 1e-3 while that of gradient flow rises by half", () => {
    for (const { sharpness } of found.slice(1)) expect(Math.abs(sharpness / 10 - 1)).toBeLessThan(1e-4);
    expect(found[3].flowSharpness).toBeGreaterThan(14.5);
  });

  test("central flow stays several times nearer to GD than gradient flow does", () => {
    for (const { central, flow } of found.slice(2)) expect(central).toBeLessThan(flow / 2);
    expect(found[3].central).toBeLessThan(found[3].flow / 4);
  });

  test("windows of 500 steps of GD have the loss L + tr Σ/η in the mean, within 1 %", () => {
    for (const { loss, predicted } of found) expect(Math.abs(predicted / loss - 1)).toBeLessThan(0.01);
  });
});
