import { Argument, Command } from "commander";
import { print } from "./streams.ts";
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
  .action(async (what: (typeof subjects)[number]) => {
    await print(`${JSON.stringify(jsonSchema(what), null, 2)}\n`);
  });
