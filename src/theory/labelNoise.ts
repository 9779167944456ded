import { log1p } from "../kernel/elementary.ts";
import { type EigenSystem, eigenSystem } from "../kernel/symmetric.ts";
import { axpy, dot } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { checked, type CheckedCondition, type Condition } from "./condition.ts";
import { type ModifiedFlow, type ModifiedObjective, prediction } from "./prediction.ts";

/** Label noise: every step the targets of B examples, drawn anew, are perturbed independently with standard deviation σ, the loss being c(f − y)². */
export interface LabelNoise {
  readonly stepSize: number;
  readonly std: number;
  /** B; the N examples, all perturbed, for the full batch. */
  readonly batchSize: number;
  /** c; that of the objective unless given. */
  readonly factor?: number | undefined;
}

/** Eigenvalues below this fraction of the largest belong to the manifold of minima: those that interpolation leaves at 0. */
const flat = 1e-3;

/**
 * λ = 2cησ²/B, what stands before the regulariser R in the effective loss L + λR: ησ²/B for the loss ½(f − y)² (c = ½ unless given). A step's noise is −(2c/B)ΣJᵀξ, of covariance (4c²σ²/B)·mean JJᵀ = (2cσ²/B)H near
 * interpolation, where H = 2c·mean JJᵀ. On f = ab the asymmetry a² − b² decays at 4c²ησ²/B per unit time.
 */
export function labelNoiseStrength({ stepSize, std, batchSize, factor = 0.5 }: LabelNoise): number {
  return (2 * factor * stepSize * std * std) / batchSize;
}

/** The noise with its factor: the one given, or the objective's. Throws SpecError where the loss is no squared error. */
export function factored(noise: LabelNoise, { squaredErrorFactor }: Objective): LabelNoise & { readonly factor: number } {
  const factor = noise.factor ?? squaredErrorFactor;
  if (factor === undefined)
    throw new SpecError(
      "",
      "label noise is a theory of squared errors c(f − y)², which this objective does not have: use the loss squared-error, or an expression factor*(f - y)^2",
    );
  return { ...noise, factor };
}

/** R = −(1/2η) tr log(I − ηH/2) (Damian, Ma & Lee 2021), which tends to ¼ tr H for η → 0; NaN where ηλ_max ≥ 2. From the whole spectrum. */
export function labelNoiseRegulariser(point: Point, stepSize: number): number {
  let sum = 0;
  for (const eigenvalue of spectrum(point).values) sum += log1p((-stepSize * eigenvalue) / 2);
  return Number.isFinite(sum) ? -sum / (2 * stepSize) : NaN;
}

/** When the prediction holds: near interpolation, below the threshold, with steps far smaller than the slow drift is fast. */
export function labelNoiseConditions(point: Point, noise: LabelNoise): readonly CheckedCondition[] {
  return checked(conditionsOf(noise), point);
}

function conditionsOf(noise: LabelNoise): readonly Condition[] {
  const { stepSize, std } = noise;
  return [
    { name: "the step is stable", quantity: "ηλ_max", limit: 2, read: (point) => stepSize * spectrum(point).values[0] },
    {
      name: "the examples are interpolated",
      quantity: "L / (cσ²)",
      limit: 0.1,
      read: (point) => point.loss / (factored(noise, point.objective).factor * std * std),
    },
  ];
}

/**
 * The limiting flow of descent with label noise along the manifold of minima: −∇L and the drift of `labelNoiseDrift`, with ¼ tr H in the place of R unless `finite`. What is proven is the limit η → 0 at times of the order of
 * 1/(ησ²) (Li, Wang & Arora 2022); no order. The factor of the loss is the objective's unless given.
 */
export function labelNoiseFlow(noise: LabelNoise, finite = false): ModifiedFlow {
  const velocity = (point: Point, out: Float64Array): void => {
    labelNoiseDrift(point, noise, finite, out);
    const gradient = point.gradient;
    for (let i = 0; i < out.length; i++) out[i] -= gradient[i];
  };
  return prediction(
    {
      name: "label-noise",
      order: null,
      conditions: conditionsOf(noise),
    },
    { velocity },
  );
}

/**
 * The effective objective of descent with label noise, L + λR, λ = 2cησ²/B (see `labelNoiseStrength`), R = −(1/2η) tr log(I − ηH/2) (Damian, Ma & Lee 2021). `gradient` is exact: ∇R = ¼Σ_i ∇³L[u_i, u_i]/(1 − ηλ_i/2) over the whole
 * spectrum, P third derivatives; not a number where ηλ_max ≥ 2. `velocity` is that of `labelNoiseFlow`, which keeps to the manifold of minima.
 */
export function labelNoiseObjective(noise: LabelNoise, finite = false): ModifiedObjective {
  const strengthAt = ({ objective }: Point): number => labelNoiseStrength(factored(noise, objective));
  return {
    ...labelNoiseFlow(noise, finite),
    value: (point) => point.loss + strengthAt(point) * labelNoiseRegulariser(point, noise.stepSize),
    gradient(point, out, scale = 1) {
      regulariserGradient(point, noise.stepSize, out);
      const gradient = point.gradient;
      const strength = strengthAt(point);
      for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + strength * out[i]);
    },
  };
}

/** ∇R, R a function of the spectrum: Σ_i R'(λ_i) u_iᵀ(∇H)u_i, R' = 1/(4(1 − ηλ/2)). */
function regulariserGradient(point: Point, stepSize: number, out: Float64Array): void {
  const n = out.length;
  const { values, vectors } = spectrum(point);
  const slope = new Float64Array(n);
  out.fill(stepSize * values[0] < 2 ? 0 : NaN);
  for (let k = 0; k < n; k++) {
    point.objective.thirdDerivative(point.parameters, vectors.slice(k * n, (k + 1) * n), slope);
    axpy(1 / (4 - 2 * stepSize * values[k]), slope, out);
  }
}

/**
 * The drift along the manifold of minima into `out`: −(λ/4) P Σ_i c_i ∇³L[u_i, u_i] per unit of time η a step, over the eigenvectors across the manifold,
 * P the projection on its tangent space. c_i = 1 gives the limit −(λ/4)P∇tr H (Blanc, Gupta, Valiant & Valiant 2020; Li, Wang & Arora 2022), c_i = 1/(1 − ηλ_i/2) that of R (`finite`).
 * Only directions across the manifold are needed: at interpolation ∇³L[v, v] of a flat direction v has no part along the manifold.
 * A dense Hessian and one third derivative for each eigenvalue above 1e-3 of the largest.
 */
export function labelNoiseDrift(point: Point, noise: LabelNoise, finite: boolean, out: Float64Array): void {
  const n = out.length;
  const { values, vectors } = spectrum(point);
  const across: Float64Array[] = [];
  const slope = new Float64Array(n);
  out.fill(0);
  for (let k = 0; k < n && values[k] > flat * values[0]; k++) {
    const u = vectors.slice(k * n, (k + 1) * n);
    across.push(u);
    point.objective.thirdDerivative(point.parameters, u, slope);
    const weight = finite ? 1 / (1 - (noise.stepSize * values[k]) / 2) : 1;
    for (let i = 0; i < n; i++) out[i] += weight * slope[i];
  }
  for (const u of across) {
    const along = dot(u, out);
    for (let i = 0; i < n; i++) out[i] -= along * u[i];
  }
  const factor = -labelNoiseStrength(factored(noise, point.objective)) / 4;
  for (let i = 0; i < n; i++) out[i] *= factor;
}

function spectrum(point: Point): EigenSystem {
  return eigenSystem(point.hessian(), point.parameters.length);
}
