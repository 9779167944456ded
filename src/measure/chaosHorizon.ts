import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  threshold: positive.max(1).default(1e-3).describe("relative distance beyond which the path is no longer that of any other program"),
  window: z.int().min(2).default(30).describe("steps over which the Lyapunov exponent is fitted"),
};

export interface ChaosHorizonOptions {
  readonly threshold: number;
  readonly window: number;
}

const behaviour: OnDemand<MeasureBehaviour<ChaosHorizonOptions>> = {
  load: async () => (await import("./chaosHorizonBehaviour.ts")).behaviour,
};

/**
 * How far the path of this run means anything. Beside it runs its shadow: the same spec and the same random numbers from parameters w' one unit in the last place
 * away (every parameter with a sign of its own, from the stream "shadow"), as a program would do that only rounds otherwise. Of any dynamics; costs as much as the run
 * again, counted in the record's cost, and does not change a bit of the run.
 *
 * - `shadowDistance` = ‖w' − w‖ / max(‖w‖, ‖w'‖); null once the shadow has left the finite numbers, and where the run is at zero itself (its start, perhaps), where nothing is relative to anything:
 *   no horizon is found there.
 * - `shadowDigits` = −log₁₀ of it, null where the run is at zero: decimal digits of the parameters (in norm) that still mean something, from about 16 for float64 down to 0.
 * - `lyapunovExponent`: slope of the least-squares line of log ‖w' − w‖ over the last `window` steps, against the step (the time, for a flow), so that its inverse is
 *   the length of an e-fold: the finite-time Lyapunov exponent. Distances past the horizon no longer grow but wander at the size of the oscillation, so there the
 *   value at the horizon is kept. Null where the two runs coincide.
 * - `chaosHorizon`, `chaosHorizonTime`: the first step (none for a flow), and the time, at which `shadowDistance` was above `threshold`; null before. Pointwise agreement with
 *   another program, processor or order of sums ends there at the latest; statistics remain.
 *
 * Gradient descent on a quadratic has the exponent log max|1 − ηλ|: below the edge of stability paths draw together. At the edge the sharpness overshoots 2/η for
 * a while, and an e-fold takes 1/log(ηS − 1) steps. A flow's distance includes what its integrator's choice of steps makes of rounding.
 */
export const chaosHorizon = member(
  "chaos-horizon",
  "A shadow run from one unit in the last place away: its distance, the digits that still mean something, how fast they go (Lyapunov exponent), and from where on none do.",
  shape,
  behaviour,
);
