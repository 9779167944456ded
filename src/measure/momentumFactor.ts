/** Momentum in PyTorch's form; none unless given. */
export interface MomentumRule {
  /** β; 0 unless given. */
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
}

/** What stands before (η/4)‖∇L‖² in the modified loss of full-batch descent: 1, (1 + β)/(1 − β)² with heavy ball, (1 − β + 2β²)/(1 − β)² with Nesterov's form; sources at `implicitFactor`. */
export function momentumFactor({ momentum: beta = 0, nesterov = false }: MomentumRule): number {
  return beta === 0 ? 1 : (nesterov ? 1 - beta + 2 * beta * beta : 1 + beta) / ((1 - beta) * (1 - beta));
}
