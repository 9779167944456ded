import { openRandom } from "../kernel/random.ts";
import { type BuiltObjective, buildObjective, objectiveSchema } from "../objective/build.ts";
import { dataSchema } from "../objective/data/index.ts";
import { loadData as load } from "../objective/data/load.ts";
import type { Data, InitBehaviour } from "../objective/family.ts";
import { type InitSpec, initSchema, inits } from "../objective/init/index.ts";
import { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { parse, within } from "../spec/parse.ts";
import type * as z from "zod";
import type { Given } from "./runSpec.ts";

/** A live objective, for those who want to compute by hand. */
export interface HandObjective extends BuiltObjective {
  /** A Point at given parameters (length `objective.size`), or at the start that an `init` spec describes. */
  point(at: ArrayLike<number> | Given<z.input<typeof initSchema>>): Point;
}

/**
 * Loads the data set that a spec describes, as tables: inputs and targets, row-major. `seed` stands in where the spec names none, as a run's seed does.
 * Throws SpecError where the spec is wrong, DataError where a data file is.
 */
export async function loadData(spec: Given<z.input<typeof dataSchema>>, { seed = 0 }: { readonly seed?: number } = {}): Promise<Data> {
  return load(parse(dataSchema, spec, "data"), seed, openRandom);
}

/**
 * Builds the objective that a spec describes: its loss, gradient, Hessian-vector products and so on, and Points that know what was
 * computed there. `seed` stands in where data or `init` name none, as a run's seed does.
 * Throws SpecError where the spec is wrong, DataError where a data file is.
 */
export async function objective(
  spec: Given<z.input<typeof objectiveSchema>>,
  { seed = 0 }: { readonly seed?: number } = {},
): Promise<HandObjective> {
  const built = await within("objective", () => buildObjective(parse(objectiveSchema, spec, "objective"), seed, openRandom));
  const { size, blocks } = built.objective;
  const start = (init: InitSpec): Float64Array => {
    const own = "seed" in init ? (init.seed ?? seed) : seed;
    const out = new Float64Array(size);
    const reference = (): never => {
      throw new SpecError("init", "a start from another run is only to be had in a run");
    };
    (inits[init.kind] as InitBehaviour<InitSpec>).fill(
      init,
      { size, blocks, random: (purpose) => openRandom(own, purpose), reference },
      out,
    );
    return out;
  };
  return {
    ...built,
    point(at) {
      if (!("length" in at)) return new Point(built.objective, start(parse(initSchema, at, "init")));
      if (at.length !== size) throw new SpecError("", `the objective has ${size} parameters, not ${at.length}`);
      return new Point(built.objective, Float64Array.from(at));
    },
  };
}
