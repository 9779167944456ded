/** A named slice `parameters[start … end)` of the parameter vector; matrices are row-major (rows = outputs). */
export interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  readonly columns: number;
}

/** Indices of the examples of a minibatch; an example may stand in it more than once (bootstrap). */
export type Batch = Int32Array;

/** What label noise needs of an objective whose examples have targets and a squared error. */
export interface Labels {
  /** Targets of one example. */
  readonly outputs: number;
  /**
   * The gradient of the mean loss over the batch (all examples unless given) with targets y + shifts instead of y, into `out`.
   * `shifts` is examples × outputs, row-major; only the rows of the batch are read.
   */
  shiftedGradient(w: Float64Array, shifts: Float64Array, out: Float64Array, batch?: Batch): void;
}

/** What of a model of someone else's is used. */
export interface ModelUse {
  /** Layers are as in inference: no dropout, no noise, moving averages in batch normalisation. */
  readonly mode: "inference";
  /** The penalties that are part of the loss: "dense_Dense1/kernel: l2 0.1". Absent where there are none, as are the others. */
  readonly regularizers?: readonly string[];
  /** Layers that would do something else in training, with their class. */
  readonly inactive?: readonly string[];
  /** Weights that could be trained and are not. */
  readonly frozen?: readonly string[];
}

/** What an objective says of its numbers where they are not float64 throughout, or not exact. */
export interface Arithmetic {
  /** "float32": of losses and gradients; parameters, and what is made of gradients, are float64 all the same. */
  readonly precision: string;
  /** What computed them, with its version and backend. */
  readonly engine: string;
  /** Whether second and higher derivatives are exact or come from central differences of gradients. */
  readonly derivatives: "exact" | "differences";
  /** Why they are not exact, where they are not. */
  readonly reason?: string;
  /** Unit roundoff u: 2⁻²⁴ for float32. */
  readonly roundoff: number;
  /** Error of a Hessian-vector product relative to the largest eigenvalue's modulus: a residual below it counts as converged. */
  readonly productError: number;
  /** Takes the place of the default relative residual of eigenvalues, which these numbers cannot meet. */
  readonly eigenvalueTolerance: number;
  /** Takes the place of the default local error of flows, which is 1e-6. */
  readonly flowTolerance: number;
  /** What of a model of layers is used; absent where there is none. */
  readonly model?: ModelUse;
}

/** The gradient of an objective, and steps along it: an objective made of another with a gradient of its own has none of the other's. */
export interface Gradient {
  /** ∇L into `out`; returns the loss. */
  (w: Float64Array, out: Float64Array, batch?: Batch): number;
  /**
   * w ← w − η∇L(w) in place, to the bit what the gradient and an update apart make of it; returns what is no longer a finite number, and leaves w where that
   * is the loss. Absent where it would save nothing.
   */
  descend?(w: Float64Array, stepSize: number, batch?: Batch): "loss" | "parameter" | null;
}

/** The exact diagonal of an objective's Hessian, all at once. An objective made of another has another one, or none. */
export interface HessianDiagonal {
  /** (∇²L)_pp for every parameter p into `out`. */
  (w: Float64Array, out: Float64Array): void;
  /** What it costs in Hessian-vector products over all examples: by multiply-adds, which the model alone decides, rounded up to a whole number. */
  readonly products: number;
}

/**
 * A three times differentiable training objective L(w) = (1/N) Σ ℓ_i(w).
 * Parameter-space vectors are Float64Array of length `size`; `out` is overwritten and may not alias an input.
 * With `batch`, the mean is over the batch instead of over all examples.
 */
export interface Objective {
  /** Number of parameters P. */
  readonly size: number;
  /** Number of examples N. */
  readonly examples: number;
  readonly blocks: readonly Block[];
  /** Absent where all numbers are exact derivatives in float64. */
  readonly arithmetic?: Arithmetic;
  /** The loss alone (forward pass only). */
  loss(w: Float64Array, batch?: Batch): number;
  /** ∇L into `out`; returns the loss. */
  readonly gradient: Gradient;
  /** ∇²L·v, exact (R-operator, Pearlmutter 1994). Cheapest when the last `gradient` was at the same w and batch. */
  hessianVector(w: Float64Array, v: Float64Array, out: Float64Array, batch?: Batch): void;
  /** ∇³L[u, u] = d²/dt² ∇L(w + tu) at t = 0, exact (second-order Taylor mode). */
  thirdDerivative(w: Float64Array, u: Float64Array, out: Float64Array, batch?: Batch): void;
  /** ‖∇ℓ_i‖² for every example (length N), without the N × P matrix. */
  exampleGradientNorms(w: Float64Array, out: Float64Array): void;
  /** (1/N) Σ_i H_i(α v + β ∇ℓ_i): one pass for any mix of a common direction and each example's own gradient. */
  mixedHessianVector(w: Float64Array, v: Float64Array, alpha: number, beta: number, out: Float64Array): void;
  /**
   * G·v with G = (1/N) Σ J_iᵀ ∇²ℓ_i J_i, J_i the derivative of example i's outputs and ∇²ℓ_i the loss's Hessian in them: the Gauss–Newton matrix, exact. Absent
   * where examples have no outputs that the loss is a function of.
   */
  gaussNewtonVector?(w: Float64Array, v: Float64Array, out: Float64Array, batch?: Batch): void;
  /** diag ∇²L; absent where it takes a product for each parameter. */
  readonly hessianDiagonal?: HessianDiagonal;
  /** The targets; absent where there are none that could be perturbed: where the loss is not quadratic in them. */
  readonly labels?: Labels;
  /** c where the loss of each example is c times the sum over its outputs of (f − y)²; absent for every other loss. */
  readonly squaredErrorFactor?: number | undefined;
  /** The same model and loss on held-out data, where the spec names some. */
  readonly test?: Objective;
  /** Fraction of examples classified correctly (argmax of the outputs, or the sign for one ±1 output); absent where it means nothing. */
  accuracy?(w: Float64Array): number;
}
