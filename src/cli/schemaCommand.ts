import { Argument, Command } from "commander";
import * as z from "zod";
import { recordSchema } from "../experiment/record.ts";
import { runSchema } from "../experiment/runSpec.ts";
import { sweepSchema } from "../experiment/sweepSpec.ts";

const schemas = { run: runSchema, sweep: sweepSchema, record: recordSchema } as const;

/** JSON Schema (draft 2020-12) of what users write and what they get; made from the schemas that check it. */
export function jsonSchema(name: keyof typeof schemas): object {
  return z.toJSONSchema(schemas[name], { io: name === "record" ? "output" : "input", unrepresentable: "any" });
}

export const schemaCommand = new Command("schema")
  .description("Print the JSON Schema of specs or records, for editors and other programs.")
  .addArgument(new Argument("[what]", "which one").choices(Object.keys(schemas)).default("run"))
  .action((what: keyof typeof schemas) => {
    process.stdout.write(`${JSON.stringify(jsonSchema(what), null, 2)}\n`);
  });
