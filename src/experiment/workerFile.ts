import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SpecError } from "../spec/errors.ts";

/**
 * The worker's entry: beside this file when it was built; from the TypeScript sources the one in dist, or the source itself where the
 * runtime strips types.
 */
export function workerFile(): string {
  const here = import.meta.url;
  if (here.endsWith(".js")) return fileURLToPath(new URL("./worker.js", here));
  const built = fileURLToPath(new URL("../../dist/src/experiment/worker.js", here));
  if (existsSync(built)) return built;
  if ((process.features as { typescript?: unknown }).typescript) return fileURLToPath(new URL("./worker.ts", here));
  throw new SpecError(
    "workers",
    'worker processes need the compiled package: run "npm run build:js" once, or ask for 0 workers to stay in this process',
  );
}
