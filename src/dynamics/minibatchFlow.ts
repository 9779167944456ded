import { SpecError } from "../spec/errors.ts";
import { count, positive } from "../spec/scalars.ts";
import { minibatch } from "../theory/minibatch.ts";
import { batchFacts } from "./batches.ts";
import { noRandom, standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

/**
 * The gradient flow of L + (η/4)‖∇L‖² + (η/4)(N − B)/((N − 1)B)·Γ, which shuffled SGD follows in the mean over orders
 * (Smith, Dherin, Barrett & De 2021). One gradient and one pass along mixed directions an evaluation, for any B.
 * Its time is η a minibatch step, so that an epoch of SGD takes ⌈N/B⌉η. At a fixed time to order 2 where B divides N, else to order 1 (the record's conditions say so). Throws SpecError where B exceeds N.
 */
export const minibatchFlow = flow({
  kind: "minibatch-flow",
  doc: "The modified flow of SGD that visits every example once an epoch (Smith et al. 2021): implicit gradient and minibatch terms.",
  shape: { stepSize: positive, batchSize: count },
  facts: (options, { objective: { examples } }) =>
    standingFor(options, { batches: batchFacts({ ...options, sampling: "reshuffle" }, examples, noRandom) }),
  theory: ({ stepSize, batchSize }, point) => {
    const examples = point.objective.examples;
    if (batchSize > examples)
      throw new SpecError("dynamics.batchSize", `is ${batchSize}, but there are ${examples} examples: use at most ${examples}`);
    return minibatch(stepSize, batchSize);
  },
});
