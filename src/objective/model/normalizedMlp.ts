import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import type { ModelBehaviour } from "../family.ts";
import type { Block, Objective } from "../objective.ts";
import { mlp, type MlpOptions, type NetworkLossSpec } from "./mlp.ts";

const { widths, activation, bias } = mlp.schema.shape;

const shape = {
  widths,
  activation,
  bias,
  normalize: z
    .union([z.boolean(), z.array(z.boolean())])
    .default(true)
    .describe("whether the rows of a layer's matrix are divided by their norms: for all layers, or one flag a layer"),
};

export interface NormalizedMlpOptions extends MlpOptions {
  readonly normalize: boolean | readonly boolean[];
}

const behaviour: ModelBehaviour<NormalizedMlpOptions, NetworkLossSpec> = {
  needsData: true,
  async objective({ normalize, ...spec }, data, loss) {
    const { test, ...train } = mlp.objective(spec, data, loss);
    const chosen = normalizedBlocks(normalize, train.blocks);
    const { normalizedObjective } = await import("../normalized/objective.ts");
    const wrap = (objective: Objective): Objective => normalizedObjective(objective, chosen);
    return test === undefined ? wrap(train) : { ...wrap(train), test: wrap(test) };
  },
};

/** Throws SpecError where flags and layers differ in number, and for a layer with one input, whose rows could only be ±1. */
function normalizedBlocks(normalize: boolean | readonly boolean[], blocks: readonly Block[]): readonly Block[] {
  const weights = blocks.filter(({ name }) => name.endsWith(".weight"));
  const flags = typeof normalize === "boolean" ? weights.map(() => normalize) : normalize;
  if (flags.length !== weights.length)
    throw new SpecError("objective.model.normalize", `has ${flags.length} flags for ${weights.length} layers; give one flag a layer`);
  const single = weights.findIndex(({ columns }, l) => flags[l] && columns === 1);
  if (single >= 0)
    throw new SpecError(
      "objective.model.normalize",
      `layer ${single + 1} has one input, so that its normalized rows could only be ±1; give one flag a layer, false for this one`,
    );
  return weights.filter((_, l) => flags[l]);
}

/**
 * A multilayer perceptron with scale-invariant layers: w = z/‖z‖ for each row z of the matrices of the layers that `normalize` names, the incoming weights of a unit (weight
 * normalization, Salimans & Kingma 2016, without its gains). The loss does not see the norm of such a row, ⟨z, ∂L/∂z⟩ = 0: gradient flow conserves it, a
 * step of gradient descent adds exactly η²‖∂L/∂z‖² to its square (Miyagawa 2022), and L is invariant as a whole where all layers are normalized and none has a bias. The
 * parameters are the z, in the order of `mlp`; biases are as they are. All derivatives are exact. Undefined (not a number) where a row is 0.
 */
export const normalizedMlp = member(
  "normalized-mlp",
  "A multilayer perceptron with scale-invariant layers: each row of their matrices is divided by its norm.",
  shape,
  behaviour,
);
