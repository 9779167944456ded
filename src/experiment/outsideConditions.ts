import type { ConditionOutcome } from "./record.ts";

/**
 * Where the theory that a flow is did not hold, in a sentence: "outside its conditions from time 12 on: ηλ_max = 2.3, must be below 2". Null where it held wherever it was looked at, or there is no theory.
 */
export function outsideConditions(conditions: readonly ConditionOutcome[] | undefined): string | null {
  const violated = (conditions ?? []).filter(({ holds }) => !holds);
  if (violated.length === 0) return null;
  const parts = violated.map(({ outsideFrom, quantity, worst, limit, checks, violations }) => {
    const when = `from time ${Number((outsideFrom ?? 0).toPrecision(4))} on${violations < checks ? `, at ${violations} of ${checks} checks` : ""}`;
    const what = worst === null ? `${quantity} is not finite` : `${quantity} = ${Number(worst.toPrecision(3))}`;
    return `${when}: ${what}, must be below ${limit}`;
  });
  return `outside its conditions ${parts.join("; ")}`;
}
