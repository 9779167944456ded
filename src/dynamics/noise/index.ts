import * as z from "zod";
import type { Random } from "../../kernel/random.ts";
import type { Point } from "../../objective/point.ts";
import type { Correction } from "../correction.ts";
import { covariance } from "./covariance.ts";
import { gaussian } from "./gaussian.ts";
import { label } from "./label.ts";
import { minibatchDifference } from "./minibatchDifference.ts";
import type { NoiseBehaviour } from "./noise.ts";

/** Every noise that a discrete dynamics may carry, by kind. */
export const noises = { label, gaussian, covariance, "minibatch-difference": minibatchDifference };

/** Schema of `noise`. */
export const noiseSchema = z
  .discriminatedUnion("kind", [label.schema, gaussian.schema, covariance.schema, minibatchDifference.schema])
  .describe("what is added to the gradient of each step at random");

export type NoiseSpec = z.output<typeof noiseSchema>;

/** Opens a noise. Throws SpecError where its options do not fit the objective. */
export function openNoise(spec: NoiseSpec, point: Point, random: Random): Correction {
  return (noises[spec.kind] as NoiseBehaviour<NoiseSpec>).open(spec, point, random);
}
