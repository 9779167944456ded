import type { RunInput } from "../experiment/runSpec.ts";
import type { RunRecord } from "../experiment/types.ts";
import type { CheckedCondition } from "../theory/condition.ts";

/** What a number must be for its claim to hold. Bounds are inclusive; a number that is not finite meets none. */
export type Expectation =
  /** `value` ± `within`; with `relative`, ± `within` × |value|. */
  | { readonly value: number; readonly within: number; readonly relative?: true }
  | { readonly from: number; readonly to: number }
  | { readonly atMost: number }
  | { readonly atLeast: number };

/** A number by which a claim stands or falls. */
export interface Quantity {
  /** What is measured, in words, with its unit. */
  readonly quantity: string;
  readonly expected: Expectation;
  /** Where the expected value and the tolerance come from. */
  readonly why: string;
}

/** What a claim's computation may ask for. */
export interface ClaimContext {
  /** Does a run, or takes it from the store where there is one that holds it. */
  run(spec: RunInput): Promise<RunRecord>;
}

/** What came of a claim's computation: a number for each quantity, and the conditions of the theory where they were checked. */
export interface Evidence<Name extends string = string> {
  readonly values: Readonly<Record<Name, number>>;
  readonly conditions?: readonly CheckedCondition[];
}

/** A statement of a paper as it is re-made here. Everything but the computation is plain data. */
export interface Claim<Name extends string = string> {
  /** Unique within the paper: `shuffled-epoch`. */
  readonly name: string;
  /** What the paper says, in one sentence. */
  readonly statement: string;
  /** Where the paper says it; with the convention where it differs from ours; "derived" where the form is this project's own. */
  readonly source: string;
  /** What is computed: objective, dynamics, sizes, seeds. */
  readonly setting: string;
  readonly quantities: Readonly<Record<Name, Quantity>>;
  /** The acceptance checks of the project that it covers, by their numbers: "A9". */
  readonly checks?: readonly string[];
  /** Where it does not come out as the paper says, or only in part: what was found. */
  readonly found?: string;
  /** About how long it takes on one core: long claims start first. */
  readonly seconds: number;
  compute(context: ClaimContext): Evidence<Name> | Promise<Evidence<Name>>;
}

/** A paper and those of its claims that are re-made. */
export interface Paper {
  /** `smith-2021`: stands before the names of its claims. */
  readonly id: string;
  /** Authors, year, title, where it appeared. */
  readonly citation: string;
  /** Where it can be read. */
  readonly link?: string;
  readonly claims: readonly Claim[];
}

/** States a claim with its types tied together. */
export function claim<Name extends string>(definition: Claim<Name>): Claim {
  return definition;
}
