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
import type { Described, Prediction } from "./prediction.ts";
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

/** Names formula and source of what a function opens: here, for readers, so that pages that only run a flow need not load them. */
const described =
  <Options extends unknown[], Kind extends Prediction>(formula: string, source: string, open: (...options: Options) => Kind) =>
  (...options: Options): Kind & Described => ({ ...open(...options), formula, source });

/**
 * Every prediction, by name: each opens from its options (and the objective, where it follows a path) into a `Prediction`, which names its formula, source, order and conditions and checks these at a Point. Modified objectives have `value`,
 * `gradient` and `velocity`, modified flows `velocity`, thresholds and stationary laws `value`; the flows that carry something beside the parameters (`edge`, `rod`, `stochastic-modified`) are run by the dynamics of that name.
 */
export const theories = {
  /** GD's implicit regularisation (Barrett & Dherin 2021). */
  "implicit-gradient": described("L + (η/4)‖∇L‖²", "Barrett & Dherin 2021, eq. 3", ({ stepSize }: Step) => implicitGradient(stepSize)),
  /** GD with a penalty μ‖∇L‖². */
  "explicit-gradient": described("L + (μ + η/4)‖∇L‖²", "Barrett & Dherin 2021, section 5", explicitGradient),
  /** Shuffled SGD in the mean over orders and partitions (Smith et al. 2021). */
  minibatch: described(
    "L + (η/4)‖∇L‖² + (η/4)(N − B)/((N − 1)B)·Γ",
    "Smith, Dherin, Barrett & De 2021",
    ({ stepSize, batchSize }: Step & { readonly batchSize: number }) => minibatch(stepSize, batchSize),
  ),
  /** Shuffled SGD with a fixed partition into batches. */
  "minibatch-partition": described(
    "L + (η/4m)Σ_k‖∇L_k‖²",
    "Smith, Dherin, Barrett & De 2021, eq. 1",
    ({ stepSize, batches }: Step & { readonly batches: readonly Batch[] }) => minibatchPartition(stepSize, batches),
  ),
  /** Heavy ball, and Nesterov's form. */
  momentum: described(
    "L + η(1 + β)/(4(1 − β)²)·‖∇L‖², Nesterov L + η(1 − β + 2β²)/(4(1 − β)²)·‖∇L‖², at the rate 1/(1 − β)",
    "Ghosh, Lyu, Zhang & Wang 2023; Kovachki & Stuart 2021; Farazmand 2020; Nesterov: derived",
    (rule: Step & { readonly momentum: number; readonly nesterov?: boolean }) => momentum(rule.stepSize, rule.momentum, rule.nesterov),
  ),
  /** SAM, m-SAM, and GD's own term beside. */
  "sharpness-aware": described(
    "L + ρ‖∇L‖ + (η/4)‖∇L‖², or L + (ρ/2 + η/4)‖∇L‖² where the climb is not normalised",
    "Foret et al. 2021; with GD's own term: derived",
    sharpnessAware,
  ),
  /** Descent with label noise, near interpolation. */
  "label-noise": described(
    "L − (cσ²/B) tr log(I − ηH/2), for small steps L + (cησ²/2B) tr H, for the loss c(f − y)²",
    "Blanc, Gupta, Valiant & Valiant 2020; Damian, Ma & Lee 2021; Li, Wang & Arora 2022",
    ({ finite, ...noise }: LabelNoise & { readonly finite?: boolean }) => labelNoiseObjective(noise, finite),
  ),
  /** GD to third order in the step size. */
  "third-order": described(
    "ẇ = −g − (η/2)Hg − η²[⅓H²g + (1/12)∇³L[g, g]]",
    "Hairer, Lubich & Wanner, chapter IX; Miyagawa 2022",
    ({ stepSize }: Step) => thirdOrder(stepSize),
  ),
  /** The principal flow of GD, exact on quadratics (Rosca et al. 2022). */
  principal: described("ẇ = Σ_i log|1 − ηλ_i|/(ηλ_i)·⟨g, u_i⟩u_i", "Rosca, Wu, Qin & Dherin 2022, theorem 3.2", ({ stepSize }: Step) =>
    principal(stepSize),
  ),
  /** Adam late in training (Cattaneo et al. 2024). */
  adam: described(
    "ẇ_j = −(g_j + b_j)/s_j, s_j = √(g_j² + ε), b_j = (η/2)[(1 + β₁)/(1 − β₁) − (1 + β₂)/(1 − β₂)·g_j²/s_j²]·∂_jΣ_i s_i",
    "Cattaneo, Klusowski & Shigida 2024, theorem 3.1",
    adam,
  ),
  /** RMSProp late in training. */
  rmsprop: described(
    "ẇ_j = −(g_j + b_j)/s_j, s_j = √(g_j² + ε), b_j = (η/2)[1 − (1 + α)/(1 − α)·g_j²/s_j²]·∂_jΣ_i s_i",
    "Cattaneo, Klusowski & Shigida 2024, theorem 3.1",
    rmsprop,
  ),
  /** The central flow of GD at the edge of stability (Cohen et al. 2025). */
  central: described(
    "ẇ = −[∇L + ½∇⟨Σ, H⟩], 0 ⪯ Σ ⟂ 2/η − H ⪰ 0",
    "Cohen, Damian, Talwalkar, Kolter & Lee 2025",
    ({ stepSize }: Step, objective: Objective) => central(stepSize, objective),
  ),
  /** Edge Flow (Marion 2026). */
  edge: described(
    "w_t ≈ c + (−1)^t a u: ċ = −½[g(c + au) + g(c − au)], u̇ = Hu − (uᵀHu)u, d(log a)/dt = log|1 − ηs|/η",
    "Marion 2026, after its abstract; derived",
    ({ stepSize }: Step) => edge(stepSize),
  ),
  /** Rod Flow (Regis & Chewi 2026). */
  rod: described("w_t ≈ c ± ρ: ċ = −½(g₊ + g₋), ρ̇ = ½(g₊ − g₋) − (2/η)ρ", "Regis & Chewi 2026; derived", ({ stepSize }: Step) =>
    rod(stepSize),
  ),
  /** The stochastic modified equations of SGD (Li, Tai & E 2017). */
  "stochastic-modified": described(
    "dW = −∇(L + (η/4)‖∇L‖²)dt + √η Σ_B^{1/2}dB; to first order without the term in η",
    "Li, Tai & E 2017",
    ({ stepSize, order }: Step & { readonly order: 1 | 2 }) => stochasticModified(stepSize, order),
  ),
  /** The drift of SGD's probability current to quiet regions (Wentworth 2021). */
  "quiet-current": described(
    "−∇L − (η/2)∇·Σ_B, ∇·Σ = ½∇tr Σ + Cov_k(tr H_k, g_k)",
    "Wentworth 2021, “SGD's Bias”; the halves: derived",
    quietCurrent,
  ),
  /** The largest stable curvature of GD, heavy ball, Nesterov. */
  "descent-stability": described(
    "2/η; heavy ball (2 + 2β)/η; Nesterov (2 + 2β)/((1 + 2β)η)",
    "Cohen et al. 2021, section 2 and appendix B",
    descentStability,
  ),
  /** The same where momentum is an average. */
  "averaged-stability": described("(2 + 2β)/((1 − β)η)", "Cohen et al. 2022", averagedStability),
  /** The largest step size with which SGD is stable in mean square (Mulayoff & Michaeli 2024). */
  "mean-square-stability": described(
    "η* = 2/λ_max(C⁺D), C = ½(H⊗I + I⊗H), D = (1 − p)H⊗H + p·mean(H_i⊗H_i), p = (N − B)/(B(N − 1))",
    "Mulayoff & Michaeli 2024",
    meanSquareThreshold,
  ),
  /** The largest stable preconditioned curvature of Adam and RMSProp. */
  "adam-stability": described("(2 + 2β₁)/((1 − β₁)η) for λ_max(D⁻¹H), D = diag √(v + ε); RMSProp 2/η", "Cohen et al. 2022", adamStability),
  /** The largest stable curvature of SAM. */
  "sharpness-aware-stability": described(
    "(‖g‖/2ρ)(√(1 + 8ρ/(η‖g‖)) − 1); not normalised (1/2ρ)(√(1 + 8ρ/η) − 1)",
    "Long & Bartlett 2024",
    sharpnessAwareStability,
  ),
  /** How far RMSProp oscillates about a minimum. */
  "rmsprop-stationary": described("ηH_jj/√ν_j = 2, E[x_j²] = η²/4", "Cohen et al. 2025; the stationary state: derived", rmspropStationary),
  /** How far GD oscillates at the edge of stability (Damian et al. 2023). */
  "self-stabilisation": described("E[x²] = 2α/β, α = −∇L·∇S⊥, β = ‖∇S⊥‖²", "Damian, Nichani & Lee 2023", ({ stepSize }: Step) =>
    selfStabilising(stepSize),
  ),
  /** How far SGD spreads about a minimum. */
  "stationary-spread": described(
    "tr Σ, AΣ + ΣA − ηAΣA = ηC_B",
    "Mandt, Hoffman & Blei 2017, made exact for finite steps: derived",
    stationarySpread,
  ),
  /** The loss that SGD has above a minimum (Jastrzębski et al. 2017). */
  "stationary-excess": described("E[L] − L* = (η/4B) tr C", "Jastrzębski et al. 2017", stationaryExcess),
  /** The step size with which SGD samples best from the posterior (Mandt et al. 2017). */
  "constant-step": described("ε* = 2PB/(N tr C)", "Mandt, Hoffman & Blei 2017, theorem 1", constantStep),
  /** The noise scale of SGD (Smith & Le 2018). */
  "noise-scale": described("g = ε(N/B − 1)/(1 − m)", "Smith & Le 2018", temperature),
  /** The Bayesian evidence of a minimum (Smith & Le 2018). */
  evidence: described("ln P(y|x; M) = −[C + ½Σ ln(λ_i/λ)]", "Smith & Le 2018, section 2", evidence),
};
