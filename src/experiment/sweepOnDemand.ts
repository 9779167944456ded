import type { SweepOptions, SweepResult } from "./sweep.ts";
import type { SweepInput } from "./sweepSpec.ts";

/** Does the missing runs of a sweep one after the other in this process, as `sweepWith` does; its code is loaded when it is first asked for. */
export async function sweepHere(input: SweepInput, options: SweepOptions = {}): Promise<SweepResult> {
  const { sweepWith } = await import("./sweep.ts");
  const { executeHere } = await import("./executor.ts");
  return sweepWith(executeHere, input, options);
}
