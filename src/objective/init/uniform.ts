import { member } from "../../spec/member.ts";
import { seed } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";
import { layersOf } from "./layers.ts";

const behaviour: InitBehaviour<{ readonly seed?: number }> = {
  fill(_spec, { blocks, random }, out) {
    const stream = random("init");
    for (const { weight, bias } of layersOf(blocks, "init.kind", 'use "normal" with a number as scale, "values" or "constant"')) {
      const bound = 1 / Math.sqrt(weight.columns);
      for (const block of bias === null ? [weight] : [weight, bias]) {
        for (let p = block.start; p < block.end; p++) out[p] = bound * (2 * stream.uniform() - 1);
      }
    }
  },
};

/** PyTorch's default for dense layers: weights and biases uniform on ±1/√fan-in, drawn in the order of the parameters. */
export const uniform = member(
  "uniform",
  "PyTorch's default: weights and biases uniform on ±1/√fan-in.",
  { seed: seed.optional().describe("the run's seed when absent") },
  behaviour,
);
