import { sam } from "../dynamics/sharpnessAware.ts";
import { behaviour as samBehaviour } from "../dynamics/sharpnessAwareBehaviour.ts";
import { distance, norm } from "../kernel/vector.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(5, 8);

/** Order in ρ of the distance between SAM's direction and that of the penalty. */
function order(normalized: boolean): number {
  const gradient = new Float64Array(objective.size);
  const product = new Float64Array(objective.size);
  objective.gradient(from, gradient);
  objective.hessianVector(from, gradient, product);
  const radii = [0.04, 0.02, 0.01, 0.005];
  const errors = radii.map((radius) => {
    const moved = steps(start(samBehaviour, sam({ stepSize: 1, radius, normalized }), objective, from), 1);
    const weight = radius / (normalized ? norm(gradient) : 1);
    return distance(
      moved,
      from.map((w, i) => w - (gradient[i] + weight * product[i])),
    );
  });
  return logLogSlope(radii, errors);
}

const nextTerm = "the next term, of order ρ³, bends the slope by less than this at these radii";

const penalty = claim({
  name: "penalty",
  statement:
    "The gradient of sharpness-aware minimization is that of the loss with the penalty ρ‖g‖, or (ρ/2)‖g‖² when the ascent is not normalised, up to O(ρ²): the form of implicit gradient regularisation with ρ for h/2.",
  source: "Foret et al. 2021, eq. 2 and 3 (first-order ascent); the expansion g + ρHg/‖g‖ is derived here",
  setting: "tanh network 2-5-1, 8 examples, ρ = 0.04 … 0.005",
  checks: ["A50"],
  quantities: {
    normalised: { quantity: "order in ρ of the difference, normalised", expected: { value: 2, within: 0.05 }, why: nextTerm },
    plain: { quantity: "order in ρ of the difference, not normalised", expected: { value: 2, within: 0.05 }, why: nextTerm },
  },
  seconds: 0.1,
  compute: () => ({ values: { normalised: order(true), plain: order(false) } }),
});

/** Foret, Kleiner, Mobahi & Neyshabur 2021. */
export const foret2021: Paper = {
  id: "foret-2021",
  citation: "Foret, Kleiner, Mobahi & Neyshabur 2021, “Sharpness-aware minimization for efficiently improving generalization”, ICLR 2021",
  link: "https://arxiv.org/abs/2010.01412",
  claims: [penalty],
};
