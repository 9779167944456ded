import * as z from "zod";
import { SpecError } from "./errors.ts";

/** Checks a value against a schema and returns it with defaults filled in. Throws `SpecError` with the path of the first fault. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new SpecError(issue.path.join("."), issue.message);
}
