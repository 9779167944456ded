// A sweep in a process of its own, to be killed: the store's folder is the argument.
import { readFileSync } from "node:fs";
import { openStore } from "../../dist/src/experiment/directoryStore.js";
import { sweep } from "../../dist/src/experiment/sweepProcesses.js";

const spec = JSON.parse(readFileSync(new URL("./killedSweep.json", import.meta.url), "utf8"));
await sweep(spec, { workers: 2, store: openStore(process.argv[2]), keep: false });
