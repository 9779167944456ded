import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { SpecError } from "../spec/errors.ts";
import { exitCodes } from "./exit.ts";

/** The package as it stands in a clone: from dist/src/cli three folders up to dist, one more to the root. */
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What is run for each: scripts of the repository. */
const scripts = {
  build: ["scripts/notebooks.mjs", "build"],
  preview: ["scripts/preview.mjs"],
  execute: ["scripts/notebooks.mjs", "execute"],
} as const;

export const notebooksCommand = new Command("notebooks")
  .description("The essays: build their pages, look at them with the explorer, or execute them for Jupyter.")
  .addArgument(new Argument("<what>", "what to do").choices(Object.keys(scripts)))
  .argument("[folder]", "where to (build: dist-site/notebooks, execute: notebooks/jupyter)")
  .addHelpText(
    "after",
    `
  build     static pages, which open from the disk as from any server
  preview   builds pages and explorer, serves them on this machine and builds again what changes
  execute   runs every notebook and writes it with its outputs, for Jupyter's Deno kernel

These need the repository and its development packages: git clone, npm ci.`,
  )
  .action(async (what: keyof typeof scripts, folder: string | undefined) => {
    const [script, ...args] = scripts[what];
    if (!existsSync(`${root}/${script}`))
      throw new SpecError("", "the notebooks are in the repository, not in the installed package: clone it, run npm ci, and try there");
    if (folder === "") throw new SpecError("", "the name of the folder is empty: give one, or leave it out");
    process.exitCode = await finished([script, ...args, ...(folder === undefined ? [] : [folder])], what === "preview");
  });

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Milliseconds that a script has to end after it was asked to. */
const patience = 5000;

/**
 * Runs a script and hands on what it is told: it ends with this process, and this process with it. A preview that is stopped has done
 * what it was to do.
 */
function finished(args: readonly string[], isPreview: boolean): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
    let asked = 0;
    const handOn = (signal: NodeJS.Signals): void => {
      asked++;
      child.kill(asked === 1 ? signal : "SIGKILL");
      setTimeout(() => child.kill("SIGKILL"), patience).unref();
    };
    process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM").removeAllListeners("SIGHUP");
    for (const signal of signals) process.on(signal, handOn);
    child.on("error", () => resolve(exitCodes.failed));
    child.on("exit", (code) => resolve(ended(code, asked, isPreview)));
  });
}

function ended(code: number | null, asked: number, isPreview: boolean): number {
  if (asked > 1) return exitCodes.abandoned;
  if (asked === 1) return isPreview ? exitCodes.done : exitCodes.stopped;
  return code ?? exitCodes.failed;
}
