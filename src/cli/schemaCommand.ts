import { Argument, Command } from "commander";
import { jsonSchema } from "../experiment/jsonSchema.ts";

const subjects = ["run", "sweep", "record"] as const;

export const schemaCommand = new Command("schema")
  .description("Print the JSON Schema of specs or records, for editors and other programs.")
  .addArgument(new Argument("[what]", "which one").choices(subjects).default("run"))
  .addHelpText(
    "after",
    `
Examples:
  thalweg schema run > run.schema.json          for an editor that checks and completes specs
  thalweg schema sweep`,
  )
  .action((what: (typeof subjects)[number]) => {
    process.stdout.write(`${JSON.stringify(jsonSchema(what), null, 2)}\n`);
  });
