#!/usr/bin/env node
import { supervise } from "./supervise.ts";

/** These may take long: they are done by a process of their own, which can be stopped at any moment. */
const long = new Set(["run", "sweep", "table", "figure", "claims", "doctor"]);

const args = process.argv.slice(2);
if (long.has(args[0]) && !args.includes("--help")) process.exitCode = await supervise(args);
else await import("./program.ts");
