import { axpy } from "../../kernel/vector.ts";
import { member } from "../../spec/member.ts";
import { nonnegative } from "../../spec/scalars.ts";
import { movesTheMean, type NoiseBehaviour } from "./noise.ts";

const behaviour: NoiseBehaviour<{ readonly std: number }> = {
  beside: movesTheMean,
  open({ std }, { parameters }, random) {
    const normals = new Float64Array(parameters.length);
    return (estimate) => {
      random.normals(normals);
      axpy(std, normals, estimate);
    };
  },
};

/** g + σξ, ξ standard normal in every parameter: a step of descent moves by ησξ beside −ηg. See `langevin` for noise that scales like √η. */
export const gaussian = member(
  "gaussian",
  "Independent normal noise in every entry of the gradient.",
  { std: nonnegative.describe("σ, standard deviation of the noise in each entry of the gradient") },
  behaviour,
);
