import { memoryStore } from "../../experiment/memoryStore.ts";
import { openStore } from "../../experiment/directoryStore.ts";
import { run } from "../../experiment/run.ts";
import { SpecError } from "../../spec/errors.ts";
import { type Finding, findingOf, idOf } from "../finding.ts";
import { loadPaper } from "../index.ts";

/** A claim to compute: what travels to a worker process. */
export interface ClaimTask {
  readonly paper: string;
  readonly name: string;
  /** Where runs are kept; null: nowhere. */
  readonly store: string | null;
}

/** Computes one claim. The entry of the worker processes. Throws what the computation throws. */
export async function compute({ paper: paperId, name, store: directory }: ClaimTask): Promise<Finding> {
  const paper = await loadPaper(paperId);
  const claim = paper?.claims.find((one) => one.name === name);
  if (paper === null || claim === undefined) throw new SpecError("", `there is no claim "${idOf({ id: paperId }, { name })}"`);
  const store = directory === null ? memoryStore() : openStore(directory);
  return findingOf(paper, claim, { run: (spec) => run(spec, { store }) });
}
