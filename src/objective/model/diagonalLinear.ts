import * as z from "zod";
import { member } from "../../spec/member.ts";
import { SpecError } from "../../spec/errors.ts";
import { count } from "../../spec/scalars.ts";
import type { ModelBehaviour, Table } from "../family.ts";
import type { Objective } from "../objective.ts";
import { targetsFirst } from "../reading.ts";
import type { NetworkLossSpec } from "./mlp.ts";

const shape = {
  depth: count.default(2).describe("D, of the powers"),
  signs: z.boolean().default(true).describe("β = u^D − v^D, which may have either sign; without, β = u^D and there is no v"),
};

/** The options of a diagonal linear network, as parsed. */
export interface DiagonalLinearOptions {
  readonly depth: number;
  readonly signs: boolean;
}

const behaviour: ModelBehaviour<DiagonalLinearOptions, NetworkLossSpec> = {
  needsData: true,
  async objective(spec, data, loss) {
    if (data === null)
      throw new SpecError("objective.data", 'a diagonal linear network needs data, such as {"kind": "sparse-regression", …}');
    if (loss === null || loss.kind !== "squared-error")
      throw new SpecError("objective.loss", 'a diagonal linear network is for regression: its loss is {"kind": "squared-error"}');
    const { factor } = loss;
    const { diagonalLinearObjective } = await import("../diagonal/objective.ts");
    const onTable = (table: Table): Objective => {
      if (table.outputs !== 1)
        throw new SpecError("objective.data", `${targetsFirst(data)}, and a diagonal linear network has one output: use one target`);
      return diagonalLinearObjective(spec, table, factor);
    };
    const train = onTable(data.train);
    return data.test === undefined ? train : { ...train, test: onTable(data.test) };
  },
};

/**
 * A diagonal linear network: f(x) = ⟨β, x⟩ with β = u^D − v^D entry by entry, D the depth (2: Woodworth et al. 2020 with u, v = w₊, w₋; Pesme, Pillaud-Vivien &
 * Flammarion 2021), or β = u^D without signs (D = 2: HaoChen et al. 2021, whose loss ¼(f − y)² is factor ¼). Parameters: u, then v. Linear in
 * x but not in the parameters, so that optimisers choose among the interpolating β. All derivatives are exact.
 */
export const diagonalLinear = member(
  "diagonal-linear",
  "A linear model whose coefficients are differences of powers, β = u^depth − v^depth, on data with one target.",
  shape,
  behaviour,
);
