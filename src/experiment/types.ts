import type { LiveRunSpec } from "./identity.ts";
import type { RecordOf } from "./record.ts";
import type { RunSpec } from "./runSpec.ts";

/** The record of a run; the spec in it is canonical. */
export type RunRecord = RecordOf<RunSpec | LiveRunSpec>;
