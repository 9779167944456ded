import * as z from "zod";
import { parameterCount } from "../kernel/network.ts";
import type { ObjectiveSpec } from "../objective/build.ts";
import { networkShape } from "../objective/model/mlp.ts";
import { identity } from "./identity.ts";
import { recordSchema } from "./record.ts";
import { isWhole, unwrapped } from "./recordHash.ts";
import type { RunRecord } from "./types.ts";

/** Why a file is not the record that its name promises, as a sentence that goes on from the file's name. */
export interface Fault {
  /** "newer": a later version of thalweg made it; "damaged": anything else. */
  readonly kind: "damaged" | "newer";
  readonly message: string;
}

/** Records of this version are read and written. */
const version = 1;

/** The text of a record's file as a record; or why it is none. */
export function verify(text: string, id: string): RunRecord | Fault {
  const value = parsed(text) as { readonly version?: unknown } | null | undefined;
  if (value === undefined) return damaged(text === "" ? "is empty" : "is not a whole record: the file was cut short or is not JSON");
  const made = value?.version;
  if (typeof made === "number" && made > version) {
    const message = `was written by a newer version of thalweg (record version ${made}; known: ${version}): bring thalweg up to date`;
    return { kind: "newer", message };
  }
  const record = value as RunRecord;
  const hashed = typeof (value as Partial<RunRecord> | null)?.hash === "string";
  const checked = (hashed ? shapeOf : recordSchema).safeParse(value);
  if (!checked.success) return damaged(`is not a record: ${placeOf(checked.error)} is not what it should be`);
  const fault = inconsistency(record, id);
  return fault === null ? unwrapped(record) : damaged(fault);
}

const damaged = (message: string): Fault => ({ kind: "damaged", message });

function placeOf({ issues: [issue] }: z.ZodError): string {
  const key = issue.code === "unrecognized_keys" ? [issue.keys[0]] : [];
  const place = [...issue.path, ...key].join(".");
  return place === "" ? "it" : place.length > 60 ? `${place.slice(0, 57)}…` : place;
}

function inconsistency(record: RunRecord, id: string): string | null {
  const lengths = Object.values(record.path).map((column) => (Array.isArray(column) ? column.length : -1));
  if (lengths.some((length) => length !== lengths[0])) return "is not a whole record: the columns of its path are not of equal length";
  if (record.id !== id) return "holds the record of another run: its name is not its id";
  if (identity(record.spec, record.provenance.numericVersion) !== id) return "does not fit its id: its spec was changed";
  if (isWhole(record) === false) return "does not fit its hash: it was damaged or changed after it was written";
  const expected = parametersOf(record.spec);
  if (expected !== null && record.final.parameters.length !== expected)
    return `is not a whole record: it ends with ${record.final.parameters.length} parameters where its model has ${expected}`;
  return null;
}

/** How many parameters a spec's model has, where the spec alone says it. */
function parametersOf({ objective }: RunRecord["spec"]): number | null {
  const { model } = objective as { readonly model?: ObjectiveSpec["model"] };
  if (model?.kind === "quadratic") return model.matrix.length;
  if (model?.kind === "expression") return model.parameters.length;
  return model?.kind === "mlp" ? parameterCount(networkShape(model, { kind: "squared-error", factor: 1 })) : null;
}

/** The schema with the elements of the long lists not looked at one by one: the hash covers them. */
const shapeOf = recordSchema.extend({
  path: z.looseObject({ step: z.array(z.any()), time: z.array(z.any()) }),
  final: recordSchema.shape.final.extend({ parameters: z.array(z.any()) }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
