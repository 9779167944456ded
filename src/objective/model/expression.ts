import * as z from "zod";
import { member } from "../../spec/member.ts";
import { anyText, finite, recordOf, textLike } from "../../spec/scalars.ts";
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

/** A formula and its examples, as parsed. */
export type ExpressionSpec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"expression"> } & typeof shape, z.core.$strict>>;

const behaviour: ModelBehaviour<ExpressionSpec, unknown> = {
  needsData: false,
  // The parser and the derivatives are loaded by those who have a formula.
  objective: async (spec) => (await import("../expression/formula.ts")).formulaObjective(spec),
};

/** An objective given as a formula, differentiated exactly to third order. Of the variables in `over`, "y" is the target that label noise perturbs, where the loss is squared in it: factor*(f - y)^2. */
export const expression = member(
  "expression",
  `A formula, differentiated exactly: {parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2"}, or a mean over examples {parameters, example, over}. Operators + - * / ^, functions exp, log, sqrt, sin, cos, tanh, sigmoid, softplus, erf, gelu, abs, relu, constants pi and e.`,
  shape,
  behaviour,
);
