import { gd } from "../dynamics/gradientDescent.ts";
import { claim, type Paper } from "./claim.ts";
import { sparseProblem } from "./tools/diagonal.ts";
import { optimality } from "./tools/effectiveScale.ts";
import { start } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";

const { objective } = sparseProblem();

const effective = claim({
  name: "step-size-and-scale",
  statement:
    "With a finite step gradient descent interpolates where Q is smallest for an effective initialisation below that of the start: larger steps mean richer solutions.",
  source: "Nacson, Ravichandran, Srebro & Soudry 2022, theorem 2",
  setting: "β = u² − v², 8 examples in 20 dimensions, ½ mean squared error; u = v = 0.3, η = 0.05, 0.025, 0.0125, to a loss of 1e-24",
  quantities: {
    start: {
      quantity: "order in η of the part outside the row space, α of the start",
      expected: { value: 1, within: 0.1 },
      why: "the next term of the expansion bends the slope by less than this at these step sizes",
    },
    effective: {
      quantity: "order in η with the effective α",
      expected: { value: 2, within: 0.15 },
      why: "the next term of the expansion bends the slope by less than this at these step sizes",
    },
  },
  seconds: 1,
  compute: () => {
    const stepSizes = [0.05, 0.025, 0.0125];
    const from = new Float64Array(objective.size).fill(0.3);
    const ends = stepSizes.map((stepSize) => optimality(start(gd, gd({ stepSize }), objective, from), 0.3));
    return {
      values: {
        start: logLogSlope(
          stepSizes,
          ends.map((end) => end.start),
        ),
        effective: logLogSlope(
          stepSizes,
          ends.map((end) => end.effective),
        ),
      },
    };
  },
});

/** Nacson, Ravichandran, Srebro & Soudry 2022. */
export const nacson2022: Paper = {
  id: "nacson-2022",
  citation: "Nacson, Ravichandran, Srebro & Soudry 2022, “Implicit bias of the step size in linear diagonal neural networks”, ICML 2022",
  claims: [effective],
};
