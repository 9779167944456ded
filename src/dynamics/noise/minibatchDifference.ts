import { axpy } from "../../kernel/vector.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count, finite } from "../../spec/scalars.ts";
import { openSampling } from "../sampling.ts";
import { movesTheMean, type NoiseBehaviour } from "./noise.ts";

const behaviour: NoiseBehaviour<{ readonly batchSize: number; readonly scale: number }> = {
  beside: movesTheMean,
  open({ batchSize, scale }, { objective, parameters }, random) {
    const { examples } = objective;
    if (batchSize > examples)
      throw new SpecError("batchSize", `a batch of ${batchSize} is larger than the data: there are ${examples} examples`);
    const next = openSampling("subset", examples, batchSize, random);
    const own = new Float64Array(parameters.length);
    return (estimate) => {
      for (const sign of [1, -1]) {
        objective.gradient(parameters, own, next() ?? undefined);
        axpy(sign * scale, own, estimate);
      }
    };
  },
};

/**
 * δ(g_S − g_S′) with two batches S, S′ of B examples drawn independently of one another, each without replacement: minibatch noise of a
 * chosen strength beside any gradient (HaoChen, Wei, Lee & Ma 2021, experiments, with B = 1 and δ = 1). Its covariance is 2δ²Σ_B, Σ_B that of
 * the noise `covariance`. Costs two batch gradients a step.
 */
export const minibatchDifference = member(
  "minibatch-difference",
  "A multiple of the difference between the gradients of two independent minibatches.",
  {
    batchSize: count.describe("B, of each of the two minibatches"),
    scale: finite.default(1).describe("δ, what the difference is multiplied by"),
  },
  behaviour,
);
