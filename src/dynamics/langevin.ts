import { member } from "../spec/member.ts";
import { nonnegative } from "../spec/scalars.ts";
import { discrete, discreteFacts, discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { descend } from "./update.ts";

/** The options of Langevin dynamics, as parsed. */
export interface LangevinOptions extends DiscreteOptions {
  readonly temperature: number;
}

const behaviour: DynamicsBehaviour<LangevinOptions> = {
  clock: "step",
  facts: (spec, setting) =>
    discreteFacts(spec, setting, {
      noModifiedLoss:
        "theory knows no modified loss for langevin, whose noise does not shrink with the step size: its density tends to exp(−L/T)",
    }),
  start({ temperature, ...spec }, { point, random }) {
    const { parameters } = point;
    const stream = random("noise");
    const direction = new Float64Array(parameters.length);
    // One stream for both where a noise is asked for as well: opened twice it would give the same numbers twice.
    const setting = { point, random: (purpose: Parameters<typeof random>[0]) => (purpose === "noise" ? stream : random(purpose)) };
    return discrete(spec, setting, (gradient, stepSize, step) => {
      if (stepSize === 0) return;
      const scale = Math.sqrt((2 * temperature) / stepSize);
      stream.normals(direction);
      for (let i = 0; i < direction.length; i++) direction[i] = gradient[i] - scale * direction[i];
      descend(parameters, direction, stepSize, step);
    });
  },
};

/**
 * Langevin dynamics by the Euler–Maruyama method: w ← w − ηg + √(2ηT) ξ, ξ standard normal, g the full gradient; as η → 0 its stationary
 * density is ∝ exp(−L/T), L the mean loss. (With the sum over N examples instead and temperature 1, T = 1/N.) At a finite step, on ½λw², the variance is
 * T/(λ(1 − ηλ/2)). Its time is the sum of the step sizes.
 */
export const langevin = member(
  "langevin",
  "Langevin dynamics w ← w − ηg + √(2ηT)ξ, whose density tends to exp(−L/T) for small steps.",
  { ...discreteShape, temperature: nonnegative.describe("T, in units of the mean loss") },
  behaviour,
);
