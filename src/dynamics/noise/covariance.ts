import { axpy } from "../../kernel/vector.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count } from "../../spec/scalars.ts";
import { movesTheMean, type NoiseBehaviour } from "./noise.ts";

const behaviour: NoiseBehaviour<{ readonly batchSize: number }> = {
  beside: movesTheMean,
  open({ batchSize }, { objective, parameters }, random) {
    const { examples } = objective;
    if (batchSize > examples)
      throw new SpecError("batchSize", `a batch of ${batchSize} is larger than the data: there are ${examples} examples`);
    const scale = examples === 1 ? 0 : Math.sqrt((examples - batchSize) / ((examples - 1) * batchSize * examples));
    const normals = new Float64Array(examples);
    const own = new Float64Array(parameters.length);
    const one = new Int32Array(1);
    return (estimate) => {
      random.normals(normals);
      let mean = 0;
      for (let i = 0; i < examples; i++) mean += normals[i];
      mean /= examples;
      for (let i = 0; i < examples; i++) {
        one[0] = i;
        objective.gradient(parameters, own, one);
        axpy(scale * (normals[i] - mean), own, estimate);
      }
    };
  },
};

/**
 * Normal noise with the covariance that the gradient of a batch of B examples has when it is drawn without replacement,
 * Σ_B = (N − B)/((N − 1)B) · (1/N) Σ_i (g_i − g)(g_i − g)ᵀ: √((N − B)/((N − 1)BN)) Σ_i ξ_i (g_i − g), ξ_i standard normal, g_i the gradient of
 * example i. No P × P matrix: a step costs the gradients of all examples, one by one. It keeps the shape of minibatch noise and takes
 * away what is not Gaussian in it.
 */
export const covariance = member(
  "covariance",
  "Normal noise with exactly the covariance of the gradient of a minibatch drawn without replacement.",
  { batchSize: count.describe("B, of the minibatch whose covariance the noise has") },
  behaviour,
);
