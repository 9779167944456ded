import { machineEpsilon } from "../kernel/denseKernel.ts";
import { openRandom, type Purpose } from "../kernel/random.ts";
import { noDynamics } from "../measure/dynamicsFacts.ts";
import type { Column, Value } from "../measure/measure.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { rescaleLayers } from "../objective/rescaleLayers.ts";
import { SpecError } from "../spec/errors.ts";
import { parse, within } from "../spec/parse.ts";
import { loadBehaviours, measureBehaviour } from "./behaviours.ts";
import { type MeasureInput, type MeasureSpec, measureSchema } from "./runSpec.ts";

/** What is rescaled by how much, and what is measured before and after. */
export interface RescalingCheckOptions {
  /** α: weights and biases of the layer times α, weights of the next divided by it; 10 unless given. */
  readonly alpha?: number;
  /** Which layer, counted from 1; 1 unless given. */
  readonly layer?: number;
  /** Every measure of flatness unless given. */
  readonly measures?: readonly MeasureInput[];
  /** Relative change up to which a value counts as unchanged; 1e-6 unless given. */
  readonly tolerance?: number;
  /** Of probes and perturbations, the same ones before and after; 0 unless given. */
  readonly seed?: number;
}

/** One column before and after. */
export interface RescaledColumn {
  readonly measure: MeasureSpec;
  readonly column: Column;
  readonly before: number | null;
  readonly after: number | null;
  /** Whether the value is the same; null where it is not a number on both sides, or where the function is not the same. */
  readonly invariant: boolean | null;
}

/** Which measures see a rescaling that the function does not. */
export interface RescalingCheck {
  /** The largest change of an example's loss, relative to the mean loss; 0 where none changes at all, NaN where one does and the mean loss is 0. */
  readonly change: number;
  /** Whether that is rounding: at most 1e-10, or, where everything is fitted, a hundred times what the last digits of the parameters change. Only then do the rows say anything. */
  readonly sameFunction: boolean;
  readonly columns: readonly RescaledColumn[];
}

const flatness: readonly MeasureInput[] = [
  "sharpness",
  "hessian-trace",
  "gradient-norm-squared",
  "directional-sharpness",
  "critical-sharpness",
  "gauss-newton",
  "sam-sharpness",
  "box-sharpness",
  { kind: "perturbation-sensitivity", std: 0.01 },
  "adaptive-sharpness",
  { kind: "adaptive-sharpness", per: "filter" },
  "relative-flatness",
  "fisher-rao",
];

const sameLoss = 1e-10;
/** By how much more than a last digit of each parameter a rescaling may round. */
const roundings = 100;
/** Columns that say how well another is known. */
const ofAnError = /(Error|Residual|Certificate|Probability)$/;

/**
 * Dinh, Pascanu, Bengio & Bengio's 2017 question to a measure of flatness: does it change when nothing changes? Rescales two layers of a network against each other by α (`rescaleLayers`), which leaves the function of a network
 * with positively homogeneous activations as it is, checks on the loss of every example that it did, and says of each measure whether its value is the same. Throws SpecError where there are no such layers or a measure does not fit.
 */
export async function rescalingCheck(
  objective: Objective,
  parameters: ArrayLike<number>,
  { alpha = 10, layer = 1, measures = flatness, tolerance = 1e-6, seed = 0 }: RescalingCheckOptions = {},
): Promise<RescalingCheck> {
  const specs = measures.map((measure, i) => parse(measureSchema, measure, `measures.${i}`));
  await loadBehaviours({ dynamics: { kind: "gd" }, measures: specs });
  const before = Float64Array.from(parameters);
  const after = rescaleLayers(objective, before, alpha, layer);
  const largest = largestChange(objective, before, after);
  const loss = Math.abs(objective.loss(before));
  const change = largest === 0 ? 0 : loss === 0 ? NaN : largest / loss;
  const sameFunction = largest <= sameLoss * loss || largest <= roundings * largestChange(objective, before, before.map(nextDigit));
  const columns = specs.flatMap((measure, i) => {
    const [first, second] = within(`measures.${i}`, () => [before, after].map((w) => take(measure, objective, w, seed)));
    return first.flatMap(({ column, value }, k) => {
      if (typeof value === "string" || ofAnError.test(column.name)) return [];
      const other = second[k].value as number | null;
      const known = sameFunction && value !== null && other !== null;
      return {
        measure,
        column,
        before: value,
        after: other,
        invariant: known ? Math.abs(other - value) <= tolerance * Math.abs(value) : null,
      };
    });
  });
  return { change, sameFunction, columns };
}

function largestChange(objective: Objective, before: Float64Array, after: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < objective.examples; i++) {
    const one = Int32Array.of(i);
    largest = Math.max(largest, Math.abs(objective.loss(after, one) - objective.loss(before, one)));
  }
  return largest;
}

/** Some other number within a rounding or two, to either side in turn. */
const nextDigit = (value: number, i: number): number => value * (1 + (i % 2 === 0 ? 2 : -2) * machineEpsilon);

function take(measure: MeasureSpec, objective: Objective, w: Float64Array, seed: number): { column: Column; value: Value }[] {
  const random = (purpose: Purpose) => openRandom(seed, purpose);
  const behaviour = measureBehaviour(measure.kind);
  const read = behaviour.begin(measure, {
    objective,
    dynamics: noDynamics,
    random,
    reference() {
      throw new SpecError("to", "another run is only to be had in a run");
    },
    shadow() {
      throw new SpecError("", "a shadow is only to be had in a run");
    },
  });
  const point = new Point(objective, w, () => random("probes"));
  const values = read({ point, step: 0, time: 0, last: true });
  return behaviour.columns(measure, objective).map((column, k) => ({ column, value: values[k] }));
}
