import { expect, test } from "vitest";
import { adamFlow } from "../../src/dynamics/adamFlow.ts";
import { behaviour as adamFlowBehaviour } from "../../src/dynamics/adamFlowBehaviour.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { adam } from "../../src/theory/adam.ts";
import { referenceFlow } from "../support/referenceFlow.ts";
import { start } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(4, 6);
const rule = { beta1: 0.5, beta2: 0.8, epsilon: 0.01 };
const time = 0.5;

test("adam-flow follows that velocity", () => {
  const mover = start(adamFlowBehaviour, adamFlow({ stepSize: 0.01, ...rule }), objective, from);
  while (mover.time < time) mover.advance(time);
  const point = new Point(objective, from);
  const field = (w: Float64Array, out: Float64Array): void => {
    point.parameters.set(w);
    point.moved();
    adam({ stepSize: 0.01, ...rule }).velocity(point, out);
  };
  expect(distance(mover.point.parameters, referenceFlow(field, from, time, 400))).toBeLessThan(1e-4);
});

test("says when its memory is too long", () => {
  expect(adam({ stepSize: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }).check(new Point(objective, from))[0].holds).toBe(false);
});
