import { gd } from "../../src/dynamics/gradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import type { MeasureSetting } from "../../src/measure/measure.ts";
import { sharpness } from "../../src/measure/sharpness.ts";
import { Point } from "../../src/objective/point.ts";
import { compare } from "../compare.ts";
import { type Contestant, ours } from "../contestant.ts";
import { type Problem, openProblem } from "../problem.ts";
import { duration, table } from "../table.ts";
import type { Section } from "./section.ts";

const stepSize = 0.2;
const steps = 1000;
type Options = Parameters<typeof sharpness>[0];

/** Gradient descent from the start, with the sharpness read at every step (or not at all). */
function descending(name: string, { objective, start }: Problem, options: Options | null): Contestant {
  return ours(name, null, () => {
    const point = new Point(objective, start);
    const random = (purpose: Parameters<MeasureSetting["random"]>[0]): ReturnType<MeasureSetting["random"]> => openRandom(0, purpose);
    const mover = gd.start(gd({ stepSize }), { point, random });
    const none = { reference: () => start, shadow: () => undefined };
    const setting: MeasureSetting = { objective, dynamics: noDynamics, random, ...none };
    const read = options === null ? null : sharpness.begin(sharpness(options), setting);
    for (let step = 0; step < steps; step++) {
      read?.({ point, step, time: step * stepSize, last: step === steps - 1 });
      mover.advance(Infinity);
    }
    return steps;
  });
}

export const certifiedSharpness: Section = {
  name: "sharpness",
  title: "Sharpness at every step, with its certificate",
  note: `Gradient descent on 1-30-20-1 (701 parameters), N = 20, step size ${stepSize}, its first ${steps} steps; time a step beyond that of descending.`,
  pinned: true,
  async measure() {
    const problem = await openProblem([1, 30, 20, 1], 20);
    const rows: readonly [string, Options][] = [
      ["relative residual 1e-3, larger ones excluded every 25 steps", { tolerance: 1e-3 }],
      ["relative residual 1e-3, followed only", { tolerance: 1e-3, certificate: "warm" }],
      ["relative residual 1e-3, larger ones excluded at every step", { tolerance: 1e-3, certificate: "probabilistic" }],
      ["relative residual 1e-6, larger ones excluded every 25 steps", { tolerance: 1e-6 }],
    ];
    const contestants = rows.map(([name, options]) => descending(name, problem, options));
    const [bare, ...others] = await compare([descending("no sharpness", problem, null), ...contestants], { rounds: 5 });
    return table(
      ["", "a step"],
      [["the step itself", duration(bare.median)], ...others.map(({ name, median }) => [name, duration(median - bare.median)])],
    );
  },
};
