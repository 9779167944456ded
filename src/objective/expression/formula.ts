import { SpecError } from "../../spec/errors.ts";
import { few, quoted } from "../../spec/sentence.ts";
import type { ExpressionSpec } from "../model/expression.ts";
import type { Objective } from "../objective.ts";
import { type Columns, tapeObjective } from "./objective.ts";
import { compile } from "./tape.ts";

const path = "objective.model";

/** The Objective of a formula. Throws SpecError where it does not parse, names what is not there, or its examples are ragged. */
export function formulaObjective(spec: ExpressionSpec): Objective {
  checkForm(spec);
  const { parameters, loss, example, over, test } = spec;
  if (loss !== undefined) return tapeObjective(compile(loss, parameters, [], `${path}.loss`), { count: 1, columns: [] });
  const variables = Object.keys(over!);
  checkNames(parameters, variables);
  const tape = compile(example!, parameters, variables, `${path}.example`);
  const held = test === undefined ? undefined : tapeObjective(tape, examplesOf(test, variables, `${path}.test`));
  const target = variables.indexOf("y");
  return tapeObjective(tape, examplesOf(over!, variables, `${path}.over`), held, target < 0 ? undefined : target);
}

function checkForm({ parameters, loss, example, over, test }: ExpressionSpec): void {
  const twice = repeated(parameters);
  if (twice !== undefined) throw new SpecError(`${path}.parameters`, `${quoted(twice)} is named twice; each parameter has one name`);
  if ((loss === undefined) === (example === undefined))
    throw new SpecError(path, 'an expression has either "loss" or "example" with "over"');
  if (loss !== undefined && (over !== undefined || test !== undefined))
    throw new SpecError(path, '"over" and "test" go with "example"; a "loss" has no examples');
  if (example !== undefined && (over === undefined || Object.keys(over).length === 0))
    throw new SpecError(`${path}.over`, 'the examples are missing: give "over": {"x": […], …}');
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function checkNames(parameters: readonly string[], variables: readonly string[]): void {
  const known = new Set(parameters);
  const both = variables.find((variable) => known.has(variable));
  if (both !== undefined) throw new SpecError(`${path}.over`, `${quoted(both)} is already a parameter; a variable needs a name of its own`);
}

function examplesOf(table: Readonly<Record<string, readonly number[]>>, variables: readonly string[], place: string): Columns {
  const known = new Set(variables);
  const extra = Object.keys(table).find((key) => !known.has(key));
  if (extra !== undefined)
    throw new SpecError(`${place}.${extra}`, `there is no such variable in "over"; its variables are ${few(variables)}`);
  const count = (table[variables[0]] ?? []).length;
  for (const variable of variables) {
    const found = table[variable]?.length ?? 0;
    if (found !== count)
      throw new SpecError(
        `${place}.${variable}`,
        `has ${found} values where ${variables[0]} has ${count}; every variable needs one value an example`,
      );
  }
  return { count, columns: variables.map((variable) => Float64Array.from(table[variable])) };
}
