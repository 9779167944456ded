import * as z from "zod";
import { createNetwork, parameterCount, type NetworkShape } from "../../kernel/network.ts";
import { diagonalProducts } from "../../kernel/networkDiagonal.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count } from "../../spec/scalars.ts";
import { countRight, nameClasses } from "../classes.ts";
import type { Data, ModelBehaviour, Table } from "../family.ts";
import { inputsFirst, targetsFirst } from "../reading.ts";
import type { Block, Objective } from "../objective.ts";

/** What the network kernel knows of losses: the specs of the family `loss`. */
export type NetworkLossSpec =
  | { readonly kind: "squared-error"; readonly factor: number }
  | { readonly kind: "cross-entropy" }
  | { readonly kind: "logistic" };

export interface MlpOptions {
  readonly widths: readonly number[];
  readonly activation: NetworkShape["activation"];
  readonly bias: boolean | readonly boolean[];
}

/**
 * A multilayer perceptron: z = W a + b in each layer, the activation after each but the last. Parameter order: for each
 * layer W row-major (outputs × inputs), then b. All derivatives are exact; relu has its almost-everywhere Hessian
 * (φ'' = 0, φ'(0) = 0). gelu is z Φ(z), Φ the normal distribution function.
 */
export const mlp = member(
  "mlp",
  "A multilayer perceptron with dense layers; widths from inputs to outputs.",
  {
    widths: z.array(count).min(2).describe("units of each layer, from inputs to outputs"),
    activation: z.enum(["tanh", "relu", "gelu", "softplus", "sigmoid", "identity"]).describe("activation of the hidden layers"),
    bias: z
      .union([z.boolean(), z.array(z.boolean())])
      .default(true)
      .describe("whether layers have a bias: for all, or one flag a layer"),
  },
  {
    needsData: true,
    /** The network's loss on the data. Throws SpecError where widths, data and loss do not fit together. */
    objective: mlpObjective,
  } satisfies ModelBehaviour<MlpOptions, NetworkLossSpec>,
);

function mlpObjective(spec: MlpOptions, data: Data | null, loss: NetworkLossSpec | null): Objective {
  if (data === null)
    throw new SpecError("objective.data", 'an mlp needs data; name a data set, such as {"kind": "chebyshev", "degree": 4, "count": 20}');
  if (loss === null) throw new SpecError("objective.loss", 'an mlp needs a loss, such as {"kind": "squared-error"}');
  const shape = networkShape(spec, loss);
  checkWidths(spec, data);
  const train = onTable(shape, data.train, loss);
  return data.test === undefined ? train : { ...train, test: onTable(shape, data.test, loss) };
}

/** The shape that the kernel needs. Throws SpecError when the list of biases does not fit the widths. */
export function networkShape(spec: MlpOptions, loss: NetworkLossSpec): NetworkShape {
  const layers = spec.widths.length - 1;
  const bias = typeof spec.bias === "boolean" ? Array.from({ length: layers }, () => spec.bias as boolean) : [...spec.bias];
  if (bias.length !== layers)
    throw new SpecError(
      "objective.model.bias",
      `has ${bias.length} flags, but ${spec.widths.length} widths make ${layers} layers; give one flag a layer`,
    );
  return {
    widths: spec.widths,
    bias,
    activation: spec.activation,
    loss: loss.kind,
    lossFactor: loss.kind === "squared-error" ? loss.factor : 1,
  };
}

function checkWidths(spec: MlpOptions, data: Data): void {
  const last = spec.widths.length - 1;
  if (spec.widths[0] !== data.train.inputs)
    throw new SpecError("objective.model.widths.0", `is ${spec.widths[0]}, but the data ${inputsFirst(data)}; use ${data.train.inputs}`);
  if (spec.widths[last] !== data.train.outputs)
    throw new SpecError(
      `objective.model.widths.${last}`,
      `is ${spec.widths[last]}, but the data ${targetsFirst(data)}; use ${data.train.outputs}`,
    );
}

function onTable(shape: NetworkShape, table: Table, loss: NetworkLossSpec): Objective {
  const network = createNetwork(shape, table.count, table.x, table.y);
  const scaled = new Float64Array(network.size);
  return {
    size: network.size,
    examples: network.examples,
    blocks: blocksOf(shape),
    loss: network.loss,
    gradient: Object.assign(network.gradient, { descend: network.descend }),
    hessianVector: (w, v, out, batch) => network.hessianVector(w, v, 0, out, batch),
    gaussNewtonVector: network.gaussNewtonVector,
    hessianDiagonal: Object.assign(network.hessianDiagonal, { products: diagonalProducts(shape) }),
    thirdDerivative: network.thirdDerivative,
    exampleGradientNorms: network.exampleGradientNorms,
    mixedHessianVector(w, v, alpha, beta, out) {
      for (let i = 0; i < scaled.length; i++) scaled[i] = alpha * v[i];
      network.hessianVector(w, scaled, beta, out);
    },
    ...(loss.kind === "squared-error" && {
      labels: { outputs: table.outputs, shiftedGradient: network.shiftedGradient },
      squaredErrorFactor: loss.factor,
    }),
    ...(loss.kind !== "squared-error" || nameClasses(table)
      ? { accuracy: (w: Float64Array) => countRight(network.outputs(w), table) / table.count }
      : {}),
  };
}

function blocksOf(shape: NetworkShape): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (let l = 0; l + 1 < shape.widths.length; l++) {
    const columns = shape.widths[l];
    const rows = shape.widths[l + 1];
    blocks.push({ name: `layer${l + 1}.weight`, start, end: start + rows * columns, rows, columns });
    start += rows * columns;
    if (!shape.bias[l]) continue;
    blocks.push({ name: `layer${l + 1}.bias`, start, end: start + rows, rows, columns: 1 });
    start += rows;
  }
  if (start !== parameterCount(shape)) throw new Error("blocks and parameters disagree");
  return blocks;
}
