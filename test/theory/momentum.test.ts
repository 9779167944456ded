import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { momentumFlow } from "../../src/dynamics/momentumFlow.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { implicitGradient } from "../../src/theory/implicitGradient.ts";
import { momentum, momentumPenalty } from "../../src/theory/momentum.ts";
import { referenceFlow } from "../support/referenceFlow.ts";
import { start } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

describe("heavy ball on ½λw²", () => {
  const [curvature, beta] = [1, 0.6];
  /** −log of the larger root of r² − (1 + β − ηλ)r + β, per unit of time. */
  const rate = (stepSize: number): number => {
    const p = 1 + beta - stepSize * curvature;
    return -Math.log((p + Math.sqrt(p * p - 4 * beta)) / 2) / stepSize;
  };
  const stepSizes = [0.02, 0.01, 0.005, 0.0025];
  const error = (modified: (stepSize: number) => number): number =>
    logLogSlope(
      stepSizes,
      stepSizes.map((h) => Math.abs(rate(h) - modified(h))),
    );
  const flowRate = (penalty: (h: number) => number) => (h: number) => (curvature + 2 * penalty(h) * curvature * curvature) / (1 - beta);

  test("decays at the rate of the modified flow to second order, and of gradient flow to first", () => {
    expect(Math.abs(error(flowRate((h) => momentumPenalty(h, beta))) - 2)).toBeLessThan(0.35);
    expect(Math.abs(error(flowRate(() => 0)) - 1)).toBeLessThan(0.35);
  });

  test("is not described by the implicit gradient term of the effective step size η/(1 − β) alone", () => {
    expect(Math.abs(error(flowRate((h) => h / (4 * (1 - beta)))) - 1)).toBeLessThan(0.35);
  });
});

describe("heavy ball on a network", () => {
  const { objective, start: from } = tinyNetwork(4, 6);
  const beta = 0.5;
  const time = 1;

  /** The distance at time 1 between heavy ball, started with the velocity that it would have on its slow manifold, and the flow of `coefficient`. */
  function error(stepSize: number, corrected: boolean): number {
    const point = new Point(objective, from);
    const field = (w: Float64Array, out: Float64Array): void => {
      point.parameters.set(w);
      point.moved();
      if (corrected) momentum(stepSize, beta).gradient(point, out, -1);
      else for (let i = 0; i < out.length; i++) out[i] = -point.gradient[i] / (1 - beta);
    };
    const backward = (w: Float64Array, out: Float64Array): void => {
      field(w, out);
      for (let i = 0; i < out.length; i++) out[i] = -out[i];
    };
    // The velocity of a past on the flow: Σ_k β^k g(w(−kη)).
    const w = Float64Array.from(from);
    const velocity = new Float64Array(w.length);
    const gradient = new Float64Array(w.length);
    const past: Float64Array[] = [];
    let place = referenceFlow(backward, w, stepSize, 4);
    for (let k = 0; k < 50; k++) {
      past.push(place);
      place = referenceFlow(backward, place, stepSize, 4);
    }
    for (let k = past.length - 1; k >= 0; k--) {
      objective.gradient(past[k], gradient);
      for (let i = 0; i < w.length; i++) velocity[i] = beta * velocity[i] + gradient[i];
    }
    for (let n = 0; n < Math.round(time / stepSize); n++) {
      objective.gradient(w, gradient);
      for (let i = 0; i < w.length; i++) {
        velocity[i] = beta * velocity[i] + gradient[i];
        w[i] -= stepSize * velocity[i];
      }
    }
    return distance(w, referenceFlow(field, from, time, 100));
  }

  test("from its slow manifold stays within O(η²) of the modified flow, and within O(η) of gradient flow", () => {
    const stepSizes = [0.01, 0.005, 0.0025, 0.00125];
    expect(
      Math.abs(
        logLogSlope(
          stepSizes,
          stepSizes.map((h) => error(h, true)),
        ) - 2,
      ),
    ).toBeLessThan(0.35);
    expect(
      Math.abs(
        logLogSlope(
          stepSizes,
          stepSizes.map((h) => error(h, false)),
        ) - 1,
      ),
    ).toBeLessThan(0.35);
  });

  test("without momentum it is the implicit gradient of GD", () => {
    const point = new Point(objective, from);
    const [a, b] = [new Float64Array(objective.size), new Float64Array(objective.size)];
    momentum(0.1, 0).gradient(point, a);
    implicitGradient(0.1).gradient(point, b);
    expect([...a]).toEqual([...b]);
  });

  test("momentum-flow ends where heavy ball with a small step does", () => {
    const flowing = start(momentumFlow, momentumFlow({ stepSize: 0.001, momentum: 0.5 }), objective, from);
    while (flowing.time < 20) flowing.advance(20);
    const stepping = start(gd, gd({ stepSize: 0.001, momentum: 0.5 }), objective, from);
    for (let k = 0; k < 20_000; k++) stepping.advance(Infinity);
    expect(distance(flowing.point.parameters, stepping.point.parameters)).toBeLessThan(2e-3);
  });

  test("says when its conditions fail", () => {
    const point = new Point(objective, from);
    expect(momentum(1e-3, 0.5).conditions(point)[0].holds).toBe(true);
    expect(momentum(1, 0.9).conditions(point)[0].holds).toBe(false);
  });
});
