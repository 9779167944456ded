#!/usr/bin/env node
import { Command } from "commander";
import { packageVersion } from "../experiment/numericVersion.ts";
import { doctorCommand } from "./doctorCommand.ts";
import { reportError } from "./exit.ts";
import { figureCommand } from "./figureCommand.ts";
import { runCommand } from "./runCommand.ts";
import { schemaCommand } from "./schemaCommand.ts";
import { sweepCommand } from "./sweepCommand.ts";
import { tableCommand } from "./tableCommand.ts";

const program = new Command("thalweg")
  .description("See and measure the implicit bias of gradient descent and SGD: discrete optimisers, gradient flow and modified flows on one network.")
  .version(packageVersion)
  .showHelpAfterError("(thalweg --help says more)")
  .addHelpText(
    "after",
    `
Start here:
  thalweg figure preference     the headline: does the modified objective predict the preference for flat minima?
  thalweg run SPEC.json         one run from a spec; thalweg schema run says what a spec may contain

Results go to standard output, progress and messages to standard error.
Exit codes: 0 done (a diverged run is a result), 1 something failed, 2 the request was wrong and nothing was started,
75 stopped on request with work left (the same command goes on), 130 left at once on a second Ctrl-C.`,
  );

for (const command of [runCommand, sweepCommand, tableCommand, figureCommand, schemaCommand, doctorCommand]) {
  program.addCommand(command.exitOverride());
}
program.exitOverride();

// A reader that closes the pipe early (head) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}
