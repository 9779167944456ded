import type { Expectation } from "./claim.ts";

/** Whether a measured number is as expected. */
export function isMet(expected: Expectation, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const { from, to } = boundsOf(expected);
  return value >= from && value <= to;
}

function boundsOf(expected: Expectation): { readonly from: number; readonly to: number } {
  if ("value" in expected) {
    const { value, within, relative } = expected;
    const reach = relative === true ? within * Math.abs(value) : within;
    return { from: value - reach, to: value + reach };
  }
  if ("atMost" in expected) return { from: -Infinity, to: expected.atMost };
  if ("atLeast" in expected) return { from: expected.atLeast, to: Infinity };
  return expected;
}

/** In words: "3 ± 0.2", "0.97 to 1.06", "≤ 1e-10", "1.5 ± 2 %". */
export function formatExpectation(expected: Expectation): string {
  if ("value" in expected) {
    const { value, within, relative } = expected;
    if (relative !== true) return `${value} ± ${within}`;
    return within >= 1e-3 ? `${value} ± ${Number((100 * within).toPrecision(3))} %` : `${value} × (1 ± ${within})`;
  }
  if ("atMost" in expected) return `≤ ${expected.atMost}`;
  if ("atLeast" in expected) return `≥ ${expected.atLeast}`;
  return `${expected.from} to ${expected.to}`;
}
