import { SpecError } from "../spec/errors.ts";
import { minibatch } from "../theory/minibatch.ts";
import { batchFacts } from "./batches.ts";
import { noRandom, standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { MinibatchFlowOptions } from "./minibatchFlow.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<MinibatchFlowOptions>({
  facts: (options, { objective: { examples } }) =>
    standingFor(options, { batches: batchFacts({ ...options, sampling: "reshuffle" }, examples, noRandom) }),
  theory: ({ stepSize, batchSize }, point) => {
    const examples = point.objective.examples;
    if (batchSize > examples)
      throw new SpecError("dynamics.batchSize", `is ${batchSize}, but there are ${examples} examples: use at most ${examples}`);
    return minibatch(stepSize, batchSize);
  },
});
