import { positive } from "../spec/scalars.ts";
import { rod } from "../theory/rod.ts";
import { augmentedFlow } from "./augmentedFlow.ts";
import { standingFor } from "./facts.ts";

/** Half an ulp: what rounding adds to a parameter in a step, relative to it, at most; of float64 unless the objective says otherwise. */
const halfUlp = 1.1102230246251565e-16;

/**
 * GD at the edge of stability as a rod (Rod Flow; Regis & Chewi 2026; derived here from consecutive iterates): the iterates are its ends c ± ρ in turn. A step of GD takes both ends to c − ½η(g₊ + g₋) ± (ρ − ½η(g₊ − g₋)),
 * and with the alternation taken out ρ ↦ ½η(g₊ − g₋) − ρ, whose flows at time η a step are
 * ċ = −½(g₊ + g₋), ρ̇ = ½(g₊ − g₋) − (2/η)ρ, g± = ∇L(c ± ρ).
 * Along an eigenvector ρ grows at the rate λ − 2/η; a direction far below the edge decays faster than GD's but is of no account either way. The parameters are c. ρ may turn freely and needs no eigenvector; rounding
 * enters as in GD, as a source of half an ulp of each parameter a step in a fixed irregular pattern of signs, so that the oscillation sets in when GD's does. Two gradients an evaluation.
 */
export const rodFlow = augmentedFlow({
  kind: "rod-flow",
  doc: "The flow of the centre and the half-length vector of gradient descent's oscillation at the edge of stability (Regis & Chewi 2026).",
  shape: { stepSize: positive },
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => rod(stepSize),
  open({ stepSize }, point) {
    const { objective } = point;
    const { size, arithmetic } = objective;
    const rounding = arithmetic?.roundoff ?? halfUlp;
    const end = new Float64Array(size);
    const [ahead, behind] = [new Float64Array(size), new Float64Array(size)];
    const pattern = Float64Array.from({ length: size }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 0) / 2147483648 - 1);
    return {
      carried: Float64Array.from(point.gradient, (g) => (stepSize / 2) * g),
      velocity(centre, rod, centreOut, rodOut) {
        for (let i = 0; i < size; i++) end[i] = centre[i] + rod[i];
        objective.gradient(end, ahead);
        for (let i = 0; i < size; i++) end[i] = centre[i] - rod[i];
        objective.gradient(end, behind);
        for (let i = 0; i < size; i++) {
          centreOut[i] = -0.5 * (ahead[i] + behind[i]);
          rodOut[i] = 0.5 * (ahead[i] - behind[i]) - (2 / stepSize) * rod[i] + (rounding / stepSize) * pattern[i] * centre[i];
        }
      },
    };
  },
});
