import { Command } from "commander";
import { packageVersion } from "../experiment/numericVersion.ts";
import { exitCodes, guardErrors, reportError } from "./exit.ts";
import { heedInterrupts } from "./interrupt.ts";
import { guardStreams, print, sayable } from "./streams.ts";

guardStreams();
guardErrors();
heedInterrupts();

/** Help and versions that are on their way to standard output. */
const printing: Promise<void>[] = [];

/** Each command loads what it needs only when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./runCommand.ts")).runCommand,
  sweep: async () => (await import("./sweepCommand.ts")).sweepCommand,
  table: async () => (await import("./tableCommand.ts")).tableCommand,
  figure: async () => (await import("./figureCommand.ts")).figureCommand,
  claims: async () => (await import("./claimsCommand.ts")).claimsCommand,
  notebooks: async () => (await import("./notebooksCommand.ts")).notebooksCommand,
  schema: async () => (await import("./schemaCommand.ts")).schemaCommand,
  doctor: async () => (await import("./doctorCommand.ts")).doctorCommand,
};

const program = new Command("thalweg")
  .description(
    "See and measure the implicit bias of gradient descent and SGD: discrete optimisers, gradient flow and modified flows on one network.",
  )
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
  )
  .configureOutput({
    writeOut: (text) => void printing.push(print(text)),
    // It echoes what was typed.
    outputError: (text, write) => write(sayable(text)),
  })
  .exitOverride();

/** The command that was asked for, or all of them where help or a suggestion needs their names. */
async function wanted(first: string | undefined): Promise<Command[]> {
  if (first === "--version" || first === "-V") return [];
  const names = first !== undefined && Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
  return Promise.all(names.map((name) => commands[name]()));
}

try {
  for (const command of await wanted(process.argv[2])) program.addCommand(command.copyInheritedSettings(program));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error, false);
}
await Promise.all(printing).catch((error: unknown) => void (process.exitCode = reportError(error, true)));
process.exitCode ??= exitCodes.done;
