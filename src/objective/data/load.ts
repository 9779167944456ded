import type { Purpose, Random } from "../../kernel/random.ts";
import { checkRoom } from "../../spec/room.ts";
import { standardize } from "../standardize.ts";
import type { Data, DataBehaviour } from "../family.ts";
import { readingOf } from "../reading.ts";
import { dataSets, type DataSpec } from "./index.ts";
import { split } from "./split.ts";

/** Most bytes of a data set: it is copied for its hash, and into the kernel. */
const mostDataBytes = 2 ** 30;

/** Opens the stream of a seed and a purpose. */
export type Streams = (seed: number, purpose: Purpose) => Random;

/** Loads a data set, splits off the held-out fraction and standardises the inputs, in this order, and says what was read. `seed` stands in where the spec names none. */
export async function loadData(spec: DataSpec, seed: number, streams: Streams): Promise<Data> {
  const own = "seed" in spec && typeof spec.seed === "number" ? spec.seed : seed;
  const behaviour = dataSets[spec.kind] as DataBehaviour<DataSpec>;
  checkRoom("objective.data", behaviour.numbers?.(spec) ?? 0, "take fewer examples, or fewer inputs", mostDataBytes);
  const loaded = await behaviour.load(spec, (purpose) => streams(own, purpose));
  const { test } = spec;
  const parts =
    test !== undefined && "fraction" in test
      ? { ...split(loaded.train, test.fraction, streams(test.seed ?? own, "test")), reading: loaded.reading }
      : loaded;
  const settled = (await behaviour.settle?.(spec, parts)) ?? parts;
  const scaled = "standardize" in spec ? standardize(settled, spec.standardize) : settled;
  return { ...scaled, reading: readingOf({ ...scaled, reading: settled.reading }) };
}
