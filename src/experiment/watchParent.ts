import { Worker } from "node:worker_threads";

/** Runs beside the work, which may take long without a pause: looks whether the parent is still there, and gives the process a second to leave by itself. */
const program = `
const { workerData } = require("node:worker_threads");
const { look, patience } = workerData;
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) setTimeout(() => process.kill(process.pid, "SIGKILL"), patience);
}, look);
`;

/** Milliseconds between looks, and before a process that was left alone is ended. */
const workerData = { look: 500, patience: 1000 };

/** Ends this process soon after its parent is gone, even where a long computation leaves no time to notice. */
export function watchParent(): void {
  const limits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 };
  const watcher = new Worker(program, { eval: true, workerData, execArgv: [], resourceLimits: limits });
  watcher.on("error", () => undefined);
  watcher.unref();
}
