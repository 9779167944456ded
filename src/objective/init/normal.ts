import * as z from "zod";
import type { Random } from "../../kernel/random.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { nonnegative, positive, seed } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";
import type { Block } from "../objective.ts";
import { layersOf } from "./layers.ts";

const shape = {
  seed: seed.optional().describe("the run's seed when absent"),
  scale: z
    .union([z.enum(["fan-in", "xavier", "he"]), positive])
    .default("fan-in")
    .describe("standard deviation of a weight: 1/√fan-in, √(2/(fan-in + fan-out)), √(2/fan-in), or a number"),
  gain: z
    .union([nonnegative, z.array(nonnegative).min(1)])
    .default(1)
    .describe("factor on the standard deviation: one for all layers, or one for each"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"normal"> } & typeof shape, z.core.$strict>>;
type NamedScale = Exclude<Spec["scale"], number>;

const behaviour: InitBehaviour<Spec> = {
  fill({ scale, gain }, { blocks, random }, out) {
    const stream = random("init");
    out.fill(0);
    if (typeof scale === "number" && !blocks.some(({ name }) => name.endsWith("weight"))) {
      if (typeof gain !== "number") throw new SpecError("init.gain", "this model has no layers; give one number");
      draw(stream, scale * gain, out);
      return;
    }
    const layers = layersOf(blocks, "init.scale", "give the standard deviation as a number");
    if (typeof gain !== "number" && gain.length !== layers.length)
      throw new SpecError(
        "init.gain",
        `has ${gain.length} entries but the model has ${layers.length} layers; give one number, or ${layers.length}`,
      );
    layers.forEach(({ weight }, i) => {
      const deviation = typeof scale === "number" ? scale : deviations[scale](weight);
      draw(stream, deviation * (typeof gain === "number" ? gain : gain[i]), out.subarray(weight.start, weight.end));
    });
  },
};

/** Standard deviations for a weight matrix of fan-out × fan-in: LeCun et al. 1998; Glorot & Bengio 2010, eq. 12 (normal form); He et al. 2015, eq. 10. */
const deviations: Record<NamedScale, (weight: Block) => number> = {
  "fan-in": ({ columns }) => 1 / Math.sqrt(columns),
  xavier: ({ rows, columns }) => Math.sqrt(2 / (rows + columns)),
  he: ({ columns }) => Math.sqrt(2 / columns),
};

/**
 * Normal weights, zero biases. Weights are drawn in the order of the parameters from the stream "init", one normal each.
 * In a model without layers every parameter is drawn, and `scale` must be a number.
 */
export const normal = member(
  "normal",
  "Normal weights scaled by fan-in, Xavier, He or a number, times a gain; biases zero.",
  shape,
  behaviour,
);

function draw(stream: Random, deviation: number, out: Float64Array): void {
  stream.normals(out);
  for (let p = 0; p < out.length; p++) out[p] *= deviation;
}
