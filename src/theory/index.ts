import type { Batch, Objective } from "../objective/objective.ts";
import { adam } from "./adam.ts";
import { adamStability } from "./adamStability.ts";
import { central } from "./central.ts";
import { constantStep } from "./constantStep.ts";
import { edge } from "./edge.ts";
import { evidence } from "./evidence.ts";
import { explicitGradient } from "./explicitGradient.ts";
import { implicitGradient } from "./implicitGradient.ts";
import { type LabelNoise, labelNoiseObjective } from "./labelNoise.ts";
import { meanSquareThreshold } from "./meanSquareThreshold.ts";
import { minibatch, minibatchPartition } from "./minibatch.ts";
import { momentum } from "./momentum.ts";
import { principal } from "./principal.ts";
import { quietCurrent } from "./quietCurrent.ts";
import { rmsprop } from "./rmsprop.ts";
import { rmspropStationary } from "./rmspropStationary.ts";
import { rod } from "./rod.ts";
import { selfStabilising } from "./selfStabilisation.ts";
import { sharpnessAware } from "./sharpnessAware.ts";
import { sharpnessAwareStability } from "./sharpnessAwareStability.ts";
import { averagedStability, descentStability } from "./stabilityThreshold.ts";
import { stationaryExcess } from "./stationaryExcess.ts";
import { stationarySpread } from "./stationarySpread.ts";
import { stochasticModified } from "./stochasticModified.ts";
import { temperature } from "./temperature.ts";
import { thirdOrder } from "./thirdOrder.ts";

interface Step {
  readonly stepSize: number;
}

/**
 * Every prediction, by name: each opens from its options (and the objective, where it follows a path) into a `Prediction`, which names its formula, source, order and conditions and checks these at a Point. Modified objectives have `value`,
 * `gradient` and `velocity`, modified flows `velocity`, thresholds and stationary laws `value`; the flows that carry something beside the parameters (`edge`, `rod`, `stochastic-modified`) are run by the dynamics of that name.
 */
export const theories = {
  /** GD's implicit regularisation (Barrett & Dherin 2021). */
  "implicit-gradient": ({ stepSize }: Step) => implicitGradient(stepSize),
  /** GD with a penalty μ‖∇L‖². */
  "explicit-gradient": explicitGradient,
  /** Shuffled SGD in the mean over orders and partitions (Smith et al. 2021). */
  minibatch: ({ stepSize, batchSize }: Step & { readonly batchSize: number }) => minibatch(stepSize, batchSize),
  /** Shuffled SGD with a fixed partition into batches. */
  "minibatch-partition": ({ stepSize, batches }: Step & { readonly batches: readonly Batch[] }) => minibatchPartition(stepSize, batches),
  /** Heavy ball. */
  momentum: (rule: Step & { readonly momentum: number }) => momentum(rule.stepSize, rule.momentum),
  /** SAM, m-SAM, and GD's own term beside. */
  "sharpness-aware": sharpnessAware,
  /** Descent with label noise, near interpolation. */
  "label-noise": ({ finite, ...noise }: LabelNoise & { readonly finite?: boolean }) => labelNoiseObjective(noise, finite),
  /** GD to third order in the step size. */
  "third-order": ({ stepSize }: Step) => thirdOrder(stepSize),
  /** The principal flow of GD, exact on quadratics (Rosca et al. 2022). */
  principal: ({ stepSize }: Step) => principal(stepSize),
  /** Adam late in training (Cattaneo et al. 2024). */
  adam,
  /** RMSProp late in training. */
  rmsprop,
  /** The central flow of GD at the edge of stability (Cohen et al. 2025). */
  central: ({ stepSize }: Step, objective: Objective) => central(stepSize, objective),
  /** Edge Flow (Marion 2026). */
  edge: ({ stepSize }: Step) => edge(stepSize),
  /** Rod Flow (Regis & Chewi 2026). */
  rod: ({ stepSize }: Step) => rod(stepSize),
  /** The stochastic modified equations of SGD (Li, Tai & E 2017). */
  "stochastic-modified": ({ stepSize, order }: Step & { readonly order: 1 | 2 }) => stochasticModified(stepSize, order),
  /** The drift of SGD's probability current to quiet regions (Wentworth 2021). */
  "quiet-current": quietCurrent,
  /** The largest stable curvature of GD, heavy ball, Nesterov. */
  "descent-stability": descentStability,
  /** The same where momentum is an average. */
  "averaged-stability": averagedStability,
  /** The largest step size with which SGD is stable in mean square (Mulayoff & Michaeli 2024). */
  "mean-square-stability": meanSquareThreshold,
  /** The largest stable preconditioned curvature of Adam and RMSProp. */
  "adam-stability": adamStability,
  /** The largest stable curvature of SAM. */
  "sharpness-aware-stability": sharpnessAwareStability,
  /** How far RMSProp oscillates about a minimum. */
  "rmsprop-stationary": rmspropStationary,
  /** How far GD oscillates at the edge of stability (Damian et al. 2023). */
  "self-stabilisation": ({ stepSize }: Step) => selfStabilising(stepSize),
  /** How far SGD spreads about a minimum. */
  "stationary-spread": stationarySpread,
  /** The loss that SGD has above a minimum (Jastrzębski et al. 2017). */
  "stationary-excess": stationaryExcess,
  /** The step size with which SGD samples best from the posterior (Mandt et al. 2017). */
  "constant-step": constantStep,
  /** The noise scale of SGD (Smith & Le 2018). */
  "noise-scale": temperature,
  /** The Bayesian evidence of a minimum (Smith & Le 2018). */
  evidence,
};
