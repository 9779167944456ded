import { expect, test } from "vitest";
import { hutchPlusPlus } from "../../src/kernel/hutchinson.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { operatorOf, withSpectrum } from "../support/spectra.ts";

test("Hutch++ is exact where the sketch spans the range", () => {
  const values = new Float64Array(30);
  values.set([5, -3, 1]);
  const a = withSpectrum(values, openRandom(6, "data"));
  const random = openRandom(7, "probes");
  const { value, error } = hutchPlusPlus(operatorOf(a, 30), 30, 12, (_k, out) => random.normals(out));
  expect(value).toBeCloseTo(3, 11);
  expect(error).toBeLessThan(1e-12);
});
