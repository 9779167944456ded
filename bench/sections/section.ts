import type { Peer } from "../contestant.ts";

/** A part of the report: measures and returns Markdown. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** What is measured and how to read it. */
  readonly note: string;
  /** False where the measurement needs more than one processor. */
  readonly pinned: boolean;
  measure(peers: readonly Peer[]): Promise<string>;
}
