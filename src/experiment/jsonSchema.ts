import * as z from "zod";
import { recordSchema } from "./record.ts";
import { runSchema } from "./runSpec.ts";
import { sweepSchema } from "./sweepSpec.ts";

const schemas = { run: runSchema, sweep: sweepSchema, record: recordSchema } as const;

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema (draft 2020-12) of run specs, sweep specs or records, made from the schemas that check them. */
export function jsonSchema(of: keyof typeof schemas): JsonSchema {
  const schema = z.toJSONSchema(schemas[of], { io: of === "record" ? "output" : "input", unrepresentable: "any" });
  return of === "sweep" ? withRuns(schema) : schema;
}

/** A sweep's base and references as the run specs that they become: the grid may bring what is missing in them, but for the kinds. */
function withRuns({ properties, ...rest }: JsonSchema): JsonSchema {
  const { $schema: _, ...run } = z.toJSONSchema(runSchema, { io: "input", unrepresentable: "any", override: requireKindsAlone });
  const { base, references } = properties as Record<string, JsonSchema>;
  return { ...rest, properties: { ...properties, base: { ...run, ...described(base) }, references: { ...references, items: run } } };
}

const described = ({ description }: JsonSchema): JsonSchema => (description === undefined ? {} : { description });

function requireKindsAlone({ jsonSchema: schema }: { jsonSchema: JsonSchema }): void {
  if (schema.required === undefined) return;
  schema.required = schema.required.filter((key) => key === "kind");
  if (schema.required.length === 0) delete schema.required;
}
