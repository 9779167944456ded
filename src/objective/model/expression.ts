import * as z from "zod";
import { member } from "../../spec/member.ts";
import { SpecError } from "../../spec/errors.ts";
import { anyText, finite, recordOf, textLike } from "../../spec/scalars.ts";
import { type Columns, tapeObjective } from "../expression/objective.ts";
import { functions } from "../expression/functions.ts";
import { compile } from "../expression/tape.ts";
import type { ModelBehaviour } from "../family.ts";

const name = textLike(
  /^\p{L}[\p{L}\p{N}_]*(\[\d+(,\d+)*\])?$/u,
  "a name is a letter followed by letters, digits and _, and perhaps a subscript such as [1] or [0,2]",
);
const columns = recordOf(name, z.array(finite).min(1));

const shape = {
  parameters: z.array(name).min(1).describe("names of the parameters, in the order of the parameter vector"),
  loss: z.optional(anyText).describe("the loss as a formula in the parameters"),
  example: z
    .optional(anyText)
    .describe("the loss of one example as a formula in the parameters and in the columns of `over`; the objective is its mean"),
  over: z.optional(columns).describe("the examples: for each variable of `example`, its value at every example"),
  test: z.optional(columns).describe("held-out examples, in the form of `over`"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"expression"> } & typeof shape, z.core.$strict>>;

const path = "objective.model";

const behaviour: ModelBehaviour<Spec, unknown> = {
  needsData: false,
  objective(spec) {
    checkForm(spec);
    const { parameters, loss, example, over, test } = spec;
    if (loss !== undefined) return tapeObjective(compile(loss, parameters, [], `${path}.loss`), { count: 1, columns: [] });
    const variables = Object.keys(over!);
    checkNames(parameters, variables);
    const tape = compile(example!, parameters, variables, `${path}.example`);
    const held = test === undefined ? undefined : tapeObjective(tape, examplesOf(test, variables, `${path}.test`));
    const target = variables.indexOf("y");
    return tapeObjective(tape, examplesOf(over!, variables, `${path}.over`), held, target < 0 ? undefined : target);
  },
};

/** An objective given as a formula, differentiated exactly to third order. Of the variables in `over`, "y" is the target that label noise perturbs. */
export const expression = member(
  "expression",
  `A formula, differentiated exactly: {parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2"}, or a mean over examples {parameters, example, over}. Operators + - * / ^, functions ${Object.keys(functions).join(", ")}, constants pi and e.`,
  shape,
  behaviour,
);

function checkForm({ parameters, loss, example, over, test }: Spec): void {
  const twice = parameters.find((parameter, i) => parameters.indexOf(parameter) !== i);
  if (twice !== undefined) throw new SpecError(`${path}.parameters`, `"${twice}" is named twice; each parameter has one name`);
  if ((loss === undefined) === (example === undefined))
    throw new SpecError(path, 'an expression has either "loss" or "example" with "over"');
  if (loss !== undefined && (over !== undefined || test !== undefined))
    throw new SpecError(path, '"over" and "test" go with "example"; a "loss" has no examples');
  if (example !== undefined && (over === undefined || Object.keys(over).length === 0))
    throw new SpecError(`${path}.over`, 'the examples are missing: give "over": {"x": […], …}');
}

function checkNames(parameters: readonly string[], variables: readonly string[]): void {
  const both = variables.find((variable) => parameters.includes(variable));
  if (both !== undefined) throw new SpecError(`${path}.over`, `"${both}" is already a parameter; a variable needs a name of its own`);
}

function examplesOf(table: Readonly<Record<string, readonly number[]>>, variables: readonly string[], place: string): Columns {
  const extra = Object.keys(table).find((key) => !variables.includes(key));
  if (extra !== undefined)
    throw new SpecError(`${place}.${extra}`, `there is no such variable in "over"; its variables are ${variables.join(", ")}`);
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
