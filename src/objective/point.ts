import { norm2 } from "../kernel/vector.ts";
import type { Objective } from "./objective.ts";

/**
 * A place in parameter space together with everything already known about it. All quantities are lazy and computed
 * at most once; whoever changes `parameters` calls `moved()`, which forgets them. Returned arrays are owned by the
 * Point and valid until it moves.
 */
export class Point {
  readonly objective: Objective;
  /** The live parameter vector, length P. */
  readonly parameters: Float64Array;
  #gradient: Float64Array;
  #gradientKnown = false;
  #loss = 0;
  #lossKnown = false;
  #gradientNormSquared = -1;
  #exampleGradientNorms: Float64Array | null = null;
  #exampleGradientNormsKnown = false;

  constructor(objective: Objective, parameters: Float64Array) {
    this.objective = objective;
    this.parameters = Float64Array.from(parameters);
    this.#gradient = new Float64Array(objective.size);
  }

  /** Forgets what was known: call after every change of `parameters`. */
  moved(): void {
    this.#gradientKnown = false;
    this.#lossKnown = false;
    this.#gradientNormSquared = -1;
    this.#exampleGradientNormsKnown = false;
  }

  /** L(w), the mean over all examples. */
  get loss(): number {
    if (!this.#lossKnown) {
      this.#loss = this.#gradientKnown ? this.#loss : this.objective.loss(this.parameters);
      this.#lossKnown = true;
    }
    return this.#loss;
  }

  /** ∇L(w) over all examples. */
  get gradient(): Float64Array {
    if (!this.#gradientKnown) {
      this.#loss = this.objective.gradient(this.parameters, this.#gradient);
      this.#gradientKnown = true;
      this.#lossKnown = true;
    }
    return this.#gradient;
  }

  /** ‖∇L(w)‖². */
  get gradientNormSquared(): number {
    if (this.#gradientNormSquared < 0) this.#gradientNormSquared = norm2(this.gradient);
    return this.#gradientNormSquared;
  }

  /** ‖∇ℓ_i(w)‖² for each example. */
  get exampleGradientNorms(): Float64Array {
    this.#exampleGradientNorms ??= new Float64Array(this.objective.examples);
    if (!this.#exampleGradientNormsKnown) {
      this.objective.exampleGradientNorms(this.parameters, this.#exampleGradientNorms);
      this.#exampleGradientNormsKnown = true;
    }
    return this.#exampleGradientNorms;
  }

  /** Γ = tr Σ at batch size 1: (1/N) Σ ‖∇ℓ_i‖² − ‖∇L‖² (population covariance, no N − 1). */
  get noiseTrace(): number {
    let sum = 0;
    const norms = this.exampleGradientNorms;
    for (let i = 0; i < norms.length; i++) sum += norms[i];
    return Math.max(0, sum / norms.length - this.gradientNormSquared);
  }

  /** ∇²L(w)·v into `out`. */
  hessianVector(v: Float64Array, out: Float64Array): void {
    this.objective.hessianVector(this.parameters, v, out);
  }
}
