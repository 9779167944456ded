import * as z from "zod";
import { identity } from "./identity.ts";
import { recordSchema } from "./record.ts";
import type { RunRecord } from "./types.ts";

/** The text of a record's file, or the value in it, as a record; or, as a sentence, why it is none. */
export function verify(text: string, id: string): RunRecord | string {
  const value = parsed(text) as { readonly version?: unknown } | null | undefined;
  if (value === undefined) return "is not a whole record: the file was cut short or is not JSON";
  const version = value?.version;
  if (typeof version === "number" && version > 1) return `was written by a newer version of thalweg (record version ${version}; known: 1)`;
  const checked = shapeOf.safeParse(value);
  if (!checked.success) return `is not a record: ${checked.error.issues[0].path.join(".")} is not what it should be`;
  const record = value as RunRecord;
  const lengths = Object.values(record.path).map((column) => (Array.isArray(column) ? column.length : -1));
  if (lengths.some((length) => length !== lengths[0])) return "is not a whole record: the columns of its path are not of equal length";
  if (record.id !== id) return "holds the record of another run: its name is not its id";
  if (identity(record.spec, record.provenance.numericVersion) !== id) return "does not fit its id: its spec was changed";
  return record;
}

/** The schema with the elements of the long lists not looked at one by one: records are many, and written by this code alone. */
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
