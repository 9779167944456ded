import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import { claim, type Paper } from "./claim.ts";
import { start } from "./tools/movers.ts";
import { secondMoments } from "./tools/moments.ts";

const examples = 20;
/** Twenty shifts of mean 0 and mean square 1. */
const shifts = Array.from({ length: examples }, (_, i) => (2 * i - examples + 1) / Math.sqrt((examples * examples - 1) / 3));

/** Variance at the end of an epoch, unit noise: η²/(1 − a^{2N}) × (N/(N − 1))(S₂ − S₁²/N), a = 1 − ηλ, S_k = Σ a^{kj}. */
function reshuffled(scaled: number): number {
  const a = 1 - scaled;
  let [power, first, second] = [1, 0, 0];
  for (let k = 0; k < examples; k++) {
    first += power;
    second += power * power;
    power *= a;
  }
  return ((scaled * scaled) / (1 - power * power)) * (examples / (examples - 1)) * (second - (first * first) / examples);
}

/** That of independent draws, ησ²/(λ(2 − ηλ)), in the same units (λ = 1). */
const independent = (scaled: number): number => scaled / (2 - scaled);

function simulated(scaled: number, epochs: number): number {
  const objective = quadratic.objective(quadratic({ matrix: [[1]], noise: shifts.map((shift) => [shift]) }));
  const spec = sgd({ stepSize: scaled, batchSize: 1, sampling: "reshuffle" });
  const mover = start(sgd, spec, objective, [0], () => openRandom(0, "sampling"));
  return secondMoments(mover, epochs, { warm: 100 * examples, apart: examples })[0];
}

const suppression = claim({
  name: "suppressed-variance",
  statement:
    "Shuffling makes noise anticorrelated within an epoch: in flat directions, ηλN ≪ 1, the variance is far below that of independent draws; in steep ones, ηλN ≫ 1, it is nearly the same.",
  source: "Kühn & Rosenow 2023; the exact formula is derived here",
  setting: "½w² with 20 shifts, B = 1, end of each epoch; ηλN = 0.4 and 8; 100,000 epochs",
  checks: ["A20"],
  quantities: {
    flat: {
      quantity: "variance over that of independent draws, ηλN = 0.4",
      expected: { value: 0.014, within: 0.1, relative: true },
      why: "0.014 by the exact formula for large N, of order 1/N apart",
    },
    steep: {
      quantity: "variance over that of independent draws, ηλN = 8",
      expected: { value: 0.84, within: 0.1, relative: true },
      why: "0.84 by the exact formula for large N, of order 1/N apart",
    },
    flatSeen: {
      quantity: "simulated over formula, ηλN = 0.4",
      expected: { value: 1, within: 0.02 },
      why: "sampling: 1e5 epochs with a memory of a few, 1 %",
    },
    steepSeen: {
      quantity: "simulated over formula, ηλN = 8",
      expected: { value: 1, within: 0.02 },
      why: "sampling: 1e5 epochs without memory, 0.5 %",
    },
  },
  seconds: 2,
  compute: () => {
    const [flat, steep] = [0.4 / examples, 8 / examples];
    return {
      values: {
        flat: reshuffled(flat) / independent(flat),
        steep: reshuffled(steep) / independent(steep),
        flatSeen: simulated(flat, 100_000) / reshuffled(flat),
        steepSeen: simulated(steep, 100_000) / reshuffled(steep),
      },
    };
  },
});

/** Kühn & Rosenow 2023. */
export const kuhnRosenow2023: Paper = {
  id: "kuhn-rosenow-2023",
  citation: "Kühn & Rosenow 2023, “Correlated noise in epoch-based stochastic gradient descent: implications for weight variances”",
  link: "https://arxiv.org/abs/2306.05300",
  claims: [suppression],
};
