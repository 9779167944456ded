import { log } from "../kernel/elementary.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import type { MeasureBehaviour } from "./measure.ts";
import type { PerturbationRadiusOptions } from "./perturbationRadius.ts";
import { finiteOrNull } from "./value.ts";

/** What random perturbations a point bears. Null where even the smallest is too large, or the largest in question is not. */
export interface PerturbationRadius {
  /** σ of the perturbations w_i + σξ_i, in parameters. 1/σ² is a flatness. */
  readonly radius: number | null;
  /** ‖w − w0‖²/(4σ²) + ln(N/σ) + 10, in nats. */
  readonly bound: number | null;
  /** σ' of the perturbations w_i + √(σ'²w_i² + ε²) ξ_i, dimensionless. */
  readonly magnitudeRadius: number | null;
  /** ¼ Σ ln[(ε² + (σ'² + 1)‖w − w0‖²/P)/(ε² + σ'²(w_i − w0_i)²)] + ln(N/σ') + 10, in nats. */
  readonly magnitudeBound: number | null;
}

interface Finder {
  /** The largest σ such that perturbations with these deviations, as a function of σ, keep to what is allowed. */
  radius(point: Point, deviation: (sigma: number, w: number) => number): number | null;
  readonly floor: number;
}

function open(options: PerturbationRadiusOptions, objective: Objective, random: (purpose: "perturbation") => Random): Finder {
  const { samples = 10, steps = 15, largest = 2, floor = 1e-3 } = options;
  const damage = openDamage(options, objective);
  const stream = random("perturbation");
  const probes = Array.from({ length: samples }, () => {
    const probe = new Float64Array(objective.size);
    stream.normals(probe);
    return probe;
  });
  const perturbed = new Float64Array(objective.size);
  const radius: Finder["radius"] = ({ parameters, loss }, deviation) => {
    const before = damage.at(parameters, loss);
    const bears = (sigma: number): boolean => {
      let sum = 0;
      for (const probe of probes) {
        for (let i = 0; i < perturbed.length; i++) perturbed[i] = parameters[i] + deviation(sigma, parameters[i]) * probe[i];
        sum += damage.at(perturbed) - before;
      }
      return sum <= damage.allowed * samples;
    };
    let [low, high] = [0, largest];
    if (!Number.isFinite(before) || bears(largest)) return null;
    for (let k = 0; k < steps; k++) {
      const middle = (low + high) / 2;
      if (bears(middle)) low = middle;
      else high = middle;
    }
    return low > 0 ? low : null;
  };
  return { radius, floor };
}

interface Damage {
  readonly allowed: number;
  /** What rises with damage: the loss, or the fraction classified wrongly. */
  at(w: Float64Array, loss?: number): number;
}

function openDamage({ accuracyDrop, lossRise }: PerturbationRadiusOptions, objective: Objective): Damage {
  if (accuracyDrop !== undefined && lossRise !== undefined)
    throw new SpecError("lossRise", "stands beside accuracyDrop: give one of them, the other says nothing then");
  if (lossRise !== undefined) return { allowed: lossRise, at: (w, loss) => loss ?? objective.loss(w) };
  if (objective.accuracy === undefined)
    throw new SpecError("accuracyDrop", "accuracy means nothing here, as there are no classes: give lossRise instead");
  return { allowed: accuracyDrop ?? 0.1, at: (w) => 1 - objective.accuracy!(w) };
}

function readAt(find: Finder, point: Point, origin: Float64Array): PerturbationRadius {
  const { objective, parameters } = point;
  const { floor } = find;
  const moved = parameters.map((value, i) => value - origin[i]);
  const square = moved.reduce((sum, value) => sum + value * value, 0);
  const radius = find.radius(point, (sigma) => sigma);
  const magnitudeRadius = find.radius(point, (sigma, w) => Math.sqrt(sigma * sigma * w * w + floor * floor));
  const spread = (s: number): number => {
    const shared = floor * floor + ((s * s + 1) * square) / objective.size;
    return moved.reduce((sum, value) => sum + log(shared / (floor * floor + s * s * value * value)), 0) / 4;
  };
  const rest = (sigma: number): number => log(objective.examples / sigma) + 10;
  return {
    radius,
    bound: radius === null ? null : square / (4 * radius * radius) + rest(radius),
    magnitudeRadius,
    magnitudeBound: magnitudeRadius === null ? null : spread(magnitudeRadius) + rest(magnitudeRadius),
  };
}

/**
 * The largest standard deviation σ of Gaussian perturbations of all parameters at which the mean training accuracy is at most `accuracyDrop` lower, or the mean training loss at most `lossRise` higher, than at the
 * point, and the same in proportion to the parameters, with deviation √(σ'²w_i² + ε²): the sharpness-based measures of Jiang, Neyshabur, Mobahi, Krishnan & Bengio 2020 (section 4 and appendix C) and Dziugaite et al. 2020. Found by
 * halving [0, `largest`] with the same perturbations throughout, drawn from the stream "perturbation" alone: mean over `samples` of them, whatever happens between. σ is a standard deviation here; Dziugaite et al.'s code passes σ² where
 * one is expected, so that its σ is the square root of ours. Null where the largest σ is borne, or none is.
 *
 * With w0 = `origin` (zero unless given) their bounds: ‖w − w0‖²/(4σ²) + ln(N/σ) + 10, and with magnitudes ¼ Σ ln[(ε² + (σ'² + 1)‖w − w0‖²/P)/(ε² + σ'²(w_i − w0_i)²)] + ln(N/σ') + 10, in nats; they report √(bound/N). N examples, P parameters.
 * At most (1 + `steps`) × `samples` × 2 forward passes. Throws SpecError where there are no classes and no `lossRise`.
 */
export function perturbationRadiusAt(
  point: Point,
  { seed = 0, origin, ...options }: Omit<PerturbationRadiusOptions, "to"> & { readonly seed?: number; readonly origin?: Float64Array } = {},
): PerturbationRadius {
  const find = open(options, point.objective, (purpose) => openRandom(seed, purpose));
  return readAt(find, point, origin ?? new Float64Array(point.objective.size));
}

export const behaviour: MeasureBehaviour<PerturbationRadiusOptions> = {
  needs: ({ samples = 10 }, { size }) => ({ numbers: samples * size }),
  columns: ({ accuracyDrop = 0.1, lossRise }) => {
    const cost = lossRise === undefined ? `an accuracy lower by ${accuracyDrop}` : `a loss higher by ${lossRise}`;
    return [
      { name: "perturbationRadius", unit: "parameter", meaning: `the σ at which Gaussian perturbations of all parameters cost ${cost}` },
      {
        name: "pacBayesBound",
        unit: "nat",
        meaning: "‖w − w0‖²/(4σ²) + ln(N/σ) + 10 at perturbationRadius σ (Jiang et al. 2020)",
      },
      {
        name: "magnitudePerturbationRadius",
        unit: "dimensionless",
        meaning: `the σ' at which Gaussian perturbations with deviations √(σ'²w_i² + ε²) cost ${cost}`,
      },
      {
        name: "magnitudePacBayesBound",
        unit: "nat",
        meaning:
          "¼Σ ln[(ε² + (σ'² + 1)‖w − w0‖²/P)/(ε² + σ'²(w_i − w0_i)²)] + ln(N/σ') + 10 at magnitudePerturbationRadius σ' (Jiang et al. 2020)",
      },
    ];
  },
  begin({ to, ...options }, { objective, random, reference }) {
    const find = open(options, objective, random);
    let origin = to === undefined ? null : reference(to);
    if (origin !== null && origin.length !== objective.size)
      throw new SpecError("to", `has ${origin.length} parameters where this objective has ${objective.size}; give a run of the same model`);
    return ({ point }) => {
      origin ??= Float64Array.from(point.parameters);
      const { radius, bound, magnitudeRadius, magnitudeBound } = readAt(find, point, origin);
      return [radius, bound, magnitudeRadius, magnitudeBound].map((value) => (value === null ? null : finiteOrNull(value)));
    };
  },
};
