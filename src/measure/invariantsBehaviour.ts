import type { Block, Objective } from "../objective/objective.ts";
import { tapeObjective } from "../objective/expression/objective.ts";
import { compile } from "../objective/expression/tape.ts";
import { SpecError } from "../spec/errors.ts";
import type { InvariantsOptions } from "./invariants.ts";
import type { Column, MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

/** A column and how to compute it. */
interface Invariant {
  readonly column: Column;
  value(w: Float64Array): number;
}

export const behaviour: MeasureBehaviour<InvariantsOptions> = {
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
