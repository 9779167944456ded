import { exp, log, log1p } from "../kernel/elementary.ts";
import { LeadingPairs } from "../kernel/leadingPairs.ts";
import { openRandom } from "../kernel/random.ts";
import { dot, norm } from "../kernel/vector.ts";
import { edge } from "../theory/edge.ts";
import { augmentedBehaviour } from "./augmentedFlow.ts";
import type { EdgeFlowOptions } from "./edgeFlow.ts";
import { standingFor } from "./facts.ts";

/** Rounding leaves GD an oscillation of about this size, relative to the parameters along u: half an ulp, that of float64 unless the objective says otherwise. */
const roundingFloor = 1.1102230246251565e-16;
/** From amplitudes of this size on, relative to the parameters, differences of gradients tell the curvature: in float64, and in float32. */
const toldFrom = { float64: 1e-5, float32: 1e-3 };
/** The fastest decay of the oscillation, in units of 1/η: at ηs = 1 the logarithm is −∞. */
const mostContraction = -10;

/** The flow of centre, direction and logarithm of the amplitude, on the integrators of all flows. */
export const behaviour = augmentedBehaviour<EdgeFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => edge(stepSize),
  open({ stepSize }, point) {
    const { objective } = point;
    const { size, arithmetic } = objective;
    const floor = arithmetic?.roundoff ?? roundingFloor;
    const least = arithmetic === undefined ? toldFrom.float64 : toldFrom.float32;
    const pairs = new LeadingPairs(size, openRandom(0, "probes", 3), arithmetic?.productError);
    const top = pairs.warm((v, out) => point.hessianVector(v, out), 1, 1e-6).vectors[0];
    const floorOf = (w: Float64Array, u: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += w[i] * w[i] * u[i] * u[i];
      return floor * Math.max(1e-8, Math.sqrt(sum));
    };
    const carried = new Float64Array(size + 1);
    carried.set(top);
    carried[size] = log(Math.max(floorOf(point.parameters, top), (stepSize * Math.abs(dot(top, point.gradient))) / 2));
    const unit = new Float64Array(size);
    const end = new Float64Array(size);
    const [ahead, behind] = [new Float64Array(size), new Float64Array(size)];
    return {
      carried,
      velocity(centre, state, centreOut, stateOut) {
        const length = norm(state.subarray(0, size));
        for (let i = 0; i < size; i++) unit[i] = state[i] / length;
        const amplitude = exp(state[size]);
        const turn = stateOut.subarray(0, size);
        objective.gradient(centre, end);
        objective.hessianVector(centre, unit, turn);
        const curvature = dot(unit, turn);
        for (let i = 0; i < size; i++) turn[i] -= curvature * unit[i];
        for (let i = 0; i < size; i++) end[i] = centre[i] + amplitude * unit[i];
        objective.gradient(end, ahead);
        for (let i = 0; i < size; i++) end[i] = centre[i] - amplitude * unit[i];
        objective.gradient(end, behind);
        for (let i = 0; i < size; i++) centreOut[i] = -0.5 * (ahead[i] + behind[i]);
        const told = amplitude > least * norm(centre);
        const secant = told ? (dot(unit, ahead) - dot(unit, behind)) / (2 * amplitude) : curvature;
        const scaled = stepSize * secant;
        const rate = Math.max(mostContraction, scaled < 1 ? log1p(-scaled) : log1p(scaled - 2));
        // Near its floor the amplitude settles instead of falling further.
        const above = state[size] - log(floorOf(centre, unit));
        stateOut[size] = Math.max(rate, -above) / stepSize;
      },
    };
  },
});
