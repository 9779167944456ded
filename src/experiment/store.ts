import type { RunRecord } from "./types.ts";
import type { Summary } from "./summary.ts";

/** Where records are kept: a directory (`openStore`), or memory (`memoryStore`). A record is written whole or not at all. */
export interface Store {
  /** The directory, or null for one in memory. */
  readonly directory: string | null;
  /** Whether the record of this run is there. */
  has(id: string): Promise<boolean>;
  /** The record of a run, or null where there is none that is whole. */
  read(id: string): Promise<RunRecord | null>;
  /** Keeps a record: whole, or not at all. */
  write(record: RunRecord): Promise<void>;
  /** Makes sure, before work is done, that records can be written. Throws DataError where they cannot. */
  prepare(): Promise<void>;
  /** Which of these records are no longer there, where a store can lose any. */
  lost?(ids: readonly string[]): Promise<readonly string[]>;
  /** What a table needs of every record, in the order of their ids. */
  summaries(): Promise<Summary[]>;
}
