import * as z from "zod";
import type { Block, Objective } from "../objective/objective.ts";
import { tapeObjective } from "../objective/expression/objective.ts";
import { compile } from "../objective/expression/tape.ts";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { recordOf, text } from "../spec/scalars.ts";
import type { Column, MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = {
  parameters: z.array(text).min(1).optional().describe("names for the parameters, in their order, for use in `formulas`"),
  formulas: z
    .optional(recordOf(text, text))
    .describe('quantities by name, such as {"imbalance": "a^2 - b^2"}; the balance of the layers unless given'),
};

export interface InvariantsOptions {
  readonly parameters?: readonly string[] | undefined;
  readonly formulas?: Readonly<Record<string, string>> | undefined;
}

/** A column and how to compute it. */
interface Invariant {
  readonly column: Column;
  value(w: Float64Array): number;
}

const behaviour: MeasureBehaviour<InvariantsOptions> = {
  columns: (spec, objective) => invariantsOf(spec, objective).map((invariant) => invariant.column),
  begin(spec, { objective }) {
    const all = invariantsOf(spec, objective);
    return ({ point }) => all.map((invariant) => finiteOrNull(invariant.value(point.parameters)));
  },
};

function invariantsOf({ parameters, formulas }: InvariantsOptions, objective: Objective): readonly Invariant[] {
  if (formulas === undefined) return balances(objective.blocks);
  if (parameters?.length !== objective.size)
    throw new SpecError("", `the formulas of invariants need names for all ${objective.size} parameters: give them in "parameters"`);
  return Object.entries(formulas).map(([name, formula]) => {
    const compiled = tapeObjective(compile(formula, parameters, [], `formulas.${name}`), { count: 1, columns: [] });
    return {
      column: { name, unit: "dimensionless", meaning: `${formula}, asked for as a quantity that the flow conserves` },
      value: (w) => compiled.loss(w),
    };
  });
}

/** ‖W_{l+1}‖² − ‖W_l‖² − ‖b_l‖² for every two layers that follow each other. */
function balances(blocks: readonly Block[]): readonly Invariant[] {
  const weights = blocks.filter((block) => !isBias(block));
  const pairs = weights.slice(1).map((next, l) => ({ previous: weights[l], next }));
  if (pairs.length === 0 || pairs.some(({ previous, next }) => next.columns !== previous.rows)) {
    throw new SpecError("", 'invariants knows the balance of the layers of an mlp; for another model give "parameters" and "formulas"');
  }
  return pairs.map(({ previous, next }, l) => {
    const bias = blocks.find((block) => isBias(block) && block.start === previous.end);
    const negative = bias === undefined ? [previous] : [previous, bias];
    return {
      column: {
        name: `balance${l + 1}`,
        unit: "parameter²",
        meaning: `squared norm of the weights of layer ${l + 2} minus that of the weights and biases of layer ${l + 1}; gradient flow conserves it where the activation is identity or relu`,
      },
      value: (w) => negative.reduce((sum, block) => sum - squaredNorm(w, block), squaredNorm(w, next)),
    };
  });
}

const isBias = (block: Block): boolean => block.name.endsWith("bias");

function squaredNorm(w: Float64Array, { start, end }: Block): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += w[i] * w[i];
  return sum;
}

/**
 * What gradient flow conserves. Without options: for every two consecutive layers of an mlp the balance ‖W_{l+1}‖² − ‖W_l‖² − ‖b_l‖²
 * (Frobenius norms; Du, Hu & Lee 2018), constant along gradient flow when the activation between them is positively homogeneous of degree 1
 * (identity, relu), and drifting at a rate of order η for GD; with tanh and the like it is a plain measure of balance. With `formulas`: any
 * quantities of the named parameters, such as a² − b² for the product ab.
 */
export const invariants = member(
  "invariants",
  "What gradient flow conserves: the balance between layers, or quantities given as formulas.",
  shape,
  behaviour,
);
