import { formatExpectation, isMet } from "./expectation.ts";
import type { Claim, ClaimContext, Paper } from "./claim.ts";

/** "outside": the conditions under which the theory holds are not met, whatever the numbers. */
export type Verdict = "holds" | "fails" | "outside";

/** A quantity as it was measured. */
export interface MeasuredQuantity {
  readonly name: string;
  readonly quantity: string;
  /** "3 ± 0.2" */
  readonly expected: string;
  /** Null = not finite. */
  readonly measured: number | null;
  readonly met: boolean;
  readonly why: string;
}

/** A claim with what came of it: plain data. */
export interface Finding {
  /** `smith-2021/shuffled-epoch`. */
  readonly id: string;
  readonly verdict: Verdict;
  readonly statement: string;
  readonly source: string;
  readonly setting: string;
  readonly checks: readonly string[];
  readonly quantities: readonly MeasuredQuantity[];
  /** The conditions that are not met, in words. */
  readonly unmet: readonly string[];
  /** What was found where it did not come out as the paper says; null where it did. */
  readonly found: string | null;
}

/** The claim's name among all papers. */
export const idOf = (paper: Pick<Paper, "id">, claim: Pick<Claim, "name">): string => `${paper.id}/${claim.name}`;

/** Computes a claim and judges it. */
export async function findingOf(paper: Paper, claim: Claim, context: ClaimContext): Promise<Finding> {
  const { values, conditions = [] } = await claim.compute(context);
  const quantities = Object.entries(claim.quantities).map(([name, { quantity, expected, why }]): MeasuredQuantity => {
    const value = values[name];
    return {
      name,
      quantity,
      expected: formatExpectation(expected),
      measured: Number.isFinite(value) ? value : null,
      met: isMet(expected, value),
      why,
    };
  });
  const unmet = conditions
    .filter(({ holds }) => !holds)
    .map(({ statement, value, limit }) => `${statement} is ${Number(value.toPrecision(5))}, not below ${limit}`);
  const { statement, source, setting, checks = [], found = null } = claim;
  const verdict = unmet.length > 0 ? "outside" : quantities.every(({ met }) => met) ? "holds" : "fails";
  return { id: idOf(paper, claim), verdict, statement, source, setting, checks, quantities, unmet, found };
}
