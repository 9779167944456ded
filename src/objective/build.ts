import { sha256Hex } from "../spec/canonical.ts";
import { SpecError } from "../spec/errors.ts";
import { loadData, type Streams } from "./data/load.ts";
import type { Data, ModelBehaviour } from "./family.ts";
import { losses, type LossSpec } from "./loss/index.ts";
import { models } from "./model/index.ts";
import type { Objective } from "./objective.ts";
import type { DataReading } from "./reading.ts";
import type { ObjectiveSpec } from "./schema.ts";

export { objectiveSchema, type ObjectiveSpec } from "./schema.ts";

/** A live objective and where its numbers come from. */
export interface BuiltObjective {
  readonly objective: Objective;
  /** What was loaded; null for models that bring their own examples. */
  readonly data: Data | null;
  /** Hexadecimal SHA-256 of the training and test tables as the objective sees them; null without data. */
  readonly dataHash: string | null;
  /** What was read as data; not there for models that bring their own examples. */
  readonly reading?: DataReading;
}

/**
 * Turns a validated objective spec into a live Objective. `seed` is the run's: it stands in where the data name none.
 * Throws SpecError where data, model and loss do not fit together, DataError where a file cannot be used.
 */
export async function buildObjective(spec: ObjectiveSpec, seed: number, streams: Streams): Promise<BuiltObjective> {
  const model = models[spec.model.kind] as ModelBehaviour<ObjectiveSpec["model"], LossSpec>;
  if (!model.needsData) {
    for (const entry of ["data", "loss"] as const) {
      if (spec[entry] !== undefined)
        throw new SpecError(`objective.${entry}`, `the model "${spec.model.kind}" brings its own examples and loss; leave "${entry}" out`);
    }
    return { objective: await model.objective(spec.model, null, null), data: null, dataHash: null };
  }
  for (const entry of ["data", "loss"] as const) {
    if (spec[entry] === undefined)
      throw new SpecError(
        `objective.${entry}`,
        `the model "${spec.model.kind}" needs ${entry === "data" ? "data" : "a loss"}; add "${entry}"`,
      );
  }
  const data = await loadData(spec.data!, seed, streams);
  checkTargets(spec.loss!, data);
  return { objective: await model.objective(spec.model, data, spec.loss!), data, dataHash: hashOf(data), reading: data.reading };
}

function checkTargets(loss: LossSpec, { train, test }: Data): void {
  const { complaint } = losses[loss.kind];
  const fault = complaint(train) ?? (test === undefined ? null : complaint(test));
  if (fault !== null) throw new SpecError("objective.loss", fault);
}

/** SHA-256 over, for each part, its three sizes and then x and y, all as little-endian float64. */
function hashOf({ train, test }: Data): string {
  const parts = test === undefined ? [train] : [train, test];
  const numbers = parts.flatMap(({ count, inputs, outputs, x, y }) => [Float64Array.of(count, inputs, outputs), x, y]);
  const bytes = new Uint8Array(8 * numbers.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of numbers) {
    bytes.set(littleEndianBytes(part), at);
    at += 8 * part.length;
  }
  return sha256Hex(bytes);
}

/** The bytes of numbers as little-endian float64: as they lie in the memory of nearly every machine, turned round on the others. */
function littleEndianBytes(numbers: Float64Array): Uint8Array {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const view = new DataView(new ArrayBuffer(numbers.byteLength));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i], true);
  return new Uint8Array(view.buffer);
}
