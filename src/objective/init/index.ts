import * as z from "zod";
import type { Purpose, Random } from "../../kernel/random.ts";
import type { InitBehaviour, InitSetting } from "../family.ts";
import type { Objective } from "../objective.ts";
import { constant } from "./constant.ts";
import { normal } from "./normal.ts";
import { run } from "./run.ts";
import { uniform } from "./uniform.ts";
import { values } from "./values.ts";

/** Every initialisation, by kind. */
export const inits = { values, normal, uniform, constant, run };

/** Schema of `init`. */
export const initSchema = z.discriminatedUnion("kind", [values.schema, normal.schema, uniform.schema, constant.schema, run.schema]);

export type InitSpec = z.output<typeof initSchema>;

/**
 * The start that `init` describes for an objective. `seed` is the run's, taken where `init` names none; `reference`
 * looks up the parameters of another run. Throws SpecError where `init` does not fit the model.
 */
export function initialParameters(
  init: InitSpec,
  { size, blocks }: Pick<Objective, "size" | "blocks">,
  seed: number,
  streams: (seed: number, purpose: Purpose) => Random,
  reference: InitSetting["reference"],
): Float64Array {
  const own = "seed" in init ? (init.seed ?? seed) : seed;
  const out = new Float64Array(size);
  const behaviour = inits[init.kind] as InitBehaviour<InitSpec>;
  behaviour.fill(init, { size, blocks, random: (purpose) => streams(own, purpose), reference }, out);
  return out;
}
