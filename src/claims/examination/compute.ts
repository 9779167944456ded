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

/** A claim that could not be computed, and why. */
export interface Failure {
  readonly id: string;
  readonly failure: string;
}

/** Whether a claim could not be computed. */
export const isFailure = (result: Finding | Failure): result is Failure => "failure" in result;

/** Computes one claim: the entry of the worker processes. What the computation throws becomes a failure. */
export async function compute(task: ClaimTask): Promise<Finding | Failure> {
  try {
    return await find(task);
  } catch (error) {
    return { id: idOf({ id: task.paper }, task), failure: error instanceof Error ? error.message : String(error) };
  }
}

async function find({ paper: paperId, name, store: directory }: ClaimTask): Promise<Finding> {
  const paper = await loadPaper(paperId);
  const claim = paper?.claims.find((one) => one.name === name);
  if (paper === null || claim === undefined) throw new SpecError("", `there is no claim "${idOf({ id: paperId }, { name })}"`);
  const store = directory === null ? memoryStore() : openStore(directory);
  return findingOf(paper, claim, { run: (spec) => run(spec, { store }) });
}
