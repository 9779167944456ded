import { SpecError } from "../../spec/errors.ts";
import type { Block } from "../objective.ts";

/** A layer of a network: its weights (rows = fan-out, columns = fan-in) and, where it has one, its bias. */
export interface Layer {
  readonly weight: Block;
  readonly bias: Block | null;
}

const isBias = ({ name }: Block): boolean => name.endsWith("bias");

/** The layers of a model in order; throws SpecError (at `path`) for a model whose parameters do not come in layers. */
export function layersOf(blocks: readonly Block[], path: string, remedy: string): Layer[] {
  if (!blocks.some(({ name }) => name.endsWith("weight")))
    throw new SpecError(path, `this model has no layers and hence no fan-in; ${remedy}`);
  const layers: Layer[] = [];
  blocks.forEach((block, i) => {
    if (isBias(block)) return;
    const next = blocks[i + 1];
    layers.push({ weight: block, bias: next !== undefined && isBias(next) ? next : null });
  });
  return layers;
}
