/** The public face: everything of `browser.ts`, and what needs processes, files, or more code than a page should load. */
export * from "./browser.ts";
export { type DirectoryStore, type Problem, type StoreOptions, openStore } from "./experiment/directoryStore.ts";
export { type ProcessSweepOptions, sweep } from "./experiment/sweepProcesses.ts";
export { jsonSchema } from "./experiment/jsonSchema.ts";
export { tableToParquet } from "./experiment/tableParquet.ts";
