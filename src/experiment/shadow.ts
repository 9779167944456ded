import type { DynamicsBehaviour, Mover, Setting } from "../dynamics/dynamics.ts";
import type { Beside } from "../measure/measure.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { NumericalError } from "../spec/errors.ts";

/** A second run of a spec beside the run under way. */
export interface Shadow {
  /** Calls `seen` now, and again after every step. */
  watch(seen: (both: Beside) => void): void;
  /** Moves the shadow to where the run has come; called once after every step. */
  follow(): void;
}

/**
 * Starts the dynamics a second time, from parameters one unit in the last place away, with the same random numbers: streams are opened anew, and they depend on
 * seed and purpose alone. A flow's shadow chooses its own integrator steps, and lands on the times of the run's.
 */
export function openShadow(behaviour: DynamicsBehaviour<unknown>, spec: unknown, mover: Mover, random: Setting["random"]): Shadow {
  const { objective, parameters } = mover.point;
  const point = new Point(objective, nudged(parameters, objective, random("shadow")), () => random("probes"));
  const shadow = behaviour.start(spec, { point, random });
  const watching: ((both: Beside) => void)[] = [];
  let finite = true;
  const both = (): Beside => ({
    parameters,
    shadow: finite ? point.parameters : null,
    step: behaviour.clock === "step" ? mover.step : null,
    time: mover.time,
  });
  const catchUp = (): void => {
    if (behaviour.clock === "step") shadow.advance(Infinity);
    else while (shadow.time < mover.time) shadow.advance(mover.time);
  };
  return {
    watch(seen) {
      watching.push(seen);
      seen(both());
    },
    follow() {
      if (finite) {
        try {
          catchUp();
        } catch (error) {
          if (!(error instanceof NumericalError)) throw error;
          finite = false;
        }
      }
      for (const seen of watching) seen(both());
    },
  };
}

/**
 * w ± 1 unit in the last place of the objective's numbers (2u on [1, 2), u their unit roundoff), each parameter with a random sign of its own. Zeros have no last
 * place and stay; where all parameters are zero, so that nothing would differ, they move by 2u: one unit in the last place of 1.
 */
function nudged(w: Float64Array, { arithmetic }: Objective, signs: { sign(): number }): Float64Array {
  const unit = 2 * (arithmetic?.roundoff ?? 2 ** -53);
  const binades = binadesOf(w);
  const still = binades.every((binade) => binade === 0);
  return w.map((value, i) => value + signs.sign() * unit * (still ? 1 : binades[i]));
}

/** The largest power of two that is not above each modulus: 0 for zero and for subnormal numbers. */
function binadesOf(w: Float64Array): Float64Array {
  const bits = new BigUint64Array(Float64Array.from(w).buffer);
  for (let i = 0; i < bits.length; i++) bits[i] &= 0x7ff0000000000000n;
  return new Float64Array(bits.buffer);
}
