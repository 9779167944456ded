import * as z from "zod";
import { recordSchema } from "./record.ts";
import { runSchema } from "./runSpec.ts";
import { sweepSchema } from "./sweepSpec.ts";

const schemas = { run: runSchema, sweep: sweepSchema, record: recordSchema } as const;

/** The JSON Schema (draft 2020-12) of run specs, sweep specs or records, made from the schemas that check them. */
export function jsonSchema(of: keyof typeof schemas): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(schemas[of], { io: of === "record" ? "output" : "input", unrepresentable: "any" });
}
