import { expect, test } from "vitest";
import { logEvidence } from "../../src/theory/noiseScale.ts";

test("there is no evidence where there is no minimum", () => {
  expect(logEvidence(0, Float64Array.of(-1), 1, 1)).toBeNaN();
});
