import type { Table } from "../../src/objective/family.ts";
import type { LossSpec } from "../../src/objective/loss/index.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import type { Objective } from "../../src/objective/objective.ts";

/** A network as its spec describes it. */
export interface Network {
  readonly widths: readonly number[];
  readonly activation: "tanh" | "relu" | "gelu" | "softplus" | "sigmoid" | "identity";
  /** One answer for all layers, or one for each. */
  readonly bias: boolean | readonly boolean[];
  /** For each layer, whether the rows of its matrix are divided by their norms; for none unless given. */
  readonly normalize?: readonly boolean[];
}

/**
 * The network written out as a formula, unit by unit, with the parameters in the network's order (for each layer W
 * row-major, then b) and the table's rows as examples: an independent reference for losses and all derivatives of the
 * network kernel. The formula's length grows with the product of the widths: keep networks small.
 */
export function mlpAsExpression(network: Network, table: Table, loss: LossSpec): Objective {
  const parameters: string[] = [];
  let units = Array.from({ length: network.widths[0] }, (_, j) => `x[${j}]`);
  const layers = network.widths.length - 1;
  for (let layer = 1; layer <= layers; layer++) units = layerFormulas(network, layer, units, parameters);
  const examples = { ...columns("x", table.x, table.inputs, table.count), ...columns("y", table.y, table.outputs, table.count) };
  return formulaObjective(expression({ parameters, example: lossFormula(loss, units), over: examples }));
}

function layerFormulas(
  { widths, activation, bias, normalize }: Network,
  layer: number,
  inputs: readonly string[],
  parameters: string[],
): string[] {
  const biased = typeof bias === "boolean" ? bias : bias[layer - 1];
  const last = layer === widths.length - 1;
  const sums = Array.from({ length: widths[layer] }, (_, i) => {
    const terms = inputs.map((input, j) => {
      parameters.push(`W${layer}[${i},${j}]`);
      return `W${layer}[${i},${j}]*${input}`;
    });
    const squares = inputs.map((_, j) => `W${layer}[${i},${j}]^2`);
    const products = normalize?.[layer - 1] ? [`(${terms.join(" + ")})/sqrt(${squares.join(" + ")})`] : terms;
    return biased ? [...products, `b${layer}[${i}]`] : products;
  });
  if (biased) sums.forEach((_, i) => parameters.push(`b${layer}[${i}]`));
  return sums.map((terms) => `${last || activation === "identity" ? "" : activation}(${terms.join(" + ")})`);
}

function lossFormula(loss: LossSpec, outputs: readonly string[]): string {
  switch (loss.kind) {
    case "squared-error":
      return `${loss.factor}*(${outputs.map((f, k) => `(${f} - y[${k}])^2`).join(" + ")})`;
    case "logistic":
      return outputs.map((f, k) => `softplus(-y[${k}]*${f})`).join(" + ");
    case "cross-entropy": {
      const partition = `log(${outputs.map((f) => `exp(${f})`).join(" + ")})`;
      return outputs.map((f, k) => `y[${k}]*(${partition} - ${f})`).join(" + ");
    }
  }
}

function columns(name: string, rows: Float64Array, width: number, count: number): Record<string, number[]> {
  const column = (j: number): number[] => Array.from({ length: count }, (_, i) => rows[i * width + j]);
  return Object.fromEntries(Array.from({ length: width }, (_, j) => [`${name}[${j}]`, column(j)]));
}
