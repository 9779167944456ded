import { SpecError } from "../spec/errors.ts";
import type { Block, Objective } from "./objective.ts";

/**
 * Dinh et al.'s 2017 T_α between two layers: weights and biases of `layer` (counted from 1) times α, weights of the next divided by α, everything else as it is. Where the activation between them is positively homogeneous
 * (relu, identity) and α > 0, the network's function stays the same. Throws SpecError where the model has no such pair of layers or α is not positive.
 */
export function rescaleLayers({ blocks }: Objective, w: Float64Array, alpha: number, layer = 1): Float64Array {
  if (!(alpha > 0 && Number.isFinite(alpha))) throw new SpecError("alpha", `is ${alpha}; layers are rescaled by a positive number`);
  const matrices = blocks.filter(({ name }) => name.endsWith(".weight"));
  const first = matrices[layer - 1];
  const second = matrices[layer];
  if (first === undefined || second === undefined)
    throw new SpecError(
      "layer",
      matrices.length < 2
        ? "rescaling layers against each other needs a model with two layers of weights, such as an mlp"
        : `is ${layer}, but the model has ${matrices.length} layers: 1 to ${matrices.length - 1} have a next one`,
    );
  const out = Float64Array.from(w);
  const scale = ({ start, end }: Block, factor: number): void => {
    for (let i = start; i < end; i++) out[i] *= factor;
  };
  scale(first, alpha);
  const bias = blocks[blocks.indexOf(first) + 1];
  if (bias !== second) scale(bias, alpha);
  scale(second, 1 / alpha);
  return out;
}
