import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { recordOf, text } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

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

const behaviour: OnDemand<MeasureBehaviour<InvariantsOptions>> = {
  load: async () => (await import("./invariantsBehaviour.ts")).behaviour,
};

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
