import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { momentumFlow } from "../../src/dynamics/momentumFlow.ts";
import { behaviour as momentumFlowBehaviour } from "../../src/dynamics/momentumFlowBehaviour.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { implicitGradient } from "../../src/theory/implicitGradient.ts";
import { momentum } from "../../src/theory/momentum.ts";
import { start } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

describe("heavy ball on a network", () => {
  const { objective, start: from } = tinyNetwork(4, 6);
  test("without momentum it is the implicit gradient of GD", () => {
    const point = new Point(objective, from);
    const [a, b] = [new Float64Array(objective.size), new Float64Array(objective.size)];
    momentum(0.1, 0).gradient(point, a);
    implicitGradient(0.1).gradient(point, b);
    expect([...a]).toEqual([...b]);
  });

  test("momentum-flow ends where heavy ball with a small step does", () => {
    const flowing = start(momentumFlowBehaviour, momentumFlow({ stepSize: 0.001, momentum: 0.5 }), objective, from);
    while (flowing.time < 20) flowing.advance(20);
    const stepping = start(gd, gd({ stepSize: 0.001, momentum: 0.5 }), objective, from);
    for (let k = 0; k < 20_000; k++) stepping.advance(Infinity);
    expect(distance(flowing.point.parameters, stepping.point.parameters)).toBeLessThan(2e-3);
  });

  test("says when its conditions fail", () => {
    const point = new Point(objective, from);
    expect(momentum(1e-3, 0.5).check(point)[0].holds).toBe(true);
    expect(momentum(1, 0.9).check(point)[0].holds).toBe(false);
  });
});
